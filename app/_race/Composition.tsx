import { PARTS, ROLE_WORDS } from '@/content/race/compare.ts';
import { loadPlatforms, type Platform, type Procedure, type Role } from '@/engine/index.ts';
import styles from './Compare.module.css';
import { WideTable } from './WideTable.tsx';

interface CompositionProps {
  /** Names over the columns, with the platforms under them. */
  readonly columns: readonly { readonly name: string; readonly platform: Platform }[];
}

/** Which mechanism plays which role on each platform, and in which files of the real code its listings stand. */
export async function Composition({ columns }: CompositionProps) {
  const { ROLES } = await loadPlatforms();
  return (
    <WideTable name="Parts, by role">
      <table className={styles.parts}>
        <caption>
          {sharedText(
            columns.map((c) => c.platform),
            ROLES,
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROLES.map((role) => (
            <tr key={role}>
              <th scope="row">
                {ROLE_WORDS[role]?.name ?? role}
                <span className={styles.what}>{ROLE_WORDS[role]?.what}</span>
              </th>
              {columns.map(({ platform }) => (
                <td key={platform.id}>
                  {PARTS[platform.id]?.[role]}
                  <span className={styles.files}>{filesOf(platform, role).join(', ')}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** The engine's own answer to what is the same: listings that are one object, not two that look alike. */
function sharedText(platforms: readonly Platform[], roles: readonly Role[]): string {
  const [first, ...rest] = platforms;
  const all = new Set(platforms.flatMap((p) => listingsOf(p, roles)));
  const same = first
    ? listingsOf(first, roles).filter((l) => rest.every((p) => listingsOf(p, roles).includes(l)))
    : [];
  return `Of the ${all.size} listings that play here, ${same.length} play on both sides: they are the same, line for line.`;
}

const CODE: ReadonlySet<string> = new Set(['Xen', 'Linux', 'QEMU']);

/** The listings of the mechanisms that play these roles for a disk request, each once. */
function listingsOf({ ways }: Platform, roles: readonly Role[]): readonly Procedure[] {
  const mechanisms = roles.flatMap((role) => ways.disk?.[role] ?? []);
  return [...new Set(mechanisms.flatMap((m) => m.procedures))];
}

/** The files that a role's listings stand in, by name and without doubles. */
function filesOf(platform: Platform, role: Role): readonly string[] {
  const files = listingsOf(platform, [role])
    .filter(({ source }) => CODE.has(source.project))
    .flatMap(({ source }) => source.file.split(', ').map((f) => f.split('/').at(-1)));
  return [...new Set(files)].filter((f) => f !== undefined && f !== '') as readonly string[];
}
