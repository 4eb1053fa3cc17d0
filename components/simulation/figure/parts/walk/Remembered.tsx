import type { ReactNode } from 'react';
import type { EptWalkView } from '@/engine/index.ts';
import type { DetailProps } from '../../../scenes/scene.ts';
import { toneClass } from '../../../stage/tone.ts';
import detail from '../../Detail.module.css';
import { address, rowName } from './names.ts';
import styles from './Remembered.module.css';

const size = (bytes: number): string => (bytes >= 2 ** 30 ? '1 GiB' : bytes >= 2 ** 21 ? '2 MiB' : '4 KiB');

/** What the processor remembers, and by which tags it will have to be asked to forget. */
export default function Remembered({ look }: DetailProps) {
  const { tlb, nested } = look.view as EptWalkView;
  const { remembers, combined, guestTables, guestPhysical } = tlb;
  if (!remembers.translations)
    return (
      <p className={styles.nothing}>This processor remembers nothing. Choose otherwise under “Remembered”.</p>
    );
  const tag = nested === 'EPT' ? 'VPID' : 'ASID';
  return (
    <div className={styles.tables}>
      <Table
        caption={`Translations: linear to machine, by ${tag}${nested === 'EPT' ? ', PCID and EPT root' : ' and PCID'}`}
        heads={['Address', 'Machine', 'Size', tag, 'Rights']}
        rows={combined.map((e) => [
          address(e.page),
          address(e.hpa),
          size(e.size),
          String(e.vpid),
          [e.us ? 'user' : 'kernel', e.writable ? 'write' : 'read', e.executable ? 'run' : '']
            .join(' ')
            .trim(),
        ])}
      />
      {remembers.structures && (
        <>
          <Table
            caption={`The guest’s tables, by the same tags`}
            heads={['Table of', 'Guest-physical', 'Machine', tag]}
            rows={guestTables.map((e) => [
              `${rowName(e.level)}s`,
              address(e.gpa),
              address(e.hpa),
              String(e.vpid),
            ])}
          />
          <Table
            caption={
              nested === 'EPT'
                ? 'Guest-physical pages, by EPT root alone: INVLPG and INVVPID leave them'
                : 'Guest-physical pages, by ASID'
            }
            heads={['Guest-physical', 'Machine', 'Size']}
            rows={guestPhysical.map((e) => [address(e.page), address(e.hpa), size(e.size)])}
          />
        </>
      )}
    </div>
  );
}

interface TableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const Table = ({ caption, heads, rows }: TableProps): ReactNode => (
  <table className={`${detail.table} ${toneClass('hardware')}`}>
    <caption>{caption}</caption>
    <thead>
      <tr>
        {heads.map((h) => (
          <th key={h} scope="col">
            {h}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.length === 0 && (
        <tr>
          <td colSpan={heads.length}>nothing</td>
        </tr>
      )}
      {rows.map((row) => (
        <tr key={row.join(' ')}>
          {row.map((cell, i) => (
            <td key={heads[i]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
