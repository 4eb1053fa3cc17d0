/** Arguments of a command. Node's own complaints become InputErrors of one sentence. */
import { parseArgs } from 'node:util';
import { InputError, type Param, type Params, readParams } from '../index.ts';

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** Parses with `--help` left to the caller of commands. */
export function readArguments(args: readonly string[], options: NonNullable<Options>): Arguments {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (e) {
    if (!(e instanceof Error)) throw e;
    throw new InputError(`${e.message.split(/[.\n]/)[0]}.`);
  }
}

/** `--param k=v`, given any number of times. */
export function readParamOptions(schema: readonly Param[], given: Arguments['values'][string]): Params {
  const raw: Record<string, string> = Object.create(null);
  for (const text of Array.isArray(given) ? given : []) {
    const at = String(text).indexOf('=');
    if (at < 1) throw new InputError(`--param takes name=value, not ${JSON.stringify(text)}.`);
    raw[String(text).slice(0, at)] = String(text).slice(at + 1);
  }
  return readParams(schema, raw);
}

/** The only positional argument, or exactly the number that a command takes. */
export function onePositional(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new InputError(`${what} is missing.`);
  if (second !== undefined)
    throw new InputError(`One ${what} is enough; ${JSON.stringify(second)} is too much.`);
  return first;
}
