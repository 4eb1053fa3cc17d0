/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import { rec } from '../../core/state.ts';
import { at, does, effectOf } from '../../core/when.ts';
import { controlKey } from '../../mechanisms/control-registers.ts';
import { page_walk } from '../../mechanisms/guest-paging.ts';
import { memory_access } from '../../mechanisms/memory-access.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { findCombined, tlbKey } from '../../mechanisms/tlb.ts';
import { counted, firstOf, next, oneOf } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';
import { BYTES, main, storyKey } from './story.ts';

/** Table loads from here until the program goes on. */
function loadsOf(a: Asked): number {
  const end = next(a, at(main, 'ended', 'over'))?.step ?? a.history.length;
  return a.history.ledger(end).L - a.history.ledger(a.step).L;
}
const guestLevels = (a: Asked): number => rec(a.history.state(a.step), controlKey).levels;
const nestedLevels = (a: Asked): number => rec(a.history.state(a.step), p2mKey).levels;

/** Who sets A and D, or whose tables refuse it. */
function whoMarks(a: Asked): 'processor' | 'xen' | 'kernel' | 'nobody' {
  const found = next(a, at(page_walk, 'mark'))?.record;
  if (!effectOf(found, 'write')) return effectOf(found, 'return') ? 'xen' : 'nobody';
  return found?.world === 'hardware' ? 'processor' : 'kernel';
}

const SIZES = { '4-KiB': 2 ** 12, '2-MiB': 2 ** 21, '1-GiB': 2 ** 30 } as const;

/** Bytes of the page that the TLB is about to remember. */
function sizeRemembered(a: Asked): number | undefined {
  const filled = next(a, at(memory_access, 'fill'));
  const { threads } = a.history.state(filled ? filled.step - 1 : a.step);
  return (threads.guest?.top?.locals.r as { readonly size?: number } | undefined)?.size;
}

/** Does the next access reach the page that is mapped now, or the one that was? A write shows it by where it goes. */
function reaches(a: Asked): 'new' | 'old' {
  const { second, gva } = rec(a.history.state(a.history.length), storyKey);
  const record = next(a, at(memory_access, 'data'))?.record;
  const read = effectOf(record, 'read');
  if (read) return read.value === (second === 'guest-remap' ? BYTES.guest : BYTES.xen) ? 'new' : 'old';
  const before = findCombined(rec(a.history.state(a.step), tlbKey), gva);
  const to = effectOf(record, 'write')?.place.at;
  return before && to === before.hpa + Number(gva - before.page) ? 'old' : 'new';
}

export const questions: readonly Question[] = [
  {
    id: 'loads',
    moment: 'issued',
    ...counted(loadsOf, {
      native: guestLevels,
      sum: (a) => guestLevels(a) + nestedLevels(a),
      product: (a) => guestLevels(a) * nestedLevels(a),
      none: 0,
    }),
  },
  {
    id: 'who-is-called',
    moment: 'walk',
    ...firstOf({ nobody: at(memory_access, 'data'), guest: does('exception'), xen: does('exit') }, 'nobody'),
  },
  {
    id: 'who-marks',
    moment: 'allowed',
    ...oneOf(['processor', 'xen', 'kernel', 'nobody'], whoMarks),
  },
  {
    id: 'tlb-size',
    moment: 'gpa',
    options: () => Object.keys(SIZES).map((id) => ({ id, value: id.replace('-', ' ') })),
    answer: (a) => {
      const size = sizeRemembered(a);
      return Object.entries(SIZES).find(([, bytes]) => bytes === size)?.[0] ?? '4-KiB';
    },
  },
  {
    id: 'again-loads',
    moment: 'again',
    ...counted(loadsOf, { none: 0, same: (a) => a.history.ledger(a.step).L, native: guestLevels }),
  },
  { id: 'stale', moment: 'changed', ...oneOf(['new', 'old'], reaches) },
];
