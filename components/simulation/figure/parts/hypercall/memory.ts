/** What the guest's kernel knows and hands over, and what Xen keeps in mind beside the call, as items of a figure. */
import type { HypercallView } from '@/engine/index.ts';
import { hex, written } from '../../../model/format.ts';
import type { Drawn, Item } from '../../spec.ts';
import { answerText } from './answer.ts';
import { SIGNS } from './signs.ts';

/** What each leaf has told the kernel; without a value it has not asked, or has not noted it. */
export function factItems({ blocks, platform, page }: HypercallView): readonly Item[] {
  const { base, version, msr } = platform;
  const leaf = (i: number): string => (base === null ? `base + ${i}` : `0x${hex(base + i)}`);
  const facts: readonly (readonly [from: string, what: string])[] = [
    ...(blocks.length > 0
      ? blocks.map((b) => [`0x${hex(b.leaf)}`, `“${b.signature}”`] as const)
      : [['0x40000000', ''] as const]),
    [leaf(1), version === null ? '' : `Xen ${version >>> 16}.${version & 0xffff}`],
    page.gpa === null ? ['page', 'not wanted'] : [leaf(2), msr === null ? '' : `MSR 0x${hex(msr)}`],
  ];
  return facts.map(([from, what], i) => ({
    id: String(i),
    label: from,
    value: what || 'not asked',
    look: what ? 'strong' : 'faint',
    says: `CPUID leaf ${from}: ${what || 'not asked yet'}.`,
  }));
}

const registerOf = ({ name }: HypercallView['call']): string => (name === 'multicall' ? 'rdi' : 'rsi');

/** Title, place and sentence of the structure; undefined where the call has none. */
export function structTexts({
  call,
  struct,
}: HypercallView): Pick<Drawn, 'title' | 'aside' | 'says'> | undefined {
  if (!struct) return undefined;
  const name = `${struct.name}${struct.readOnly ? ', read-only' : ''}`;
  const elsewhere = call.loaded && !struct.pointed;
  return {
    title: `${name}${call.loaded && struct.pointed ? ` ← ${registerOf(call)}` : ''}`,
    aside: elsewhere ? `${registerOf(call)} points elsewhere` : `0x${hex(struct.va)}`,
    says: `The structure ${name} lies at 0x${hex(struct.va)} in the guest’s memory.`,
  };
}

/** Fields into which Xen writes its answer. */
const ANSWERS = ['submap', 'status'];
const field = ({ struct }: HypercallView, name: string): number =>
  Number(struct?.fields.find((f) => f.name === name)?.value ?? 0);
/** Xen has written its answer into the guest's memory. */
export const isAnswered = (view: HypercallView): boolean =>
  (view.call.name === 'features' || view.call.name === 'status') &&
  (view.exit.inXen || view.call.result !== null || view.exit.gates.at(-1)?.value !== null) &&
  ANSWERS.some((name) => field(view, name) !== 0);

/** What the guest wants by a hypercall. */
export const ASKS: Readonly<Record<HypercallView['call']['name'], string>> = {
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

/** What the question says, where it is more than that there is one. */
export function questionOf(view: HypercallView): string {
  switch (view.call.name) {
    case 'features':
      return ASKS.features;
    case 'memory':
      return `${field(view, 'nr_extents')} pages, by list`;
    case 'multicall':
      return `${view.entries.length} requests`;
    case 'send':
    case 'status':
      return `channel ${field(view, 'port')}`;
    default:
      return 'written';
  }
}

/** What Xen can be for a channel, in the order of EVTCHNSTAT_*. */
const STATUSES = ['no channel', 'nobody’s yet', 'tied to dom0', 'a device’s', 'Xen’s', 'its own'];
const bitsIn = (word: number): number => word.toString(2).replaceAll('0', '').length;

/** An entry of a list whose result stands beside it. */
export const isWorkedOff = ({ state, result }: HypercallView['entries'][number]): boolean =>
  state === 'done' || result !== 0n;

/** What Xen has written, in words; undefined where it has not, or for a call that is answered by its result alone. */
export function answerTold(view: HypercallView): string | undefined {
  const { call, entries } = view;
  if (call.name === 'multicall') return `${entries.filter(isWorkedOff).length} of ${entries.length} done`;
  if (!isAnswered(view)) return undefined;
  return call.name === 'status'
    ? (STATUSES[field(view, 'status')] ?? '')
    : `${bitsIn(field(view, 'submap'))} abilities`;
}

/** Question and answer where the guest has them, in words. */
export function structWords(view: HypercallView): readonly Item[] {
  const { call } = view;
  const value = call.prepared ? questionOf(view) : 'none yet';
  const question: Item = {
    id: 'question',
    label: 'question',
    value,
    look: call.prepared ? 'strong' : 'faint',
    says: `The question: ${value.replace(/\?$/, '')}.`,
  };
  if (!['multicall', 'features', 'status'].includes(view.call.name)) return [question];
  const answer = answerTold(view);
  return [
    question,
    {
      id: 'answer',
      label: 'Xen’s answer',
      value: answer ?? 'none yet',
      look: answer === undefined ? 'faint' : 'strong',
      says: answer === undefined ? 'There is no answer yet.' : `Xen has answered: ${answer}.`,
    },
  ];
}

export const fieldItems = ({ struct }: HypercallView): readonly Item[] =>
  (struct?.fields ?? []).map((f) => ({
    id: f.name,
    label: f.name,
    value: f.bytes.map((b) => hex(b, 2)).join(' '),
    look: f.value === 0 || f.value === 0n ? 'faint' : 'plain',
    says: `The field ${f.name} is ${written(struct?.name ?? '', f.name, f.value)}.`,
  }));

const STATES = { ahead: 'is to come', now: 'is Xen’s at this moment', done: 'is done' } as const;
const ENTRY_SIGNS = { ahead: SIGNS.ahead, now: SIGNS.now, done: SIGNS.passed } as const;

/** A multicall's list: what is to be called, and what came of it. */
export const entryItems = ({ entries }: HypercallView): readonly Item[] =>
  entries.map((e, i) => {
    const result =
      e.state === 'done' || e.result !== 0n ? answerText(Number(BigInt.asIntN(64, e.result))) : '';
    return {
      id: String(i),
      sign: ENTRY_SIGNS[e.state],
      label: e.name,
      value: result,
      look: result.startsWith('-') ? 'bad' : 'strong',
      says: `Entry ${i}, ${e.name}, ${STATES[e.state]}${result ? `, result ${result}` : ''}.`,
    };
  });

const yes = (on: boolean): string => (on ? 'yes' : 'no');

/** What Xen keeps in mind beside the call: what waits, and what the call has done to the guest. */
export function waitItems({ call, frames, dom0Pending }: HypercallView): readonly Item[] {
  const facts: readonly (readonly [name: string, value: string, on: boolean])[] = [
    ['softirq waits', yes(call.softirq), call.softirq],
    ['cut short', yes(call.preempted), call.preempted],
    call.name === 'send'
      ? ['at dom0', dom0Pending ? 'pending' : 'clear', dom0Pending]
      : call.name === 'multicall'
        ? ['multicall', yes(call.inMulticall), call.inMulticall]
        : ['guest pages', String(frames), false],
  ];
  return facts.map(([name, value, on]) => ({
    id: name,
    label: name,
    value,
    look: on ? 'strong' : 'faint',
    says: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${value}.`,
  }));
}
