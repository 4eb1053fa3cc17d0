/**
 * Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer.
 * Chosen by `npm run cover`; what every step must keep is checked over these.
 */
export const cover: readonly string[] = [
  '',
  'requests=r2048+8 persistent=off delivery=intx apicv=off',
  'requests=w8+3=odd,r8+3 queued=40 platform=pvh delivery=callback-vector',
  'requests=w0+96=indirect delivery=intx',
  'requests=w8+3=odd,r8+3 platform=pvh apicv=off',
  'requests=w0+96=indirect persistent=off platform=pv',
  'requests=w0+8=a*40 queued=40 platform=pv',
];
