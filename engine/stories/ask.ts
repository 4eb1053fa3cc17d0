/** What questions have in common: looking ahead in the engine's own run. */
import type { Effect } from '../core/effect.ts';
import type { StepRecord } from '../core/machine.ts';
import type { Asked, Option } from './scenario.ts';

export interface Found {
  readonly step: number;
  readonly record: StepRecord;
}

/** The first later step for which `holds`, up to and including `last`. */
export function next(
  { history, step }: Asked,
  holds: (r: StepRecord) => boolean,
  last = history.length,
): Found | undefined {
  for (let n = step + 1; n <= last; n++) {
    const record = history.record(n);
    if (record && holds(record)) return { step: n, record };
  }
  return undefined;
}

export const yesNo = (): readonly Option[] => [{ id: 'yes' }, { id: 'no' }];

/** Options with the same value are one option: the first. */
export const distinct = (options: readonly Option[]): readonly Option[] =>
  options.filter((o, i) => options.findIndex((p) => p.value === o.value) === i);

export const effectOf = <K extends Effect['kind']>(
  r: StepRecord | undefined,
  kind: K,
): Extract<Effect, { kind: K }> | undefined =>
  r?.effects.find((e): e is Extract<Effect, { kind: K }> => e.kind === kind);
