/**
 * What may happen next. The default schedule of a scenario is one way through a program; here are all of them, each as a
 * list of choices: which thread executes a line, whether an interrupt arrives before it, when a store reaches memory.
 */
import { EngineError } from './assert.ts';
import { awake, type Move, pendingInterrupt, perform, type Step } from './machine.ts';
import type { Program, State, ThreadId } from './state.ts';
import { cpuOf } from './store-buffer.ts';

export type Choice =
  /** A thread executes its next line, whether or not an interrupt is pending. */
  | { readonly kind: 'line'; readonly thread: ThreadId }
  /** The interrupt that is pending arrives, and the first line of its handler executes. */
  | { readonly kind: 'interrupt'; readonly thread: ThreadId; readonly name: string }
  /** The oldest store in a processor's buffer reaches memory. */
  | { readonly kind: 'drain'; readonly cpu: string };

/** The processors of a program, in the order of its threads. */
export const cpusOf = ({ threads }: Program): readonly string[] => [...new Set(threads.map(cpuOf))];

/**
 * All that may happen in a state, in the order of the threads: for each its line and its interrupt, then the drains. Of
 * several interrupts that are pending for one thread the first in its list arrives, as their priorities have it.
 * Empty where nothing can happen any more.
 */
export function choices(prog: Program, state: State): readonly Choice[] {
  const out: Choice[] = [];
  for (const spec of prog.threads) {
    const thread = spec.id;
    if (awake(prog, state, thread)) out.push({ kind: 'line', thread });
    const interrupt = pendingInterrupt(spec, state);
    if (interrupt) out.push({ kind: 'interrupt', thread, name: interrupt.name });
  }
  const { buffers } = state;
  if (prog.memory === 'tso' && buffers)
    for (const cpu of cpusOf(prog)) if (buffers[cpu]) out.push({ kind: 'drain', cpu });
  return out;
}

/** Is this among the choices of the state? */
export function possible(prog: Program, state: State, choice: Choice): boolean {
  if (choice.kind === 'drain') return prog.memory === 'tso' && state.buffers?.[choice.cpu] !== undefined;
  if (choice.kind === 'line') return awake(prog, state, choice.thread);
  const spec = prog.threads.find((t) => t.id === choice.thread);
  return spec !== undefined && pendingInterrupt(spec, state)?.name === choice.name;
}

/** Does what was chosen. The given state is untouched. Throws an EngineError for a choice that the state does not have. */
export function apply(prog: Program, state: State, choice: Choice): Step {
  if (!possible(prog, state, choice)) throw new EngineError(`${inWords(choice)} is not possible here`);
  return perform(prog, state, choice);
}

/** A choice as the subject of a sentence. */
export function inWords(choice: Choice): string {
  if (choice.kind === 'drain') return `a drain of the store buffer of ${choice.cpu}`;
  return choice.kind === 'line'
    ? `a line of ${choice.thread}`
    : `the interrupt ${choice.name} of ${choice.thread}`;
}

/**
 * What the default schedule does: it lets each store reach memory before anything else happens, so that a run goes on as
 * it would without buffers.
 * @param next whose turn it is by the scenario's schedule
 */
export function defaultMove(
  prog: Program,
  state: State,
  next: (state: State) => ThreadId | undefined,
): Move | undefined {
  const { buffers } = state;
  if (prog.memory === 'tso' && buffers)
    for (const cpu of cpusOf(prog)) if (buffers[cpu]) return { kind: 'drain', cpu };
  return next(state);
}
