import { memo } from 'react';
import type { EptWalkView } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './EptWalk.module.css';
import type { Box } from './layouts.ts';

type RightsView = EptWalkView['rights'];
/** True, false, or not known yet. */
type Right = boolean | null;

interface Line {
  readonly name: string;
  readonly tone: Tone;
  readonly rights: readonly Right[];
}

const KINDS = ['user', 'read', 'write', 'run'] as const;
const both = (a: Right, b: Right): Right =>
  a === false || b === false ? false : a === null || b === null ? null : true;

/** What each dimension allows so far. The guest’s tables have no right to read; EPT knows no users. */
function linesOf(rights: RightsView, nested: string): readonly Line[] {
  const guest: readonly Right[] = rights
    ? [rights.user, true, rights.write, !rights.noExecute]
    : [null, null, null, null];
  const own = rights?.nested;
  const inner: readonly Right[] = own ? [true, own.read, own.write, own.run] : [null, null, null, null];
  return [
    { name: 'guest', tone: 'guest', rights: guest },
    { name: nested, tone: 'hypervisor', rights: inner },
    { name: 'both', tone: 'hardware', rights: guest.map((g, i) => both(g, inner[i] ?? null)) },
  ];
}

const sign = (right: Right): string => (right === null ? '·' : right ? 'yes' : 'no');

interface RightsProps {
  readonly rights: RightsView;
  readonly nested: string;
  readonly box: Box;
}

const NAMES = 48;

/** The rights gathered on the way: an access must be among both. */
export const Rights = memo(function Rights({ rights, nested, box }: RightsProps) {
  const lines = linesOf(rights, nested);
  const pitch = (box.width - NAMES) / KINDS.length;
  const row = (i: number): number => box.y + 24 + i * 20;
  const text = lines
    .map((l) => `${l.name}: ${KINDS.map((k, i) => `${k} ${sign(l.rights[i] ?? null)}`).join(', ')}`)
    .join('; ');
  return (
    <Explain text={`Rights so far. ${text}.`} stop>
      {KINDS.map((kind, i) => (
        <text
          key={kind}
          className={styles.head}
          x={box.x + NAMES + (i + 0.5) * pitch}
          y={box.y + 8}
          textAnchor="middle"
        >
          {kind}
        </text>
      ))}
      {lines.map(({ name, tone, rights: own }, i) => (
        <g key={name} className={toneClass(tone)}>
          <text className={styles.name} x={box.x} y={row(i) + 4}>
            {name}
          </text>
          {own.map((right, k) => (
            <text
              key={KINDS[k]}
              className={`${right === null ? styles.spared : styles.valueStrong} ${right === false ? styles.no : ''}`}
              x={box.x + NAMES + (k + 0.5) * pitch}
              y={row(i) + 4}
              textAnchor="middle"
            >
              {sign(right)}
            </text>
          ))}
        </g>
      ))}
    </Explain>
  );
});
