/** An effect in a few characters, as it would stand in a log: so that a run can be laid beside a recording. */
import { type Effect, rowOf } from '@/engine/index.ts';
import { hex } from './format.ts';

/** Undefined for effects that a log of a real machine does not have. */
export const effectText = (e: Effect): string | undefined => rowOf(e).logs?.(e, { hex });
