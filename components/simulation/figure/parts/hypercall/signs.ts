import type { Item } from '../../spec.ts';

/** The signs of the figure, the same wherever something is checked. */
export const SIGNS = { ahead: '·', now: '▸', passed: '✓', refused: '✗', again: '↻', answer: '→' } as const;
export const MEANINGS = {
  ahead: 'still to come',
  now: 'being looked at',
  passed: 'good',
  refused: 'refused',
  again: 'to be made again',
  answer: 'goes to the guest',
} as const;

/** How a check stands in its row. What is still to come is no news where it appears. */
export const standing = (
  state: keyof typeof SIGNS,
  bad = state === 'refused',
): Required<Pick<Item, 'sign' | 'look' | 'steady'>> => ({
  sign: SIGNS[state],
  look: bad ? 'bad' : state === 'ahead' ? 'faint' : 'strong',
  steady: state === 'ahead',
});
