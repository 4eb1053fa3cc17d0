/** The keys, in one table: what is shown in the dialog and what is done. They act only inside the widget. */
import type { KeyboardEvent } from 'react';
import { DEPTHS } from '@/engine/index.ts';
import { DEPTH_NAMES } from './model/levels.ts';
import type { Player } from './store.ts';

/** What the keys move: a player, or a race. */
export type Movable = Pick<Player, 'togglePlay' | 'stepBy' | 'nextChapter' | 'previousChapter'> & {
  readonly goTo: (step: number) => void;
  /** A race has one level, and no thread of its own. */
  readonly level?: Player['level'];
  readonly setLevel?: Player['setLevel'];
  readonly threadBy?: Player['threadBy'];
};

interface KeyBinding {
  readonly shown: readonly string[];
  readonly does: string;
  readonly matches: (e: KeyboardEvent) => boolean;
  readonly run: (player: Movable, e: KeyboardEvent, help: () => void) => void;
}

const key =
  (name: string, shift = false) =>
  (e: KeyboardEvent): boolean =>
    e.key === name && e.shiftKey === shift;

function deeper({ level, setLevel }: Movable, by: 1 | -1): void {
  const next = level && DEPTHS[DEPTHS.indexOf(level) + by];
  if (next) setLevel?.(next);
}

export const KEYS: readonly KeyBinding[] = [
  { shown: ['Space'], does: 'Play or pause', matches: key(' '), run: (p, e) => !e.repeat && p.togglePlay() },
  { shown: ['→'], does: 'Next step', matches: key('ArrowRight'), run: (p) => p.stepBy(1) },
  { shown: ['←'], does: 'Previous step', matches: key('ArrowLeft'), run: (p) => p.stepBy(-1) },
  {
    shown: ['Shift', '→'],
    does: 'Next chapter',
    matches: key('ArrowRight', true),
    run: (p) => p.nextChapter(),
  },
  {
    shown: ['Shift', '←'],
    does: 'Previous chapter',
    matches: key('ArrowLeft', true),
    run: (p) => p.previousChapter(),
  },
  { shown: ['Home'], does: 'First step', matches: key('Home'), run: (p) => p.goTo(0) },
  { shown: ['End'], does: 'Last step', matches: key('End'), run: (p) => p.goTo(Number.POSITIVE_INFINITY) },
  { shown: ['.'], does: 'Next step of this thread', matches: key('.'), run: (p) => p.threadBy?.(1) },
  { shown: [','], does: 'Previous step of this thread', matches: key(','), run: (p) => p.threadBy?.(-1) },
  { shown: ['+'], does: 'One level deeper', matches: (e) => e.key === '+', run: (p) => deeper(p, 1) },
  { shown: ['−'], does: 'One level up', matches: (e) => e.key === '-', run: (p) => deeper(p, -1) },
  {
    shown: ['1', '2', '3'],
    does: DEPTHS.map((d) => DEPTH_NAMES[d]).join(', '),
    matches: (e) => ['1', '2', '3'].includes(e.key),
    run: (p, e) => p.setLevel?.(DEPTHS[Number(e.key) - 1] ?? 'story'),
  },
  { shown: ['?'], does: 'These keys', matches: (e) => e.key === '?', run: (_, __, help) => help() },
];

/** In these, and wherever text is edited, every key writes, selects or chooses: none is the widget's. */
const FIELDS = [
  'text',
  'search',
  'number',
  'email',
  'url',
  'tel',
  'password',
  'date',
  'time',
  'color',
  'file',
];

/** What other elements do with a key by themselves is left to them, with Shift or without. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  radio: [' ', 'ArrowLeft', 'ArrowRight'],
  checkbox: [' '],
  button: [' '],
  range: ['ArrowLeft', 'ArrowRight', 'Home', 'End'],
};

/** The slider is the widget's own, and has no use for Shift. */
const ownsWithShift = (kind: string): boolean => kind !== 'range';

function isField(target: EventTarget): boolean {
  if (target instanceof HTMLInputElement) return FIELDS.includes(target.type);
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLElement && target.isContentEditable;
}

function kindOf(target: EventTarget): string {
  if (target instanceof HTMLInputElement) return target.type;
  if (target instanceof HTMLButtonElement) return 'button';
  return target instanceof HTMLElement && target.tagName === 'SUMMARY' ? 'button' : '';
}

export function handleKey(e: KeyboardEvent, player: Movable, help: () => void): void {
  if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || e.nativeEvent.isComposing) return;
  if (e.target instanceof Element && e.target.closest('dialog')) return;
  if (isField(e.target)) return;
  const kind = kindOf(e.target);
  if ((!e.shiftKey || ownsWithShift(kind)) && OWN[kind]?.includes(e.key)) return;
  const binding = KEYS.find((k) => k.matches(e));
  if (!binding) return;
  e.preventDefault();
  binding.run(player, e, help);
}
