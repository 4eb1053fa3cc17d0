/** The checks of the exit at hand, in words. */
import type { Gate, GateState, HypercallView } from '@/engine/index.ts';
import { hex, number } from '../../../model/format.ts';
import { answerText } from './answer.ts';
import { MEANINGS } from './signs.ts';

export interface GateText {
  readonly id: string;
  readonly state: GateState;
  /** What is checked, in plain words, and as the real code has it. */
  readonly label: string;
  readonly term: string;
  readonly value: string;
  readonly bad: boolean;
  readonly says: string;
}

const wide = (v: Gate['value']): string => (typeof v === 'number' ? `0x${hex(v)}` : (v ?? ''));
const PAGE = 4096;

type Texts = Readonly<
  Record<Gate['id'], (gate: Gate) => readonly [label: string, term: string, value: string]>
>;
const TEXTS: Texts = {
  privilege: ({ value }) => ['is the kernel calling?', 'CPL', value === 0 ? '0' : String(value ?? '')],
  number: ({ value }) => ['is there this call?', 'number', String(value ?? '')],
  function: ({ value }) => ['the call itself', '', value === null ? 'an empty slot' : String(value)],
  result: ({ value }) => ['answer', 'answer', typeof value === 'number' ? answerText(value) : ''],
  leaf: ({ value }) => ['what is asked', 'leaf', wide(value)],
  block: ({ value, state }) => ['who answers', 'who answers', state === 'ahead' ? '' : String(value ?? '')],
  answer: ({ value }) => [
    'answer',
    'answer',
    typeof value === 'string' ? `“${value}”` : value === null ? '' : number(value),
  ],
  msr: ({ value }) => ['which register', 'MSR', wide(value)],
  start: ({ value }) => ['begins at a page', 'offset in page', wide(value)],
  ram: ({ value }) => [
    'is the page memory?',
    'frame',
    typeof value === 'number' ? `0x${hex(Math.floor(value / PAGE))}` : '',
  ],
  fill: ({ state }) => ['the page', 'page', state === 'passed' ? 'filled' : ''],
};

const TITLES: Readonly<Record<HypercallView['exit']['kind'], string>> = {
  hypercall: 'Xen checks the call',
  cpuid: 'Xen answers',
  wrmsr: 'Xen checks the page',
};
/** What the exit is, by the names of the manuals. */
const TERMS: typeof TITLES = {
  hypercall: 'Xen checks a hypercall',
  cpuid: 'Xen answers CPUID',
  wrmsr: 'Xen checks the MSR write',
};
/** Xen does not know of an exit, and no call has been made: what is drawn is the way that one will take. */
export const isIdle = ({ exit }: HypercallView): boolean =>
  !exit.read && exit.gates.every((g) => g.state === 'ahead');
export const gatesTitle = (view: HypercallView, deep: boolean): string =>
  view.exit.inXen
    ? view.exit.read
      ? (deep ? TERMS : TITLES)[view.exit.kind]
      : 'Xen asks what it was'
    : isIdle(view)
      ? deep
        ? 'the way of a hypercall'
        : 'Xen waits'
      : 'Xen checked the call';

/** One gate is refused, and its sign says so: the answer that follows is bad news too. */
export const gateTexts = ({ exit }: HypercallView): readonly GateText[] =>
  exit.gates.map((gate) => {
    const [label, term, value] = TEXTS[gate.id](gate);
    const bad = gate.state === 'refused' || (gate.id === 'result' && Number(gate.value) < 0);
    return {
      id: gate.id,
      state: gate.state,
      label,
      term,
      value,
      bad,
      says: `The check ${[term, value].filter((t) => t !== '').join(' ') || label}: ${MEANINGS[gate.state]}.`,
    };
  });
