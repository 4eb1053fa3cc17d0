/** Programs without a line: what a barrier, a second look, a copy is for shows when it is gone. */
import { EngineError } from './assert.ts';
import type { Line, Procedure } from './procedure.ts';
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
  const without: Line = { ...line, run: line.struck ?? nothing };
  const procedures = new Map<string, Procedure>(prog.procedures);
  procedures.set(procedure, { ...from, lines: from.lines.map((l) => (l === line ? without : l)) });
  return { ...prog, procedures };
}
