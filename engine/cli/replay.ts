/** `replay`: holds the engine against files that real headers and real systems left. */
import { InputError, loadConformance, type Outcome } from '../index.ts';
import { BAD_INPUT, type Command, DIFFERENT, OK } from './command.ts';
import { readText } from './files.ts';
import { readArguments } from './options.ts';
import { print } from './output.ts';

async function report(name: string, outcome: Outcome): Promise<void> {
  const { divergence, format, matched, notes, notCovered, total } = outcome;
  if (divergence) await print(`${name}: differs after ${matched}/${total} — ${divergence.sentence}`);
  else await print(`${name}: match ${matched}/${total} (${[format, ...notes].join('; ')})`);
  for (const { what, count } of notCovered) await print(`  not covered (${count}): ${what}`);
}

async function run(args: readonly string[]): Promise<number> {
  const { positionals } = readArguments(args, {});
  if (positionals.length === 0) throw new InputError('A file is missing.');
  const { replayText } = await loadConformance();
  let code: number = OK;
  for (const name of positionals) {
    try {
      const outcome = replayText(await readText(name));
      await report(name, outcome);
      if (outcome.divergence) code = Math.max(code, DIFFERENT);
    } catch (e) {
      // One bad file does not keep the others from being looked at.
      if (!(e instanceof InputError)) throw e;
      console.error(`ringside: ${e.message.startsWith(name) ? e.message : `${name}: ${e.message}`}`);
      code = BAD_INPUT;
    }
  }
  return code;
}

export const replay: Command = {
  name: 'replay',
  usage: 'FILE…',
  summary: 'replay vectors of real headers: match N/N, or the first difference',
  options: [],
  run,
};
