/** `copy`: a real file through the ring to the simulated disk and back, in batches, in one system that keeps running. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { InputError, loadScenario, loadTransfer, type Params, type Totals } from '../index.ts';
import { type Command, DIFFERENT, OK } from './command.ts';
import { fillFrom, withFile } from './files.ts';
import { ledgerTable } from './ledger-table.ts';
import { onePositional, readArguments, readParamOptions } from './options.ts';
import { print } from './output.ts';
import { progressBar } from './progress.ts';

interface Copied {
  readonly before: string;
  readonly after: string;
  readonly totals: Totals;
}

async function copyThrough(file: FileHandle, size: number, params: Params): Promise<Copied> {
  const { BATCH_BYTES, openTransfer } = await loadTransfer();
  const transfer = openTransfer(params);
  const [before, after] = [createHash('sha256'), createHash('sha256')];
  const bar = progressBar(size);
  const chunk = new Uint8Array(BATCH_BYTES);
  for (;;) {
    const n = await fillFrom(file, chunk);
    if (n === 0) break;
    const bytes = chunk.subarray(0, n);
    before.update(bytes);
    after.update(transfer.roundTrip(bytes));
    bar.show(transfer.totals().bytes);
  }
  bar.end();
  return { before: before.digest('hex'), after: after.digest('hex'), totals: transfer.totals() };
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { param: { type: 'string', multiple: true } });
  const name = onePositional(positionals, 'A file');
  const { params: schema } = await loadScenario('block-io');
  const given = Array.isArray(values.param) ? values.param : [];
  if (given.some((p) => String(p).startsWith('requests=')))
    throw new InputError('The file is the request: leave out --param requests.');
  // A program that moves a file keeps as many requests under way as the ring has slots, unless it is told otherwise.
  const params = readParamOptions(schema, ['queued=32', ...given]);
  const { before, after, totals } = await withFile(name, (file, size) => copyThrough(file, size, params));
  await print(`before  sha256 ${before}`);
  await print(`after   sha256 ${after}`);
  await print(
    `${totals.bytes} bytes written and read back by ${totals.requests} requests in ${totals.steps} steps\n`,
  );
  await print(ledgerTable(totals.ledger));
  if (before === after) return OK;
  console.error(`ringside: ${name}: what came back is not what was sent.`);
  return DIFFERENT;
}

export const copy: Command = {
  name: 'copy',
  usage: 'FILE',
  summary: 'a file through the ring to the simulated disk and back, with its SHA-256 and the ledger',
  options: [
    ['--param name=value', 'a parameter of block-io, such as persistent=off; may be given many times'],
  ],
  run,
};
