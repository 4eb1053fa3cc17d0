/**
 * One sentence of at most 140 characters per step, made from its effects, from which alone a listener can rebuild
 * what changed. What changed comes first; what was only read or entered is dropped first.
 */
import {
  type EffectPart,
  rowOf,
  type Speech,
  type State,
  type StepRecord,
  VAGUE_RANK,
  visibilityOf,
  type World,
} from '@/engine/index.ts';
import { hex } from './format.ts';
import { type PrivateChange, privateChanges } from './touches.ts';

export const MAX_SENTENCE = 140;

export interface Names {
  readonly thread: (id: string) => string;
  readonly world: (world: World) => string;
}

export function sentence(
  record: StepRecord | undefined,
  before: Pick<State, 'records'> | undefined,
  after: Pick<State, 'records'>,
  names: Names,
): string {
  if (!record) return 'The start: nothing has been executed yet.';
  const head = `${names.thread(record.thread)} (${names.world(record.world)})`;
  const parts = [...partsOf(record, privateChanges(record, before, after), names)].sort(
    (a, b) => a.rank - b.rank,
  );
  // That a structure changed is worth saying where nothing else is.
  const told = parts.filter((p) => p.rank < VAGUE_RANK);
  return fitted(
    head,
    (told.length > 0 ? told : parts).map((p) => p.text),
  );
}

/**
 * What others can see of a step, in one sentence; empty where they see nothing.
 * @param most words that there is room for
 */
export function visibleSentence(record: StepRecord, names: Names, most: number): string {
  const seen = { ...record, effects: record.effects.filter((e) => visibilityOf(e) === 'visible') };
  const parts = [...partsOf(seen, [], names)]
    .filter((p) => p.rank < VAGUE_RANK)
    .sort((a, b) => a.rank - b.rank);
  if (parts.length === 0) return '';
  return fitted(
    `${names.thread(record.thread)} (${names.world(record.world)})`,
    parts.map((p) => p.text),
    most,
  );
}

export const wordsIn = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** As many parts as fit, then how many were left out. */
function fitted(head: string, parts: readonly string[], most = Number.POSITIVE_INFINITY): string {
  if (parts.length === 0) return `${head}: nothing shared changes.`;
  const whole = (n: number): string => {
    const left = parts.length - n;
    return `${head}: ${parts.slice(0, n).join('; ')}${left > 0 ? `; ${left} more` : ''}.`;
  };
  for (let n = parts.length; n > 0; n--)
    if (whole(n).length <= MAX_SENTENCE && (n === 1 || wordsIn(whole(n)) <= most)) return whole(n);
  return `${whole(1).slice(0, MAX_SENTENCE - 1)}…`;
}

/** A part for each effect, in the order of the effects; writes to one structure share its name. */
function partsOf(
  { effects }: StepRecord,
  changes: readonly PrivateChange[],
  names: Names,
): readonly EffectPart[] {
  let within: string | undefined;
  /** A field that was set twice is said once. */
  const left = new Set(changes);
  const taken: Speech['changes'] = ({ key, fields }) =>
    [...left].filter((c) => c.key === key && fields.includes(c.field) && left.delete(c));
  return effects.flatMap((e) => {
    const parts = rowOf(e).says(e, { ...names, hex, changes: taken, within });
    if (e.kind === 'write') within = e.place.layout;
    return parts;
  });
}
