/**
 * Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer.
 * Chosen by `npm run cover`; what every step must keep is checked over these.
 */
export const cover: readonly string[] = [
  '',
  'requests=w268435448+16=far direct=off apicv=off',
  'requests=r2048+8 direct=off',
  'requests=w0+8=a,r0+8 queued=9 direct=off',
];
