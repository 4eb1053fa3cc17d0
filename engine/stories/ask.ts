/**
 * Questions from a small vocabulary. What is right is found by looking ahead in the engine's own run; the words are
 * content. Each gives the options and the answer of a `Question`.
 */
import type { EffectKind } from '../core/effect.ts';
import type { Field } from '../core/layout.ts';
import type { StepRecord } from '../core/machine.ts';
import { type EffectOf, effectOf, type When } from '../core/when.ts';
import type { Asked, Option, Question } from './scenario.ts';

type Answered = Pick<Question, 'options' | 'answer'>;
type Value = string | number;

export interface Found {
  readonly step: number;
  readonly record: StepRecord;
}

/** The first later step for which this holds, up to and including `last`. */
export function next({ history, step }: Asked, holds: When, last = history.length): Found | undefined {
  for (let n = step + 1; n <= last; n++) {
    const record = history.record(n);
    if (record && holds(record, history.state(n))) return { step: n, record };
  }
  return undefined;
}

/** How many steps from here to `last` do this. */
export function countOf(asked: Asked, holds: When, last = asked.history.length): number {
  let n = 0;
  for (let at = next(asked, holds, last); at; at = next({ ...asked, step: at.step }, holds, last)) n++;
  return n;
}

/** The effect of this kind that the next step with one has. */
export const nextEffect = <K extends EffectKind>(
  asked: Asked,
  kind: K,
  holds: When = () => true,
  last?: number,
): EffectOf<K> | undefined =>
  effectOf(next(asked, (r, after) => effectOf(r, kind) !== undefined && holds(r, after), last)?.record, kind);

/** The thread that took the step at which the question is asked. */
export const threadOf = ({ history, step }: Asked): string => history.record(step)?.thread ?? '';

/** Options of equal value are one: the first. */
export const distinct = (options: readonly Option[]): readonly Option[] =>
  options.filter((o, i) => options.findIndex((p) => p.value === o.value) === i);

const byId = (options: Readonly<Record<string, unknown>>): readonly Option[] =>
  Object.keys(options).map((id) => ({ id }));

export const yesNo = (holds: (asked: Asked) => boolean): Answered => ({
  options: () => [{ id: 'yes' }, { id: 'no' }],
  answer: (a) => (holds(a) ? 'yes' : 'no'),
});

/** Fixed options, and which of them it is. */
export const oneOf = <const T extends string>(ids: readonly T[], answer: (asked: Asked) => T): Answered => ({
  options: () => ids.map((id) => ({ id })),
  answer,
});

/**
 * A value that the run gives, beside others that it might have been. The right one has the id `id`.
 * @param sorted numbers in their order, so that the position of an option gives nothing away
 */
export const counted = (
  right: (asked: Asked) => Value,
  others: Readonly<Record<string, Value | ((asked: Asked, right: Value) => Value)>>,
  { id = 'counted', sorted = false } = {},
): Answered => ({
  options: (a) => {
    const value = right(a);
    const options = distinct([
      { id, value },
      ...Object.entries(others).map(([other, v]) => ({
        id: other,
        value: typeof v === 'function' ? v(a, value) : v,
      })),
    ]);
    return sorted ? [...options].sort((x, y) => Number(x.value) - Number(y.value)) : options;
  },
  answer: () => id,
});

/** Which of these happens first from here on; `otherwise` where none does. */
export const firstOf = (
  conditions: Readonly<Record<string, When>>,
  otherwise: string,
  last?: (asked: Asked) => number,
): Answered => {
  const entries = Object.entries(conditions);
  return {
    options: () => byId(otherwise in conditions ? conditions : { ...conditions, [otherwise]: null }),
    answer: (a) => {
      const found = next(a, (r, after) => entries.some(([, holds]) => holds(r, after)), last?.(a));
      const after = found && a.history.state(found.step);
      return entries.find(([, holds]) => found && after && holds(found.record, after))?.[0] ?? otherwise;
    },
  };
};

/** Which of several comes first: `of` gives them in the order of the run, and they are offered by number. */
export const order = (of: (asked: Asked) => readonly number[], ids: readonly string[]): Answered => {
  const offered = (a: Asked) => [...new Set(of(a))].sort((x, y) => x - y).slice(0, ids.length);
  return {
    options: (a) => offered(a).map((value, i) => ({ id: ids[i] ?? '', value })),
    answer: (a) => ids[offered(a).indexOf(of(a)[0] ?? -1)] ?? ids[0] ?? '',
  };
};

/** What a shared field holds after the next step that does this; `otherwise` where it is none of the others. */
export const fieldAt = (
  at: number,
  field: Field<number>,
  holds: When,
  others: Readonly<Record<string, number | ((asked: Asked) => number)>>,
  otherwise: string,
): Answered => {
  const options = (a: Asked): readonly Option[] =>
    [
      ...distinct(Object.entries(others).map(([id, v]) => ({ id, value: typeof v === 'number' ? v : v(a) }))),
    ].sort((x, y) => Number(x.value) - Number(y.value));
  return {
    options,
    answer: (a) => {
      const found = next(a, holds)?.step ?? a.history.length;
      const value = a.history.state(found).ram.load(at, field);
      return options(a).find((o) => o.value === value)?.id ?? otherwise;
    },
  };
};
