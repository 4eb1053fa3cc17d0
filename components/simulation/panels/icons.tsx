/** The transport's signs, drawn on a 16 × 16 grid. */
const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  next: 'M4 2.5v11l7-5.5zM11 2.5h1.6v11H11z',
  previous: 'M12 2.5v11L5 8zM3.4 2.5H5v11H3.4z',
  nextChapter: 'M2 2.5v11L8 8zM8 2.5v11L14 8z',
  previousChapter: 'M14 2.5v11L8 8zM8 2.5v11L2 8z',
  first: 'M2 2.5h1.6v11H2zM9 2.5v11L3.8 8zM14.2 2.5v11L9 8z',
  last: 'M14 2.5h-1.6v11H14zM7 2.5v11L12.2 8zM1.8 2.5v11L7 8z',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} fill="currentColor" />
  </svg>
);
