/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const CALLS = [
  'version',
  'features',
  'send',
  'status',
  'poll',
  'set-param',
  'memory',
  'multicall',
  'console',
  'mmu-update',
  'iret',
];
const ARGUMENTS = ['good', 'bad-pointer', 'read-only', 'bad-value', 'forbidden', 'user-mode'];
export const wide: readonly string[] = CALLS.flatMap((call) =>
  ARGUMENTS.flatMap((args) =>
    [
      '',
      'how=direct vendor=amd',
      'viridian=on preempt=on',
      'how=page-misaligned',
      'how=page-nowhere vendor=amd',
    ].map((more) => `call=${call} arguments=${args} ${more}`),
  ),
);
