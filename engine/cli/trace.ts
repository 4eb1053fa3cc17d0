/** `trace`: every step of a story, as a table to read or as one JSON object a line. */
import {
  type At,
  DEPTHS,
  type Depth,
  type Effect,
  errnoName,
  History,
  InputError,
  instantiate,
  isHex,
  loadScenario,
  quoted,
  readAt,
  type State,
  type StepRecord,
  stepAt,
  written,
  writtenValue,
} from '../index.ts';
import { type Command, OK } from './command.ts';
import { ledgerTable } from './ledger-table.ts';
import { onePositional, readArguments, readParamOptions } from './options.ts';
import { print, table } from './output.ts';

/** A step and the states around it. */
interface Traced {
  readonly step: number;
  readonly record: StepRecord;
  readonly before: State;
  readonly after: State;
}

export const asJson = ({ step, record: r, before, after }: Traced): string =>
  JSON.stringify({
    step,
    thread: r.thread,
    domain: r.domain,
    world: r.world,
    procedure: r.procedure,
    line: r.label,
    text: r.text,
    effects: r.effects.map((e) => jsonOf(e, before, after)),
  });

type Json = { readonly [key: string]: unknown };

/** JSON has neither hexadecimal numbers nor integers beyond 2^53: both are written as texts. */
function jsonValue(owner: string, name: string, value: unknown): unknown {
  if (typeof value === 'number') return isHex(owner, name) ? written(owner, name, value) : value;
  if (typeof value === 'bigint') return isHex(owner, name) ? written(owner, name, value) : value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((v) => jsonValue(owner, name, v));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, jsonValue(owner, k, v)]));
}

function jsonOf(e: Effect, before: State, after: State): Json {
  const own = jsonValue(`effect ${e.kind}`, '', e) as Json;
  switch (e.kind) {
    case 'read':
    case 'write': {
      const { layout, leaf } = e.place;
      const old = e.kind === 'write' ? { old: jsonValue(layout, leaf, e.old) } : {};
      return { ...own, value: jsonValue(layout, leaf, e.value), ...old };
    }
    case 'record': {
      const { changes, more } = changesOf(e, before, after);
      const shown = changes.map(({ field, name, old, value }) => ({
        field,
        old: jsonValue(e.key, name, old),
        value: jsonValue(e.key, name, value),
      }));
      return { ...own, changes: shown, ...(more > 0 ? { more } : {}) };
    }
    case 'return':
      return { ...own, value: jsonValue(e.procedure, 'return', e.value) };
    default:
      return own;
  }
}

interface Change {
  /** Path within the record: `shadow[0].status`. */
  readonly field: string;
  /** The last component of the path that is a name. */
  readonly name: string;
  readonly old: unknown;
  readonly value: unknown;
}

/** A change of a large structure is told by its first parts. */
const MAX_CHANGES = 12;

/** What a record effect changed, down to plain values. */
function changesOf(e: Extract<Effect, { kind: 'record' }>, before: State, after: State) {
  const all: Change[] = [];
  const [was, is] = [before.records[e.key], after.records[e.key]] as [Json | undefined, Json | undefined];
  for (const field of new Set(e.fields)) compare(field, field, was?.[field], is?.[field], all);
  return { changes: all.slice(0, MAX_CHANGES), more: Math.max(0, all.length - MAX_CHANGES) };
}

const isStructure = (v: unknown): v is Json => typeof v === 'object' && v !== null;

function compare(field: string, name: string, old: unknown, value: unknown, out: Change[]): void {
  if (Object.is(old, value)) return;
  if (!isStructure(old) && !isStructure(value)) {
    out.push({ field, name, old: old ?? null, value: value ?? null });
    return;
  }
  const [a, b] = [isStructure(old) ? old : {}, isStructure(value) ? value : {}];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const isIndex = /^\d+$/.test(key);
    compare(isIndex ? `${field}[${key}]` : `${field}.${key}`, isIndex ? name : key, a[key], b[key], out);
  }
}

