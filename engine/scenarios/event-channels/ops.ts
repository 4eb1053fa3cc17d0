/**
 * A small language for what the kernels do with event channels, so that a story, a link and a test say it alike:
 * `g0.alloc(0);d.bind(1,1);d.send(1)`. Before the dot: who (g0, g1: the guest's vCPUs; d: dom0; xen). `!` before the
 * bracket hands the hypercall a pointer to nowhere.
 */
import { InputError, quoted } from '../../core/assert.ts';

export const ACTORS = ['g0', 'g1', 'd', 'xen'] as const;
export type Actor = (typeof ACTORS)[number];

/** What each operation takes: names of its numbers, the trailing ones optional. */
export const OPERATIONS = {
  // Hypercalls, one for each EVTCHNOP.
  alloc: { takes: ['remote_dom', 'dom'], least: 1 },
  bind: { takes: ['remote_dom', 'remote_port'], least: 2 },
  bind_virq: { takes: ['virq', 'vcpu'], least: 2 },
  bind_ipi: { takes: ['vcpu'], least: 1 },
  bind_pirq: { takes: ['pirq'], least: 1 },
  close: { takes: ['port'], least: 1 },
  send: { takes: ['port'], least: 1 },
  status: { takes: ['port', 'dom'], least: 1 },
  bind_vcpu: { takes: ['port', 'vcpu'], least: 2 },
  unmask: { takes: ['port'], least: 1 },
  reset: { takes: ['dom'], least: 0 },
  init_control: { takes: ['vcpu', 'gfn', 'offset'], least: 2 },
  expand_array: { takes: ['gfn'], least: 1 },
  set_priority: { takes: ['port', 'priority'], least: 2 },
  op: { takes: ['cmd'], least: 1 },
  // What a kernel does besides.
  handler: { takes: ['port'], least: 1 },
  disable: { takes: ['port'], least: 1 },
  enable: { takes: ['port'], least: 1 },
  move: { takes: ['port', 'vcpu'], least: 2 },
  halt: { takes: [], least: 0 },
  // What Xen does on its own account.
  virq: { takes: ['virq', 'vcpu'], least: 2 },
} as const satisfies Readonly<Record<string, { readonly takes: readonly string[]; readonly least: number }>>;
export type OperationName = keyof typeof OPERATIONS;

export interface Operation {
  readonly who: Actor;
  readonly name: OperationName;
  readonly args: readonly number[];
  /** The hypercall's pointer leads nowhere. */
  readonly badPointer: boolean;
}

export const MAX_OPERATIONS = 64;
const ONE = /^(g0|g1|d|xen)\.([a-z_]+)(!?)\(([\d,]*)\)$/;

function one(text: string): Operation {
  const found = ONE.exec(text);
  if (!found)
    throw new InputError(
      `${quoted(text)} is no operation: write g0, g1, d or xen, a dot, a name, and numbers in brackets, as in d.send(1).`,
    );
  const [, who, name = '', bad, list] = found;
  const known = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name as OperationName] : undefined;
  if (!known)
    throw new InputError(
      `There is no operation ${quoted(name)}; there are ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  const args = list ? list.split(',').map(Number) : [];
  if (args.length < known.least || args.length > known.takes.length)
    throw new InputError(`${name} takes ${known.takes.join(', ') || 'nothing'} in its brackets.`);
  if (args.some((n) => n > 0xffff_ffff)) throw new InputError(`A number of ${name} is larger than 32 bits.`);
  if ((who === 'xen') !== (name === 'virq'))
    throw new InputError('Only xen raises a virq, and xen does nothing else.');
  return { who: who as Actor, name: name as OperationName, args, badPointer: bad === '!' };
}

/** Reads operations, separated by semicolons. Throws an InputError with one sentence. */
export function readOperations(text: string): readonly Operation[] {
  const parts = text
    .split(';')
    .map((p) => p.trim())
    .filter((p) => p !== '');
  if (parts.length === 0) throw new InputError('At least one operation is needed, such as g0.alloc(0).');
  if (parts.length > MAX_OPERATIONS)
    throw new InputError(`At most ${MAX_OPERATIONS} operations, not ${parts.length}.`);
  return parts.map(one);
}

export const writeOperation = (o: Operation): string =>
  `${o.who}.${o.name}${o.badPointer ? '!' : ''}(${o.args.join(',')})`;
