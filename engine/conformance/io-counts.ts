/**
 * What a real Xen counted around known I/O, by kind of guest, against the counts of the same I/O in the scenarios. Where
 * chance had a hand in it (timers, other guests, how fast a thread ran) the engine's count is a bound and not the number.
 */
import type { Effect } from '../core/effect.ts';
import { run } from '../core/machine.ts';
import { blockIo } from '../scenarios/block-io/index.ts';
import { emulatedIoParams, setup as emulatedSetup } from '../scenarios/emulated-io/story.ts';
import { type RawParams, readParams } from '../stories/params.ts';
import type { Scenario, Setup } from '../stories/scenario.ts';
import { untilItSleeps } from '../stories/system.ts';
import { int, isObj, type Obj, obj } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';

/** `w32`: 32 writes one after the other; `aw32`: in one submission; `w1-128k`: one of 128 KiB. */
const RUN = /^(w|r|aw)(\d{1,3})(-128k)?$/;
interface Work {
  readonly write: boolean;
  readonly together: boolean;
  readonly count: number;
  readonly sectors: number;
}
function workOf(name: string): Work | undefined {
  const m = RUN.exec(name);
  if (!m) return undefined;
  const count = Number(m[2]);
  return { write: m[1] !== 'r', together: m[1] === 'aw', count, sectors: m[3] ? 256 : 8 };
}
const requestsText = (w: Work, count: number): string => `${w.write ? 'w' : 'r'}4096+${w.sectors}*${count}`;

/** Commands repeated at most: what one costs does not depend on how many there are, so larger runs are scaled. */
const REPEATED = 32;

/** Counts of one run of the engine. */
interface Counted {
  readonly ports: ReadonlyMap<string, number>;
  readonly hypercalls: (name: string, domain: number) => number;
  readonly vectors: number;
}
function count(
  started: Setup,
  next: (state: Setup['initial']) => string | undefined,
  scale: number,
): Counted {
  const ports = new Map<string, number>();
  const calls = new Map<string, number>();
  let vectors = 0;
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + scale);
  const see = (e: Effect, domain: number | null): void => {
    if (e.kind === 'port') add(ports, `${e.dir === 'in' ? 'read' : 'write'} 0x${e.port.toString(16)}`);
    if (e.kind === 'hypercall') add(calls, `${e.name} ${domain}`);
    if (e.kind === 'interrupt' && domain === 1) vectors += scale;
  };
  run(started.program, started.initial, next, (r) => {
    for (const e of r.effects) see(e, r.domain);
  });
  return { ports, hypercalls: (name, domain) => calls.get(`${name} ${domain}`) ?? 0, vectors };
}

function emulated(w: Work): Counted {
  const one = emulatedIoParams.values({}).requests[0];
  const requests = Array.from({ length: Math.min(w.count, REPEATED) }, (_, i) => ({
    write: w.write,
    sector: 4096 + i * w.sectors,
    sectors: w.sectors,
    text: one?.text ?? '',
  }));
  const started = emulatedSetup({ requests, queued: w.together ? w.count : 1, direct: true, apicv: false });
  return count(started, (s) => untilItSleeps(started.program, s), w.count / requests.length);
}
function paravirtual(platform: string): (w: Work) => Counted {
  return (w) => {
    const repeated = Math.min(w.count, REPEATED);
    const raw: RawParams = {
      platform,
      apicv: 'off',
      requests: requestsText(w, repeated),
      queued: String(w.together ? w.count : 1),
    };
    const scenario: Scenario = blockIo;
    const started = scenario.setup(readParams(scenario.params, raw));
    return count(started, (s) => scenario.schedule(started.program, s), w.count / repeated);
  };
}

const NOTIFIES = 'notifyHypercalls(event_channel_op)';
const BACKEND = 'backendNotifies(dom0 event_channel_op)';
const GRANTS = 'dom0GrantTableOps';

type Compare = (tally: Tally, at: string, file: Obj, ours: Counted, w: Work) => void;

const field = (file: Obj, at: string, name: string): number => int(file[name], `${at}.${name}`, 0);
/** `got` where it lies in the range, else the nearest end. */
const within = (got: number, least: number, most: number): number => Math.min(Math.max(got, least), most);