/** The effects that a reader looks for: what changed, who calls whom, and what passes between worlds. */
const NOTABLE: { readonly [K in Effect['kind']]?: (e: Extract<Effect, { kind: K }>) => string } = {
  write: ({ place: { layout, leaf, field }, old, value }) =>
    `${layout}.${field} ${written(layout, leaf, old)} → ${written(layout, leaf, value)}`,
  cross: (e) => `${e.from} → ${e.to} (${e.via})`,
  exit: (e) => `VM exit ${e.reason} ${e.name}`,
  entry: () => 'VM entry',
  hypercall: (e) => `hypercall ${e.number} ${e.name}: ${e.op}`,
  notify: (e) => `event: domain ${e.from} → domain ${e.to}, port ${e.port}`,
  interrupt: (e) => `interrupt ${e.vector === null ? '' : `${hex('vector', e.vector)} `}(${e.how})`,
  exception: (e) =>
    `exception ${e.name}${e.error === null ? '' : `, error ${hex('error', e.error)}`}${e.address === null ? '' : `, address ${hex('address', e.address)}`}`,
  wake: (e) => `wakes ${e.thread}`,
  unblock: (e) => `vCPU ${e.vcpu} of domain ${e.domain} is runnable again`,
  eoi: (e) => `EOI ${hex('vector', e.vector)} (${e.how})`,
  result: (e) => `${e.of} returns ${errnoName(e.value)}`,
  grant: (e) => `grant ${e.op} ref ${e.ref}`,
  copy: (e) => `copy ${e.size} bytes`,
  dma: (e) => `DMA ${e.dir}, ${e.size} bytes at sector ${e.sector}`,
  port: (e) => `port ${e.dir} ${hex('port', e.port)} ${hex('value', e.value)}`,
  mmio: (e) => `MMIO ${e.dir} ${hex('at', e.at)} ${hex('value', e.value)}`,
  walk: (e) => `${e.table} level ${e.level} at ${hex('at', e.at)}: ${hex('value', e.value)}`,
  passed: () => 'passed over: the condition does not hold',
};

/** A part of an effect that is hexadecimal in whatever effect it stands. */
const hex = (name: 'port' | 'value' | 'at' | 'vector' | 'error' | 'address', n: number | bigint): string =>
  written(name === 'error' ? 'effect exception' : 'effect port', name, n);

export function notable(e: Effect, before: State, after: State): readonly string[] {
  if (e.kind === 'record') {
    const { changes, more } = changesOf(e, before, after);
    const shown = changes.map(({ field, name, old, value }) => {
      const [was, is] = [old, value].map((v) => writtenValue(e.key, name, v));
      return `${e.key}: ${field} ${was} → ${is}`;
    });
    return more > 0 ? [...shown, `${e.key}: ${more} more`] : shown;
  }
  const say = NOTABLE[e.kind] as ((e: Effect) => string) | undefined;
  return say ? [say(e)] : [];
}

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

/** How deep the run is read. */
function depthOf(text: unknown): Depth {
  if (text === undefined) return 'lines';
  const found = DEPTHS.find((d) => d === text);
  if (!found) throw new InputError(`--level takes one of ${DEPTHS.join(', ')}, not ${quoted(String(text))}.`);
  return found;
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    param: { type: 'string', multiple: true },
    at: { type: 'string' },
    level: { type: 'string' },
    json: { type: 'boolean' },
  });
  const scenario = await loadScenario(onePositional(positionals, 'A scenario'));
  const at = typeof values.at === 'string' ? readAt(values.at) : undefined;
  const level = depthOf(values.level);
  const instance = instantiate(scenario, readParamOptions(scenario.params, values.param));
  const history = new History(instance);
  const shown = level === 'lines' ? undefined : new Map(history.stops[level].map((s) => [s.step, s]));
  const last = lastStep(history, at);
  const rows: (string | number)[][] = [];
  for (let n = 1; n <= last; n++) {
    const record = history.record(n);
    if (!record) break;
    const stop = shown?.get(n);
    if (shown && !stop) continue;
    const [before, after] = [history.state(n - 1), history.state(n)];
    if (values.json) {
      await print(asJson({ step: n, record, before, after }));
      continue;
    }
    rows.push([n, record.thread, record.world, record.procedure, record.text]);
    if (stop?.moment)
      rows.push(['', '', '', '', `    = ${stop.moment}${stop.again > 0 ? `, again × ${stop.again}` : ''}`]);
    for (const text of record.effects.flatMap((e) => notable(e, before, after)))
      rows.push(['', '', '', '', `    · ${text}`]);
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
    ['--level name', 'only the steps of a level: story, mechanism, or lines, which is all'],
    [
      '--json',
      'one object a line: step, thread, domain, world, procedure, line, text, effects with their values',
    ],
  ],
  run,
};
