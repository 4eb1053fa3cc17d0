/** The running procedure as a listing: its lines, which one was executed, which is next, its callers and locals. */
import {
  type Frame,
  type Procedure,
  type Program,
  procedureNamed,
  type Source,
  type State,
  type ThreadId,
} from '@/engine/index.ts';
import { writtenValue } from './format.ts';
import type { Look } from './look.ts';
import { isPassed } from './reason.ts';

export interface ListingRow {
  readonly label: string;
  readonly text: string;
  readonly depth: number;
  /** `passed`: looked at, but its condition did not hold. */
  readonly mark: 'done' | 'passed' | 'next' | undefined;
}

export interface LocalRow {
  readonly name: string;
  readonly value: string;
  readonly changed: boolean;
}

export interface Listing {
  readonly thread: ThreadId;
  readonly procedure: string;
  readonly source: Source;
  readonly rows: readonly ListingRow[];
  /** Index of the row to keep in sight. */
  readonly focus: number;
  /** Callers, outermost first. */
  readonly callers: readonly string[];
  readonly locals: readonly LocalRow[];
}

/** The listing to show at a step: the one that the step executed, or at the start the one that comes first. */
export function listingAt(program: Program, look: Look, upcoming: ThreadId | undefined): Listing | undefined {
  const thread = look.record?.thread ?? upcoming;
  if (thread === undefined) return undefined;
  const after = chain(look.state, thread);
  const name = look.record?.procedure ?? after[0]?.procedure;
  if (name === undefined) return undefined;
  const proc = procedureNamed(program, name);
  const done = look.record ? (proc.at.get(look.record.label) ?? -1) : -1;
  const next = after[0]?.procedure === name ? after[0].line : -1;
  const beforeChain = look.before ? chain(look.before, thread) : after;
  return {
    thread,
    procedure: name,
    source: proc.source,
    rows: rowsOf(proc, done, next, look.record && isPassed(look.record) ? 'passed' : 'done'),
    focus: done >= 0 ? done : Math.max(next, 0),
    callers: callersOf(beforeChain, name),
    locals: localsOf(beforeChain, after, name),
  };
}

/** Frames from the innermost outwards. */
function chain(state: State, thread: ThreadId): readonly Frame[] {
  const out: Frame[] = [];
  for (let f = state.threads[thread]?.top ?? null; f; f = f.caller) out.push(f);
  return out;
}

const rowsOf = (proc: Procedure, done: number, next: number, how: 'done' | 'passed'): ListingRow[] =>
  proc.lines.map(({ label, text, depth }, i) => ({
    label,
    text,
    depth,
    mark: i === done ? how : i === next ? 'next' : undefined,
  }));

/** An interrupt enters a procedure that the thread was not in: all its frames are then callers. */
function callersOf(frames: readonly Frame[], name: string): string[] {
  const at = frames.findIndex((f) => f.procedure === name);
  return frames
    .slice(at + 1)
    .map((f) => f.procedure)
    .reverse();
}

function localsOf(before: readonly Frame[], after: readonly Frame[], name: string): LocalRow[] {
  const was = before.find((f) => f.procedure === name)?.locals;
  const now = after.find((f) => f.procedure === name)?.locals ?? was ?? {};
  return Object.entries(now).flatMap(([id, value]) => {
    const text = writtenValue(name, id, value);
    return text === undefined || text === '' ? [] : [{ name: id, value: text, changed: was?.[id] !== value }];
  });
}
