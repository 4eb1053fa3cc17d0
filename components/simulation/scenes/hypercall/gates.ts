/** The checks of the exit at hand, in words. */
import type { Gate, GateState, HypercallView } from '@/engine/index.ts';
import { hex, number } from '../../model/format.ts';
import { answerText } from './answer.ts';
import { MEANINGS } from './signs.ts';

export interface GateText {
  readonly id: string;
  readonly state: GateState;
  readonly label: string;
  readonly value: string;
  readonly bad: boolean;
  readonly says: string;
}

const wide = (v: Gate['value']): string => (typeof v === 'number' ? `0x${hex(v)}` : (v ?? ''));
const PAGE = 4096;

type Texts = Readonly<Record<Gate['id'], (gate: Gate) => readonly [label: string, value: string]>>;
const TEXTS: Texts = {
  privilege: ({ value }) => ['CPL', value === 0 ? '0' : String(value ?? '')],
  number: ({ value }) => ['number', String(value ?? '')],
  function: ({ value }) => ['', value === null ? 'an empty slot' : String(value)],
  result: ({ value }) => ['answer', typeof value === 'number' ? answerText(value) : ''],
  leaf: ({ value }) => ['leaf', wide(value)],
  block: ({ value, state }) => ['who answers', state === 'ahead' ? '' : String(value ?? '')],
  answer: ({ value }) => [
    'answer',
    typeof value === 'string' ? `“${value}”` : value === null ? '' : number(value),
  ],
  msr: ({ value }) => ['MSR', wide(value)],
  start: ({ value }) => ['offset in page', wide(value)],
  ram: ({ value }) => ['frame', typeof value === 'number' ? `0x${hex(Math.floor(value / PAGE))}` : ''],
  fill: ({ state }) => ['page', state === 'passed' ? 'filled' : ''],
};

const TITLES: Readonly<Record<HypercallView['exit']['kind'], string>> = {
  hypercall: 'Xen checks a hypercall',
  cpuid: 'Xen answers CPUID',
  wrmsr: 'Xen checks the MSR write',
};
/** Xen does not know of an exit, and no call has been made: what is drawn is the way that one will take. */
export const isIdle = ({ exit }: HypercallView): boolean =>
  !exit.read && exit.gates.every((g) => g.state === 'ahead');
export const gatesTitle = (view: HypercallView): string =>
  view.exit.inXen
    ? view.exit.read
      ? TITLES[view.exit.kind]
      : 'Xen asks what it was'
    : isIdle(view)
      ? 'the way of a hypercall'
      : 'Xen checked the call';

/** One gate is refused, and its sign says so: the answer that follows is bad news too. */
export const gateTexts = ({ exit }: HypercallView): readonly GateText[] =>
  exit.gates.map((gate) => {
    const [label, value] = TEXTS[gate.id](gate);
    const bad = gate.state === 'refused' || (gate.id === 'result' && Number(gate.value) < 0);
    return {
      id: gate.id,
      state: gate.state,
      label,
      value,
      bad,
      says: `${[label, value].filter((t) => t !== '').join(' ') || gate.id}: ${MEANINGS[gate.state]}.`,
    };
  });
