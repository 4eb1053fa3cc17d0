/** Programs without a line: what a barrier, a second look, a copy is for shows when it is gone. */
import { EngineError, InputError } from './assert.ts';
import type { Line, Procedure, Strike } from './procedure.ts';
import { type Program, procedureNamed } from './state.ts';

const nothing: Line['run'] = () => undefined;

/**
 * The same program, in which a line is still passed but does nothing (or what stands in for it).
 * Throws an EngineError for a line that is not there or not marked as one that may be left out.
 */
export function strikeOut(prog: Program, procedure: string, label: string): Program {
  const from = procedureNamed(prog, procedure);
  const n = from.at.get(label);
  const line = n === undefined ? undefined : from.lines[n];
  if (!line?.strikes) throw new EngineError(`${procedure}.${label} is no line that may be left out`);
  // As a programmer leaves a line out: it can still be read, and nobody takes it for one that acts.
  const without: Line = { ...line, text: `// ${line.text}`, run: line.struck ?? nothing };
  const procedures = new Map<string, Procedure>(prog.procedures);
  procedures.set(procedure, { ...from, lines: from.lines.map((l) => (l === line ? without : l)) });
  return { ...prog, procedures };
}

/** The same program without any of the lines that are there for this. Throws an InputError where it has none. */
export function withoutLines(prog: Program, strike: Strike): Program {
  const struck = [...prog.procedures.values()].flatMap(({ name, lines }) =>
    lines.filter((l) => l.strikes === strike).map(({ label }) => [name, label] as const),
  );
  if (struck.length === 0) throw new InputError(`without: no line of this scenario is a ${strike}.`);
  return struck.reduce((p, [name, label]) => strikeOut(p, name, label), prog);
}
