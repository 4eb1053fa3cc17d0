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
