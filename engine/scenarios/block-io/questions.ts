/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import { assert } from '../../core/assert.ts';
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { backRingKey } from '../../mechanisms/blkback.ts';
import { slotAt, sring } from '../../mechanisms/ring.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';
import { ringAt } from './map.ts';

/** The first later step for which `holds`. */
function next(
  { history, step }: Asked,
  holds: (r: StepRecord) => boolean,
): { readonly step: number; readonly record: StepRecord } | undefined {
  for (let n = step + 1; n <= history.length; n++) {
    const record = history.record(n);
    if (record && holds(record)) return { step: n, record };
  }
  return undefined;
}

const returned = (r: StepRecord): unknown => {
  const effect = r.effects.find((e) => e.kind === 'return');
  return effect?.kind === 'return' ? effect.value : undefined;
};
const decides =
  (name: string) =>
  (a: Asked): string => {
    const found = next(a, (r) => r.procedure === name && r.label === 'check');
    return found && returned(found.record) === true ? 'yes' : 'no';
  };
const yesNo = (): readonly Option[] => [{ id: 'yes' }, { id: 'no' }];

/** Numbers in their order, so that the place of an option gives nothing away; of equal ones the first. */
const distinct = (options: readonly (Option & { readonly value: number })[]): readonly Option[] =>
  options
    .filter((o, i) => options.findIndex((p) => p.value === o.value) === i)
    .sort((a, b) => a.value - b.value);

const thresholds = (a: Asked): readonly Option[] => {
  const { ram } = a.history.state(a.step);
  const prod = ram.load(ringAt, sring.fields.req_prod);
  const event = ram.load(ringAt, sring.fields.req_event);
  return distinct([
    { id: 'next', value: (prod + 1) >>> 0 },
    { id: 'same', value: event },
    { id: 'zero', value: 0 },
  ]);
};

export const questions: readonly Question[] = [
  {
    id: 'exits',
    moment: 'submit',
    options: (a) => {
      const { X } = a.history.ledger(a.history.length);
      return distinct([
        { id: 'counted', value: X },
        { id: 'none', value: 0 },
        { id: 'emulated', value: 26 },
        { id: 'double', value: 2 * X + 2 },
      ]);
    },
    answer: () => 'counted',
  },
  {
    id: 'rings',
    moment: 'published',
    options: yesNo,
    answer: decides('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY'),
  },
  {
    id: 'req-event',
    moment: 'consumed',
    options: thresholds,
    answer: (a) => {
      const found = next(a, (r) => r.effects.some((e) => e.kind === 'write' && e.place.leaf === 'req_event'));
      const value = a.history.state(found?.step ?? a.history.length).ram.load(ringAt, sring.fields.req_event);
      return thresholds(a).find((o) => o.value === value)?.id ?? 'same';
    },
  },
  {
    id: 'slot',
    moment: 'transferred',
    options: () => [{ id: 'next' }, { id: 'second-ring' }, { id: 'same' }],
    answer: (a) => {
      const found = next(a, (r) => r.procedure === 'make_response' && r.label === 'fill');
      assert(found, 'a finished transfer is answered');
      const before = rec(a.history.state(found.step - 1), backRingKey);
      const write = found.record.effects.find((e) => e.kind === 'write');
      const slot = (index: number) => slotAt(before, index);
      if (write?.kind === 'write' && write.place.at === slot(before.req_cons)) return 'next';
      return write?.kind === 'write' && write.place.at === slot(before.rsp_prod_pvt) ? 'same' : 'second-ring';
    },
  },
  {
    id: 'answer-rings',
    moment: 'answer-published',
    options: yesNo,
    answer: decides('RING_PUSH_RESPONSES_AND_CHECK_NOTIFY'),
  },
];
