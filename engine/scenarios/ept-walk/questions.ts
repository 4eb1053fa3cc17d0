/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { controlKey } from '../../mechanisms/control-registers.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { tlbKey } from '../../mechanisms/tlb.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';
import { BYTES } from './map.ts';
import { storyKey } from './program.ts';

interface Found {
  readonly step: number;
  readonly record: StepRecord;
}

/** The first later step for which `holds`, up to the end of the access at hand. */
function next({ history, step }: Asked, holds: (r: StepRecord) => boolean): Found | undefined {
  for (let n = step + 1; n <= history.length; n++) {
    const record = history.record(n);
    if (!record) continue;
    if (holds(record)) return { step: n, record };
  }
  return undefined;
}
const has =
  (holds: (e: Effect) => boolean) =>
  (r: StepRecord): boolean =>
    r.effects.some(holds);

/** Options with the same value are one option: the first. */
const distinct = (options: readonly Option[]): readonly Option[] =>
  options.filter((o, i) => options.findIndex((p) => p.value === o.value) === i);

/** Table loads from here until the program goes on. */
function loadsOf(a: Asked): number {
  const end = next(a, (r) => r.procedure === 'program' && (r.label === 'ended' || r.label === 'over'));
  return a.history.ledger(end?.step ?? a.history.length).L - a.history.ledger(a.step).L;
}

const levels = (a: Asked): readonly [guest: number, nested: number] => {
  const s = a.history.state(a.step);
  return [rec(s, controlKey).levels, rec(s, p2mKey).levels];
};

const sizeName = (bytes: number): string =>
  bytes >= 2 ** 30
    ? `${bytes / 2 ** 30} GiB`
    : bytes >= 2 ** 20
      ? `${bytes / 2 ** 20} MiB`
      : `${bytes / 1024} KiB`;

export const questions: readonly Question[] = [
  {
    id: 'loads',
    moment: 'issued',
    options: (a) => {
      const [g, n] = levels(a);
      return distinct([
        { id: 'counted', value: loadsOf(a) },
        { id: 'native', value: g },
        { id: 'sum', value: g + n },
        { id: 'product', value: g * n },
        { id: 'none', value: 0 },
      ]);
    },
    answer: () => 'counted',
  },
  {
    id: 'who-is-called',
    moment: 'walk',
    options: () => [{ id: 'nobody' }, { id: 'guest' }, { id: 'xen' }],
    answer: (a) => {
      const found = next(
        a,
        (r) => has((e) => e.kind === 'exit' || e.kind === 'exception')(r) || r.label === 'data',
      );
      if (found && has((e) => e.kind === 'exit')(found.record)) return 'xen';
      return found && has((e) => e.kind === 'exception')(found.record) ? 'guest' : 'nobody';
    },
  },
  {
    id: 'who-marks',
    moment: 'allowed',
    options: () => [{ id: 'processor' }, { id: 'xen' }, { id: 'kernel' }, { id: 'nobody' }],
    answer: (a) => {
      const found = next(a, (r) => r.procedure === 'page walk' && r.label === 'mark');
      const wrote = found && has((e) => e.kind === 'write')(found.record);
      if (!wrote) return found && has((e) => e.kind === 'return')(found.record) ? 'xen' : 'nobody';
      return found.record.world === 'hardware' ? 'processor' : 'kernel';
    },
  },
  {
    id: 'tlb-size',
    moment: 'gpa',
    options: () =>
      [4096, 2 ** 21, 2 ** 30].map((size) => ({
        id: sizeName(size).replace(' ', '-'),
        value: sizeName(size),
      })),
    answer: (a) => {
      const found = next(a, (r) => r.procedure === 'memory access' && r.label === 'fill');
      const state = a.history.state(found ? found.step - 1 : a.step);
      const r = state.threads.guest?.top?.locals.r as { size?: number } | undefined;
      return sizeName(r?.size ?? 4096).replace(' ', '-');
    },
  },
  {
    id: 'again-loads',
    moment: 'again',
    options: (a) => {
      const first = a.history.ledger(a.step).L;
      const [g] = levels(a);
      return distinct([
        { id: 'counted', value: loadsOf(a) },
        { id: 'none', value: 0 },
        { id: 'same', value: first },
        { id: 'native', value: g },
      ]);
    },
    answer: () => 'counted',
  },
  {
    id: 'stale',
    moment: 'changed',
    options: () => [{ id: 'new' }, { id: 'old' }],
    answer: (a) => {
      const state = a.history.state(a.history.length);
      const { second, gva } = rec(state, storyKey);
      const found = next(a, (r) => r.procedure === 'memory access' && r.label === 'data');
      const touched = found?.record.effects.find((e) => e.kind === 'read' || e.kind === 'write');
      if (touched?.kind === 'read') {
        const fresh = second === 'guest-remap' ? BYTES.guest : BYTES.xen;
        return touched.value === fresh ? 'new' : 'old';
      }
      const before = rec(a.history.state(a.step), tlbKey).combined.find(
        (e) => gva >= e.page && gva < e.page + BigInt(e.size),
      );
      const at = touched?.kind === 'write' ? touched.place.at : -1;
      return before && at === before.hpa + Number(gva - before.page) ? 'old' : 'new';
    },
  },
];
