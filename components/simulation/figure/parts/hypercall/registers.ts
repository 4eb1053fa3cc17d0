/** What the registers say: their values, and what each of them means at this moment. */
import type { HypercallView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import type { Item } from '../../spec.ts';
import { answerText } from './answer.ts';

export interface RegisterText {
  readonly name: string;
  /** Sixteen digits; the leading zeros apart, because they say nothing. */
  readonly zeros: string;
  readonly digits: string;
  readonly means: string;
  /** It holds an error number. */
  readonly bad: boolean;
  readonly says: string;
}

const NAMES = ['rax', 'rbx', 'rcx', 'rdx', 'rdi', 'rsi'] as const;
type Name = (typeof NAMES)[number];
type Meanings = Partial<Record<Name, string>>;

/** Four letters, where the low half of a register spells some. */
function letters(value: bigint): string | undefined {
  const bytes = [0n, 8n, 16n, 24n].map((shift) => Number((value >> shift) & 0xffn));
  return bytes.every((b) => b >= 0x20 && b < 0x7f) ? `“${String.fromCharCode(...bytes)}”` : undefined;
}

/** A name that CPUID has answered with stands there until something else is loaded. */
const spelt = ({ rbx, rcx, rdx }: HypercallView['registers']): Meanings => ({
  rbx: letters(rbx) ?? '',
  rcx: letters(rcx) ?? '',
  rdx: letters(rdx) ?? '',
});

const isAsking = ({ rip, exit }: HypercallView): boolean => rip.at === 'CPUID' || exit.kind === 'cpuid';

function asking({ registers, exit, rip }: HypercallView): Meanings {
  const answered = rip.on !== 'CPUID' || exit.gates.at(-1)?.state === 'passed';
  return answered ? spelt(registers) : { rax: 'which leaf' };
}

const telling: Meanings = { rcx: 'which register', rax: 'address, low half', rdx: 'high half' };

const MEMORY_OP = 12;
const MULTICALL = 13;

/** How far an interrupted call has come: it stands beside the command, in the same register. */
export const doneOf = ({ call, registers }: HypercallView): number =>
  call.nr === MEMORY_OP ? Number(registers.rdi >> 6n) : 0;

function command(view: HypercallView): string {
  const { call } = view;
  if (call.nr === MULTICALL) return 'where the list is';
  const done = doneOf(view);
  return done > 0 ? `command, ${done} done` : (call.op ?? 'command');
}

function argument({ call, struct }: HypercallView): string {
  if (call.nr === MULTICALL) return 'how many entries';
  if (typeof call.arg === 'number') return call.name === 'console' ? 'length' : '';
  return struct?.pointed ? `where ${struct.name} is` : 'a pointer';
}

function calling(view: HypercallView): Meanings {
  const { registers, call, exit } = view;
  const number = registers.rax === BigInt(call.nr) ? `number: ${call.hypercall}` : '';
  return {
    rax: exit.gates.at(-1)?.value === null ? number : '',
    rdi: command(view),
    rsi: argument(view),
    rdx: registers.rdx === 0n ? '' : 'count',
  };
}

function meanings(view: HypercallView): Meanings {
  if (isAsking(view)) return asking(view);
  if (view.rip.on?.endsWith('WRMSR')) return telling;
  const own = view.call.loaded ? calling(view) : spelt(view.registers);
  const answer = view.exit.kind === 'hypercall' ? view.exit.gates.at(-1)?.value : null;
  return typeof answer === 'number' ? { ...own, rax: `answer: ${answerText(answer)}` } : own;
}

export function registerTexts(view: HypercallView): readonly RegisterText[] {
  const means = meanings(view);
  return NAMES.map((name) => {
    const all = hex(view.registers[name], 16);
    const digits = all.replace(/^0+(?=.)/, '');
    const text = means[name] ?? '';
    return {
      name,
      zeros: all.slice(0, all.length - digits.length),
      digits,
      means: text,
      bad: text.startsWith('answer: -'),
      says: `Register ${name} holds 0x${digits}${text ? `: ${text}` : ''}.`,
    };
  });
}

/** Where RIP is. */
export function ripText({ rip }: HypercallView): string {
  if (rip.on) return rip.on.startsWith('behind') ? rip.on : `on ${rip.on}`;
  return rip.at === '' ? 'in the kernel' : `in ${rip.at}`;
}

/** The registers and RIP as items of a figure. */
export function registerItems(view: HypercallView): readonly Item[] {
  const stays = view.call.preempted && view.rip.on !== null && !view.rip.on.startsWith('behind');
  const rip = `${stays ? 'stays ' : ''}${ripText(view)}`;
  return [
    ...registerTexts(view).map(
      (r): Item => ({
        id: r.name,
        label: r.name,
        value: r.zeros + r.digits,
        note: r.means,
        look: r.bad ? 'bad' : r.digits === '0' ? 'faint' : 'strong',
        says: r.says,
      }),
    ),
    {
      id: 'rip',
      label: 'rip',
      value: rip,
      look: view.rip.on ? 'strong' : 'soft',
      // Only moves onto an instruction that leaves guest mode, or behind it, are worth a light.
      says: `RIP, the next instruction: ${rip}.`,
    },
  ];
}
