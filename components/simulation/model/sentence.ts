/**
 * One sentence of at most 140 characters per step, made from its effects, from which alone a listener can rebuild
 * what changed. What changed comes first; what was only read or entered is dropped first.
 */
import { type Effect, type State, type StepRecord, unreachable, type World } from '@/engine/index.ts';
import { hex, number, plain, plural } from './format.ts';
import { type PrivateChange, privateChanges } from './touches.ts';

export const MAX_SENTENCE = 140;

export interface Names {
  readonly thread: (id: string) => string;
  readonly world: (world: World) => string;
}

interface Part {
  readonly rank: number;
  readonly text: string;
}

export function sentence(
  record: StepRecord | undefined,
  before: Pick<State, 'records'> | undefined,
  after: Pick<State, 'records'>,
  names: Names,
): string {
  if (!record) return 'The start: nothing has been executed yet.';
  const head = `${names.thread(record.thread)} (${names.world(record.world)})`;
  const parts = [
    ...writes(record),
    ...privateChanges(record, before, after).map(kept),
    ...record.effects.flatMap((e) => partOf(e, names)),
  ].sort((a, b) => a.rank - b.rank);
  // That a structure changed is worth saying where nothing else is.
  const told = parts.filter((p) => p.rank < VAGUE);
  return fitted(
    head,
    (told.length > 0 ? told : parts).map((p) => p.text),
  );
}

const VAGUE = 6;

function kept({ field, old, value }: PrivateChange): Part {
  const name = spoken(field);
  if (value === undefined) return { rank: VAGUE, text: `${name} changes` };
  // Of a yes and no, the new one says both.
  const text =
    value === 'yes' || value === 'no' ? `${name}: ${value}` : `${name} ${old ?? 'unset'} to ${value}`;
  return { rank: 1, text };
}

/** A name of the engine's own in words: `freeIds` is “free ids”. Names of the real code have no capitals inside and stay. */
const spoken = (field: string): string =>
  field.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

/** As many parts as fit, then how many were left out. */
function fitted(head: string, parts: readonly string[]): string {
  if (parts.length === 0) return `${head}: nothing shared changes.`;
  const whole = (n: number): string => {
    const left = parts.length - n;
    return `${head}: ${parts.slice(0, n).join('; ')}${left > 0 ? `; ${left} more` : ''}.`;
  };
  for (let n = parts.length; n > 0; n--) if (whole(n).length <= MAX_SENTENCE) return whole(n);
  return `${whole(1).slice(0, MAX_SENTENCE - 1)}…`;
}

/** Writes to one structure share its name. */
function writes(record: StepRecord): Part[] {
  const out: Part[] = [];
  let owner = '';
  for (const e of record.effects) {
    if (e.kind !== 'write') continue;
    const { layout, field } = e.place;
    const name = layout === owner ? field : `${layout}.${field}`;
    owner = layout;
    const same = e.old === e.value;
    out.push({
      rank: 0,
      text: same ? `${name} stays ${number(e.value)}` : `${name} ${number(e.old)} to ${number(e.value)}`,
    });
  }
  return out;
}

const GRANT_DONE = {
  allow: 'allowed',
  map: 'mapped',
  unmap: 'unmapped',
  copy: 'copied',
  end: 'ended',
} as const;

function partOf(e: Effect, names: Names): readonly Part[] {
  const say = (rank: number, text: string): readonly Part[] => [{ rank, text }];
  switch (e.kind) {
    case 'write':
    case 'record':
      return [];
    case 'notify':
      return say(0, `event pending in domain ${e.to}, port ${e.port}`);
    case 'fill':
      return say(0, `${plural(e.size, 'byte')} of ${e.what} written`);
    case 'copy':
      return say(0, `${plural(e.size, 'byte')} copied`);
    case 'dma':
      return say(
        0,
        `${plural(e.size, 'byte')} ${e.dir === 'to-device' ? 'go to' : 'come from'} sector ${e.sector}`,
      );
    case 'grant':
      return say(0, `grant ${e.ref} ${GRANT_DONE[e.op]}`);
    case 'wake':
      return say(0, `wakes ${names.thread(e.thread)}`);
    case 'unblock':
      return say(0, `vCPU ${e.vcpu} of domain ${e.domain} is runnable again`);
    case 'interrupt':
      return say(0, `interrupt${e.vector === null ? '' : ` 0x${hex(e.vector)}`} taken, ${e.how}`);
    case 'exception':
      return say(
        0,
        `${e.name} to the guest’s kernel${e.error === null ? '' : `, error 0x${hex(e.error)}`}${e.address === null ? '' : `, address 0x${hex(e.address)}`}`,
      );
    case 'eoi':
      return say(2, `end of interrupt 0x${hex(e.vector)}, ${e.how}`);
    case 'ipi':
      return say(2, `interprocessor interrupt to ${e.to}`);
    case 'ioreq':
      return say(2, `Xen notifies the device model, port ${e.port}`);
    case 'cross':
      return say(
        2,
        `passes to ${names.world(e.to)}${e.via === 'return' || e.via === 'call' ? '' : ` by ${e.via}`}`,
      );
    case 'exit':
      return say(3, `VM exit ${e.name}`);
    case 'entry':
      return say(3, 'VM entry');
    case 'hypercall':
      return say(3, `hypercall ${e.name} ${e.op}`.trimEnd());
    case 'syscall':
      return say(3, `system call ${e.name}`);
    case 'port':
    case 'mmio': {
      const where = e.kind === 'port' ? `port 0x${hex(e.port)}` : `0x${hex(e.at)}`;
      return say(2, `${e.dir === 'in' ? 'reads' : 'writes'} ${where}, ${number(e.value)}`);
    }
    case 'result':
      return say(4, `${e.of} gives ${number(e.value)}`);
    case 'walk':
      return say(2, `loads ${e.table} entry of level ${e.level} at 0x${hex(e.at)}: ${number(e.value)}`);
    case 'tlb':
      return say(e.op === 'fill' || e.op === 'flush' ? 1 : 4, `TLB ${e.op} ${e.what}`);
    case 'read':
      return say(5, `reads ${e.place.field} ${number(e.value)}`);
    case 'fetch':
      return say(5, `reads ${plural(e.size, 'byte')} of ${e.what}`);
    case 'passed':
      return say(4, 'its condition does not hold: passed over');
    case 'fence':
      return say(6, `barrier ${e.name}`);
    case 'call':
      return say(7, `enters ${e.procedure}`);
    case 'return': {
      const value = e.value === undefined ? undefined : plain(e.value);
      return say(7, value === undefined ? `leaves ${e.procedure}` : `${e.procedure} returns ${value}`);
    }
    default:
      return unreachable(e, 'sentence');
  }
}
