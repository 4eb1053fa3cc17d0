/** `trace`: every step of a story, as a table to read or as one JSON object a line. */
import {
  type At,
  type Effect,
  errnoName,
  History,
  InputError,
  instantiate,
  loadScenario,
  readAt,
  type StepRecord,
  stepAt,
} from '../index.ts';
import { type Command, OK } from './command.ts';
import { ledgerTable } from './ledger-table.ts';
import { onePositional, readArguments, readParamOptions } from './options.ts';
import { print, table } from './output.ts';

/** JSON has no integers beyond 2^53: they are written as decimal texts. */
const safe = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

const asJson = (step: number, r: StepRecord): string =>
  JSON.stringify(
    {
      step,
      thread: r.thread,
      domain: r.domain,
      world: r.world,
      procedure: r.procedure,
      line: r.label,
      text: r.text,
      effects: r.effects,
    },
    safe,
  );

/** The effects that a reader looks for: who calls whom, and what passes between worlds. */
const NOTABLE: { readonly [K in Effect['kind']]?: (e: Extract<Effect, { kind: K }>) => string } = {
  cross: (e) => `${e.from} → ${e.to} (${e.via})`,
  exit: (e) => `VM exit ${e.reason} ${e.name}`,
  entry: () => 'VM entry',
  hypercall: (e) => `hypercall ${e.number} ${e.name}: ${e.op}`,
  notify: (e) => `event: domain ${e.from} → domain ${e.to}, port ${e.port}`,
  interrupt: (e) => `interrupt ${e.vector === null ? '' : `0x${e.vector.toString(16)} `}(${e.how})`,
  wake: (e) => `wakes ${e.thread}`,
  unblock: (e) => `vCPU ${e.vcpu} of domain ${e.domain} is runnable again`,
  eoi: (e) => `EOI 0x${e.vector.toString(16)} (${e.how})`,
  result: (e) => `${e.of} returns ${errnoName(e.value)}`,
  grant: (e) => `grant ${e.op} ref ${e.ref}`,
  copy: (e) => `copy ${e.size} bytes`,
  dma: (e) => `DMA ${e.dir}, ${e.size} bytes at sector ${e.sector}`,
  port: (e) => `port ${e.dir} 0x${e.port.toString(16)}`,
  mmio: (e) => `MMIO ${e.dir} 0x${e.at.toString(16)}`,
};

const notable = (e: Effect): string[] => {
  const say = NOTABLE[e.kind] as ((e: Effect) => string) | undefined;
  return say ? [say(e)] : [];
};

/** The last step that is shown. */
function lastStep(history: History, at: At | undefined): number {
  const step = at && stepAt(history, at);
  if (step !== undefined) return step;
  if (at === undefined) return history.length;
  const ids = [...new Set(history.occurrences.map((o) => o.id))];
  throw new InputError(
    `This run has no moment ${at.moment}${at.nth > 1 ? `.${at.nth}` : ''}; it passes start, ${ids.join(', ')}, end.`,
  );
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    param: { type: 'string', multiple: true },
    at: { type: 'string' },
    json: { type: 'boolean' },
  });
  const scenario = await loadScenario(onePositional(positionals, 'A scenario'));
  const at = typeof values.at === 'string' ? readAt(values.at) : undefined;
  const history = new History(instantiate(scenario, readParamOptions(scenario.params, values.param)));
  const last = lastStep(history, at);
  const rows: (string | number)[][] = [];
  for (let n = 1; n <= last; n++) {
    const record = history.record(n);
    if (!record) break;
    if (values.json) {
      await print(asJson(n, record));
      continue;
    }
    rows.push([n, record.thread, record.world, record.procedure, record.text]);
    for (const text of record.effects.flatMap(notable)) rows.push(['', '', '', '', `    · ${text}`]);
  }
  if (values.json) return OK;
  await print(table([['step', 'thread', 'world', 'procedure', 'line'], ...rows], [0]));
  await print(`\n${ledgerTable(history.ledger(last))}`);
  return OK;
}

export const trace: Command = {
  name: 'trace',
  usage: '<scenario>',
  summary: 'every step of a story, and what it cost',
  options: [
    ['--param name=value', 'a parameter of the scenario; may be given many times'],
    ['--at moment', 'stop there: start, end, or a moment such as kicked, kicked.2, kicked+3'],
    ['--json', 'one object a line: step, thread, domain, world, procedure, line, text, effects'],
  ],
  run,
};
