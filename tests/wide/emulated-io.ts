/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const REQUESTS = [
  'w2048+8=Ringside',
  'r2048+8',
  'w0+8=a*3',
  'w2051+7=odd,r2051+7',
  'w0+300=long,r0+300',
  'w268435448+16=far',
];
export const wide: readonly string[] = REQUESTS.flatMap((requests) =>
  ['', 'direct=off'].flatMap((file) =>
    ['', 'apicv=off', 'queued=3'].map((other) => [`requests=${requests}`, file, other].join(' ')),
  ),
);
