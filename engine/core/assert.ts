/** A mistake in a program that uses the engine (never something a guest could do). */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
}

/** Input that cannot be accepted, in one sentence fit for a reader. Nothing has been changed when it is thrown. */
export class InputError extends EngineError {
  override readonly name = 'InputError';
}

/** What somebody typed, in quotes, on one line and no longer than a sentence can bear, and otherwise as it was typed. */
export function quoted(typed: string): string {
  const line = typed.replaceAll(/[\n\r\u2028\u2029]/g, ' ');
  const all = [...line];
  return `"${all.length > 40 ? `${all.slice(0, 40).join('')}…` : line}"`;
}

export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new EngineError(sentence);
}

/** Exhaustiveness: a `switch` that reaches this has forgotten a case. */
export function unreachable(value: never, what: string): never {
  throw new EngineError(`${what}: unexpected ${JSON.stringify(value)}`);
}