/** The port accesses are the driver's alone: exact, register by register. */
const compareEmulated: Compare = (tally, at, file, ours, w) => {
  const recorded = obj(file.ioPorts, `${at}.ioPorts`);
  const base = Object.keys(recorded).map((k) => Number.parseInt(k.split('0x')[1] ?? '', 16));
  const theirs = Math.min(...base.filter((p) => p > 0x3ff));
  const mine = Math.min(
    ...[...ours.ports.keys()]
      .map((k) => Number.parseInt(k.split('0x')[1] ?? '', 16))
      .filter((p) => p > 0x3ff),
  );
  let all = 0;
  for (const [key, n] of ours.ports) {
    const [way, port] = key.split(' 0x');
    const at16 = Number.parseInt(port ?? '', 16);
    const named = `${way} 0x${(at16 >= mine ? at16 - mine + theirs : at16).toString(16)}`;
    tally.fact(`${at}.ioPorts`, named, recorded[named], n);
    all += n;
  }
  tally.fact(`${at}.ioPorts`, 'the number of registers', Object.keys(recorded).length, ours.ports.size);
  tally.fact(at, 'ioPortExits', field(file, at, 'ioPortExits'), all);
  tally.fact(at, NOTIFIES, field(file, at, NOTIFIES), ours.hypercalls('event_channel_op', 1));
  // One answer for each access; other guests and other I/O of dom0 come on top.
  const answers = field(file, at, BACKEND);
  tally.fact(at, BACKEND, answers, Math.max(answers, ours.hypercalls('event_channel_op', 0)));
  const injected = Object.values(obj(file.upcallsOrIrqsInjected, `${at}.upcallsOrIrqsInjected`));
  tally.fact(
    at,
    'a vector taken once for each command',
    w.count,
    injected.includes(ours.vectors) ? ours.vectors : 0,
  );
};

/**
 * One notification for each request that finds the backend asleep. In a burst, and over hundreds of requests, the backend is
 * sometimes still awake: the ring's protocol then allows anything from one to one each (Xen ring.h, "req_event").
 */
const compareParavirtual: Compare = (tally, at, file, ours, w) => {
  tally.fact(at, 'ioPortExits', field(file, at, 'ioPortExits'), ours.ports.size);
  const sent = field(file, at, NOTIFIES);
  const mine = ours.hypercalls('event_channel_op', 1);
  const timed = w.together || w.count > 32;
  tally.fact(at, NOTIFIES, sent, timed ? within(sent, 1, w.count) : mine);
  // The first use of a page costs a map that the warmed-up scenario has behind it; other guests come on top.
  for (const [name, n] of [
    [GRANTS, w.count],
    [BACKEND, 1],
  ] as const) {
    const recorded = field(file, at, name);
    tally.fact(at, name, recorded, Math.max(recorded, n));
  }
  if (!timed && w.count > 1) {
    const recorded = field(file, at, GRANTS);
    tally.fact(at, GRANTS, recorded, ours.hypercalls('grant_table_op', 0));
  }
};

interface Mode {
  readonly name: RegExp;
  readonly run: (w: Work) => Counted;
  readonly compare: Compare;
}
/** Which runs of the file the engine can repeat. */
const MODES: readonly Mode[] = [
  { name: /^hvm-emulated-ide/, run: emulated, compare: compareEmulated },
  { name: /^pvhvm$/, run: paravirtual('pvhvm'), compare: compareParavirtual },
  { name: /^pvh$/, run: paravirtual('pvh'), compare: compareParavirtual },
  { name: /^pv$/, run: paravirtual('pv'), compare: compareParavirtual },
];

const sum = (v: unknown): number =>
  isObj(v) ? Object.values(v).reduce<number>((n, x) => n + (typeof x === 'number' ? x : 0), 0) : 0;

/** The file's own sums. */
function compareSums(tally: Tally, at: string, file: Obj): void {
  tally.fact(at, 'vmexitTotal', field(file, at, 'vmexitTotal'), sum(file.byReason));
  tally.fact(at, 'ioPortExits', field(file, at, 'ioPortExits'), sum(file.ioPorts));
  const reasons = obj(file.byReason, `${at}.byReason`);
  tally.fact(at, 'ioPortExits', field(file, at, 'ioPortExits'), reasons.IOIO ?? 0);
  const calls = obj(file.guestHypercalls, `${at}.guestHypercalls`);
  tally.fact(at, NOTIFIES, field(file, at, NOTIFIES), calls.event_channel_op ?? 0);
}

export function replayIoCounts(file: Obj): Outcome {
  const tally = new Tally();
  let runs = 0;
  for (const [mode, v] of Object.entries(obj(file.modes, 'modes'))) {
    const known = MODES.find((m) => m.name.test(mode));
    for (const [name, c] of Object.entries(obj(v, `modes.${mode}`))) {
      const at = `${mode}, ${name}`;
      const counts = obj(c, at);
      compareSums(tally, at, counts);
      const work = workOf(name);
      if (!known || !work) {
        tally.skip('runs without disk I/O', 1);
        continue;
      }
      known.compare(tally, at, counts, known.run(work), work);
      runs++;
    }
  }
  return tally.outcome('I/O counts', [`${runs} runs repeated`]);
}
