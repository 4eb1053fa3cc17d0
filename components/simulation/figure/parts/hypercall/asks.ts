/** What the guest asks of Xen at this moment, and what it has been answered, in plain words. */
import type { HypercallView } from '@/engine/index.ts';
import { type Drawn, type Item, sentences } from '../../spec.ts';
import { answerText } from './answer.ts';

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
function phaseOf({ platform, page, exit, call }: HypercallView): Phase {
  if (call.loaded || call.result !== null) return 'call';
  if (platform.version === null) return 'who';
  if (page.gpa === null || page.state === 'stubs') return exit.kind === 'wrmsr' ? 'page' : 'call';
  return 'page';
}
/** The call itself is what it is about, and not what leads up to it. */
export const isCalling = (view: HypercallView): boolean => phaseOf(view) === 'call';

type Answer = readonly [value: string, look: NonNullable<Item['look']>, says: string];
const NONE: Answer = ['none yet', 'faint', 'There is no answer yet.'];

function answerOf(view: HypercallView, phase: Phase): Answer {
  const { blocks, exit, page } = view;
  if (phase === 'who') {
    const name = blocks.at(-1)?.signature;
    if (name === undefined) return NONE;
    return name.startsWith('Xen')
      ? ['I am Xen', 'strong', 'The answer is Xen’s name.']
      : ['another name', 'soft', 'The answer is not Xen’s name.'];
  }
  if (phase === 'page') {
    if (exit.gates.some((g) => g.state === 'refused')) return ['refused', 'bad', 'The page is refused.'];
    return page.state === 'empty' ? NONE : ['done', 'strong', 'The page is filled.'];
  }
  const value = exit.kind === 'hypercall' ? exit.gates.at(-1)?.value : null;
  if (typeof value !== 'number') return NONE;
  const says = `The answer is ${answerText(value)}.`;
  return value < 0 ? ['refused', 'bad', says] : ['good', 'strong', says];
}

export function asksDrawn(view: HypercallView): Drawn {
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a user program';
  const phase = phaseOf(view);
  const asks = { who: 'who is there?', page: 'fill this page', call: ASKS[view.call.name] }[phase];
  const [value, look, says] = answerOf(view, phase);
  const items = [
    { id: 'asks', label: 'asks', value: asks, says: `It asks: ${asks.replace(/\?$/, '')}.` },
    { id: 'answer', label: 'answer', value, look, says },
  ];
  return {
    title: 'the guest asks',
    aside: who,
    says: `What ${who} asks of Xen. ${sentences(items)}`,
    body: { kind: 'rows', items },
  };
}
