/** What the guest asks of Xen at this moment, what its registers hold of it, and what it has been answered, in plain words. */
import type { HypercallView } from '@/engine/index.ts';
import { type Drawn, type Item, sentences } from '../../spec.ts';
import { answerText } from './answer.ts';
import { doneOf } from './registers.ts';

/** What the guest wants by a hypercall. */
const ASKS: Readonly<Record<HypercallView['call']['name'], string>> = {
  version: 'which version are you?',
  features: 'what can you do?',
  send: 'ring at dom0',
  status: 'how is my channel?',
  poll: 'wake me on an event',
  'set-param': 'note a setting of mine',
  memory: 'take pages back',
  multicall: 'do several things',
  console: 'print a line',
  'mmu-update': 'change page tables',
  iret: 'return from an interrupt',
};

/** Finding Xen and having a page filled come before the call, with questions of their own. */
type Phase = 'who' | 'page' | 'call';
function phaseOf({ platform, page, call }: HypercallView): Phase {
  if (call.wanted) return 'call';
  return platform.version === null || page.gpa === null ? 'who' : 'page';
}
/** The call itself is what it is about, and not what leads up to it. */
export const isCalling = (view: HypercallView): boolean => phaseOf(view) === 'call';

/** What stands in RAX as the answer of the call; null while there is none. */
export function resultOf({ exit, call }: HypercallView): number | null {
  const value = exit.kind === 'hypercall' ? exit.gates.at(-1)?.value : null;
  return typeof value === 'number' ? value : call.result;
}

type Answer = readonly [value: string, look: NonNullable<Item['look']>, says: string];
const NONE: Answer = ['none yet', 'faint', 'There is no answer yet.'];

function answerOf({ blocks, exit, page }: HypercallView, phase: Phase): Answer {
  if (phase === 'who') {
    const name = blocks.at(-1)?.signature;
    if (name === undefined) return NONE;
    return name.startsWith('Xen')
      ? ['I am Xen', 'strong', 'The answer is Xen’s name.']
      : ['another name', 'soft', 'The answer is not Xen’s name.'];
  }
  if (exit.gates.some((g) => g.state === 'refused')) return ['refused', 'bad', 'The page is refused.'];
  return page.state === 'empty' ? NONE : ['done', 'strong', 'The page is filled.'];
}

/** Who asks for what, before a call: its registers have no names of their own yet. */
function leadingUp(view: HypercallView, phase: Phase): Drawn {
  const asks = phase === 'who' ? 'who is there?' : 'fill this page';
  const [value, look, says] = answerOf(view, phase);
  const items = [
    { id: 'asks', label: 'asks', value: asks, says: `It asks: ${asks.replace(/\?$/, '')}.` },
    { id: 'answer', label: 'answer', value, look, says },
  ];
  return {
    title: 'the guest asks',
    says: `What the kernel asks of Xen. ${sentences(items)}`,
    body: { kind: 'rows', items },
  };
}

/** A version is two numbers in one. */
const plainly = ({ name }: HypercallView['call'], result: number): string =>
  name === 'version' && result > 0 ? `${result >>> 16}.${result & 0xffff}` : answerText(result);

const EMPTY = '–';
/** Number and result share a register, as they do in the processor: the result takes the number's place. */
function numberItem(view: HypercallView): Item {
  const { call, registers } = view;
  const result = resultOf(view);
  if (result !== null) {
    const good = result >= 0;
    return {
      id: 'number',
      label: 'result',
      value: `${plainly(call, result)} (${good ? 'good' : 'refused'})`,
      look: good ? 'strong' : 'bad',
      says: `The result is ${answerText(result)}.`,
    };
  }
  const there = call.loaded && registers.rax === BigInt(call.nr);
  return {
    id: 'number',
    label: 'number',
    value: there ? String(call.nr) : EMPTY,
    look: there ? 'strong' : 'faint',
    steady: !there,
    says: there ? `The number of the call is ${call.nr}.` : 'The number of the call is not there yet.',
  };
}

/** A command or a pointer; how far an interrupted call has come stands beside its command. */
function argumentItem(view: HypercallView, id: 'cmd' | 'arg'): Item {
  const { call, struct } = view;
  const own = call[id];
  const isPointer = typeof own === 'bigint';
  const label = isPointer ? 'pointer' : id === 'cmd' ? 'request' : 'length';
  const done = id === 'cmd' && call.loaded ? doneOf(view) : 0;
  const there = call.loaded || resultOf(view) !== null;
  const full = isPointer
    ? struct?.pointed
      ? 'to its memory'
      : 'to nowhere'
    : `${own}${done > 0 ? `, ${done} done` : ''}`;
  return {
    id,
    label,
    value: there ? full : EMPTY,
    look: there ? 'strong' : 'faint',
    steady: !there,
    says: there ? `The ${label} is ${full}.` : `The ${label} is not there yet.`,
  };
}

/** The registers to a newcomer: what stands in each that this call uses. */
export function asksDrawn(view: HypercallView): Drawn {
  const phase = phaseOf(view);
  if (phase !== 'call') return leadingUp(view, phase);
  const items = [
    numberItem(view),
    argumentItem(view, 'cmd'),
    ...(view.call.arg === 0 ? [] : [argumentItem(view, 'arg')]),
  ];
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a user program';
  return {
    title: 'the CPU’s registers',
    says: `The registers that ${who} fills for its call. ${sentences(items)}`,
    body: { kind: 'rows', items, room: 3 },
  };
}

/** What the guest wants of Xen, in a box of its own while it makes a call. */
export function wishDrawn(view: HypercallView): Drawn | null {
  if (!isCalling(view)) return null;
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a program';
  const value = ASKS[view.call.name];
  const says = `Of Xen it asks: ${value.replace(/\?$/, '')}.`;
  return {
    title: `${who} asks Xen`,
    says,
    body: { kind: 'lines', items: [{ id: 'wish', value, look: 'strong', steady: true, says }] },
  };
}
