/** The aims of a request, in the same words on every platform: they are what makes systems comparable. */
export const REQUEST_GOALS = {
  fill: 'Fill the request',
  publish: 'Make it visible',
  ring: 'Ring if needed',
  work: 'Do the work',
  answer: 'Answer',
  tell: 'Tell the guest',
} as const;
