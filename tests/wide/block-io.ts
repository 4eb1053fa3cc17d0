/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const REQUESTS = [
  'w2048+8=Ringside',
  'r2048+8',
  'w0+8=a*40',
  'r0+8*40',
  'w0+96=indirect',
  'r0+96',
  'w8+3=odd,r8+3',
  'w0+512=long,r0+512',
];
const GUESTS = [
  'platform=pv',
  'platform=pvh',
  'platform=pvh delivery=callback-vector',
  '',
  'delivery=callback-vector',
  'delivery=intx',
];
const GRANTS = ['', 'persistent=off'];
const OTHERS = [
  '',
  'apicv=off',
  'queued=40',
  'indirect=off',
  'apicv=off queued=40 indirect=off',
  'ring-pages=2 queued=64',
];

/** Parameters as the pairs of an address, separated by spaces. */
export const wide: readonly string[] = REQUESTS.flatMap((requests) =>
  GUESTS.flatMap((guest) =>
    GRANTS.flatMap((grant) => OTHERS.map((other) => [`requests=${requests}`, guest, grant, other].join(' '))),
  ),
);
