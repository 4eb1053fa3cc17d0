/** What a step did, as scenes ask it. */
import type { Effect, EffectKind, StepRecord } from '@/engine/index.ts';
import type { Passing, Way } from '../figure/spec.ts';

type Of<K extends EffectKind> = Extract<Effect, { kind: K }>;
type Copy = Of<'copy'>;
type Step = Pick<Passing<unknown>, 'record'>;

/** The first effect of a kind. The engine has the same, among conditions that no scene needs. */
export const effectIn = <K extends EffectKind>(r: StepRecord, kind: K): Of<K> | undefined =>
  r.effects.find((e): e is Of<K> => e.kind === kind);

/** It had an effect of one of these kinds. */
export const has = (r: StepRecord, ...kinds: readonly EffectKind[]): boolean =>
  r.effects.some((e) => kinds.includes(e.kind));

/** The processor of this thread was interrupted. */
export const interrupts =
  (thread: string) =>
  ({ record }: Step): Way =>
    record.thread === thread && has(record, 'interrupt') && 'there';

/** From memory to the disk, or back. */
export function dmaOf({ record }: Step): Way {
  const e = effectIn(record, 'dma');
  return e !== undefined && (e.dir === 'to-memory' ? 'back' : 'there');
}

/** Data of the program's was copied. */
export const payloadOf = ({ effects }: StepRecord): Copy | undefined =>
  effects.find((e): e is Copy => e.kind === 'copy' && e.payload);

interface Disk {
  readonly disk: { readonly queued: number };
}
/** A real disk was given something to do. */
export const orders = ({ view, before }: Pick<Passing<Disk>, 'view' | 'before'>): Way =>
  before !== undefined && view.disk.queued > before.disk.queued && 'there';

interface Vcpu {
  readonly where: string;
}
/** The vCPU that waited for its device model may go on. */
export const letOn = ({ view, before }: Pick<Passing<Vcpu>, 'view' | 'before'>): Way =>
  before?.where === 'blocked' && view.where !== 'blocked' && 'there';
