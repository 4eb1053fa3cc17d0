#!/usr/bin/env node
/** The engine's command line. A command is a row in COMMANDS. */
import { InputError } from '../index.ts';
import { BAD_INPUT, type Command, DEFECT, OK } from './command.ts';
import { copy } from './copy.ts';
import { list } from './list.ts';
import { print, table } from './output.ts';
import { replay } from './replay.ts';
import { trace } from './trace.ts';

const COMMANDS: readonly Command[] = [list, trace, replay, copy];

const invocation = (c: Command): string => `ringside ${c.name}${c.usage ? ` ${c.usage}` : ''}`;

function overview(): string {
  const rows = COMMANDS.map((c) => [`  ${invocation(c)}`, c.summary]);
  return `Plays, traces and checks the engine that simulates how virtual machines do I/O.\n\n${table(rows)}\n\nringside <command> --help says more. Exit codes: 0 all is well, 1 a difference was found, 2 the input was bad.`;
}

function help(c: Command): string {
  const options = c.options.length ? `\n\n${table(c.options.map(([o, what]) => [`  ${o}`, what]))}` : '';
  return `${invocation(c)}${c.options.length ? ' [options]' : ''}\n${c.summary}${options}`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await print(overview());
    return name === undefined ? BAD_INPUT : OK;
  }
  const command = COMMANDS.find((c) => c.name === name);
  if (!command)
    throw new InputError(
      `There is no command ${JSON.stringify(name)}; there are ${COMMANDS.map((c) => c.name).join(', ')}.`,
    );
  const end = rest.indexOf('--');
  if ((end < 0 ? rest : rest.slice(0, end)).some((a) => a === '--help' || a === '-h')) {
    await print(help(command));
    return OK;
  }
  return command.run(rest);
}

// Whoever reads us may have seen enough (`… | head`): that is the end, not an error.
process.stdout.on('error', (e: NodeJS.ErrnoException) => process.exit(e.code === 'EPIPE' ? OK : DEFECT));

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (e: unknown) => {
    const known = e instanceof InputError;
    const what = e instanceof Error ? e.message : String(e);
    console.error(known ? `ringside: ${what}` : `ringside: this is a defect of the program: ${what}`);
    process.exitCode = known ? BAD_INPUT : DEFECT;
  },
);
