/** What the guest asks of Xen at this moment, what its registers hold of it, and what it has been answered, in plain words. */
import type { HypercallView } from '@/engine/index.ts';
import { number } from '../../../model/format.ts';
import { type Drawn, type Item, sentences } from '../../spec.ts';
import { answerText } from './answer.ts';
import { ASKS, answerTold } from './memory.ts';
import { doneOf } from './registers.ts';

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
    if (name.startsWith('Xen')) return ['I am Xen', 'strong', 'The answer is Xen’s name.'];
    return name.startsWith('Microsoft')
      ? ['I am Hyper-V', 'soft', 'The answer is Hyper-V’s name.']
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

/** What the numbered calls and requests of this page are about. */
const ABOUT: Readonly<Record<number, string>> = {
  1: 'page tables',
  12: 'memory',
  13: 'a list of calls',
  17: 'about Xen',
  18: 'the console',
  23: 'a return',
  29: 'waiting',
  32: 'bells',
  34: 'settings',
};
const REQUESTS: Partial<Record<HypercallView['call']['name'], string>> = {
  version: 'version',
  features: 'abilities',
  send: 'ring',
  status: 'state',
  poll: 'wait for one',
  'set-param': 'note one',
  memory: 'take back',
};

const EMPTY = '–';
const NTH = ['first', 'second', 'third'] as const;
/** A register keeps its place whatever stands in it: the result takes that of the call's number. */
function register(nth: 0 | 1 | 2, value: string | null, bad = false): Item {
  const label = `${NTH[nth]} register`;
  return {
    id: String(nth),
    label,
    value: value ?? EMPTY,
    look: bad ? 'bad' : value === null ? 'faint' : 'strong',
    steady: value === null,
    says: `The ${label} ${value === null ? 'is not filled yet' : `holds this: ${value}`}.`,
  };
}

function firstRegister(view: HypercallView): Item {
  const { call, registers } = view;
  const result = resultOf(view);
  if (result !== null)
    return register(
      0,
      `result ${result < 0 ? number(result) : plainly(call, result)}: ${result < 0 ? 'refused' : 'good'}`,
      result < 0,
    );
  const about = ABOUT[call.nr];
  const there = call.loaded && registers.rax === BigInt(call.nr);
  return register(0, there ? `call number ${call.nr}${about ? `: ${about}` : ''}` : null);
}

/** A command or a pointer; how far an interrupted call has come stands beside its command. */
function argument(view: HypercallView, id: 'cmd' | 'arg'): Item {
  const { call, struct } = view;
  const own = call[id];
  const nth = id === 'cmd' ? 1 : 2;
  if (!call.loaded && resultOf(view) === null) return register(nth, null);
  if (typeof own === 'bigint')
    return register(nth, struct?.pointed ? 'pointer to the question' : 'pointer to nowhere');
  if (id === 'arg') return register(nth, `length ${own}`);
  const done = call.loaded ? doneOf(view) : 0;
  const about = done > 0 ? `${done} done` : REQUESTS[call.name];
  return register(nth, `request ${own}${about ? `: ${about}` : ''}`);
}

/** The registers to a newcomer: what stands in each that this call uses. */
export function asksDrawn(view: HypercallView): Drawn {
  const phase = phaseOf(view);
  if (phase !== 'call') return leadingUp(view, phase);
  const items = [
    firstRegister(view),
    argument(view, 'cmd'),
    ...(view.call.arg === 0 ? [] : [argument(view, 'arg')]),
  ];
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a user program';
  return {
    title: 'the CPU’s registers',
    says: `The registers that ${who} fills for its call. ${sentences(items)}`,
    body: { kind: 'rows', items, room: 3 },
  };
}

/** What came of it, once the caller has its result. */
function replyOf(view: HypercallView): string | null {
  const { call } = view;
  if (call.result === null) return null;
  return call.result < 0
    ? 'refused'
    : (answerTold(view) ?? (call.name === 'version' ? plainly(call, call.result) : 'done'));
}

/** What the guest wants of Xen, and in the end what it got, in a box of its own while it makes a call. */
export function wishDrawn(view: HypercallView): Drawn | null {
  if (!isCalling(view)) return null;
  const who = view.call.arguments === 'user-mode' ? 'a program' : 'the kernel';
  const wish = ASKS[view.call.name];
  const reply = replyOf(view);
  const items: readonly Item[] = [
    {
      id: 'wish',
      value: wish,
      look: 'strong',
      steady: true,
      says: `Of Xen it asks: ${wish.replace(/\?$/, '')}.`,
    },
    ...(reply === null
      ? []
      : [
          {
            id: 'reply',
            value: `answer: ${reply}`,
            look: 'strong' as const,
            says: `The answer is: ${reply}.`,
          },
        ]),
  ];
  return { title: `${who} asks Xen`, says: sentences(items), body: { kind: 'lines', items } };
}
