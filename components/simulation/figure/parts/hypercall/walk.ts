/** The walk to the argument, in words. */
import type { WalkState, WalkView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { MEANINGS } from './signs.ts';

export interface WalkText {
  readonly id: string;
  readonly state: WalkState;
  /** In plain words, and as the tables have it. */
  readonly plain: string;
  readonly label: string;
  readonly value: string;
  readonly says: string;
}

const RIGHTS = { read: 'may read', write: 'may write' } as const;

/** Before any walk its levels are named all the same: that is the way there is. */
const NONE: readonly WalkText[] = [4, 3, 2, 1]
  .map((level) => ({ id: `l${level}`, plain: `level ${level}`, label: `L${level}` }))
  .concat([
    { id: 'rights', plain: 'rights', label: 'rights' },
    { id: 'page', plain: 'Xen’s own map', label: 'p2m' },
  ])
  .map((r) => ({ ...r, state: 'ahead', value: '', says: `Step ${r.label} of the walk: ${MEANINGS.ahead}.` }));

export function walkTexts(walk: WalkView | null): readonly WalkText[] {
  if (!walk) return NONE;
  const { levels, rights, page, write } = walk;
  const rows: readonly Omit<WalkText, 'says'>[] = [
    ...levels.map(({ level, index, state, value }) => ({
      id: `l${level}`,
      state,
      plain: `level ${level}`,
      label: `L${level}[${index}]`,
      value: value === null ? '' : value === 0n ? 'not present' : `0x${hex(value)}`,
    })),
    {
      id: 'rights',
      state: rights,
      plain: 'rights',
      label: 'rights',
      value: rights === 'refused' ? 'read-only' : rights === 'passed' ? RIGHTS[write ? 'write' : 'read'] : '',
    },
    {
      id: 'page',
      state: page.state,
      plain: 'Xen’s own map',
      label: page.gfn === null ? 'p2m' : `p2m[0x${hex(page.gfn)}]`,
      value: page.machine === null ? '' : `0x${hex(page.machine)}`,
    },
  ];
  return rows.map((r) => ({
    ...r,
    says: `Step ${r.label}${r.value ? ` ${r.value}` : ''} of the walk: ${MEANINGS[r.state]}.`,
  }));
}
