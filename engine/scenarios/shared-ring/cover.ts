/** Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer. */
export const cover: readonly string[] = [
  '',
  'requests=6 slots=2 batch=2',
  'requests=3 slots=1 consumer=awake',
  'requests=9 slots=4 batch=4',
];
