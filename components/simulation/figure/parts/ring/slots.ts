/** How a slot's state looks and what it is called. Capital letters are published, small ones still private. */
import type { SlotState } from '@/engine/index.ts';
import type { Tone } from '../../../model/worlds.ts';
import type { KeyEntry } from '../../spec.ts';

export interface SlotLook {
  readonly glyph: string;
  readonly name: string;
  readonly tone: Tone;
  /** Hatched: private to one side. Solid: published to the other. */
  readonly fill: 'none' | 'hatch' | 'solid';
}

export const SLOT_LOOKS: Readonly<Record<SlotState, SlotLook>> = {
  free: { glyph: '', name: 'free', tone: 'shared', fill: 'none' },
  filling: { glyph: 'q', name: 'request, not yet published', tone: 'guest', fill: 'hatch' },
  request: { glyph: 'Q', name: 'request, published', tone: 'guest', fill: 'solid' },
  consumed: { glyph: '·', name: 'taken by the backend', tone: 'host', fill: 'none' },
  answering: { glyph: 'a', name: 'answer, not yet published', tone: 'host', fill: 'hatch' },
  response: { glyph: 'A', name: 'answer, published', tone: 'host', fill: 'solid' },
};

/** The key to the slots' signs. */
export const SLOT_KEY: readonly KeyEntry[] = [
  ...(['filling', 'request', 'answering', 'response'] as const).map((state) => ({
    sign: SLOT_LOOKS[state].glyph,
    means: SLOT_LOOKS[state].name,
    tone: SLOT_LOOKS[state].tone,
    look: SLOT_LOOKS[state].fill === 'hatch' ? ('private' as const) : ('published' as const),
  })),
  { sign: '·', means: SLOT_LOOKS.consumed.name, tone: 'host', look: 'taken' },
];
