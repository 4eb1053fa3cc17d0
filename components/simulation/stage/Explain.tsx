import type { ReactNode } from 'react';

interface ExplainProps {
  /** What it is and what it holds, in one sentence. */
  readonly text: string;
  /** Reached by keyboard and announced. Parts of something that is reached need not be. */
  readonly stop?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A drawn thing that explains itself: the stage shows its text under the drawing on hover, focus and tap. */
export const Explain = ({ text, stop = false, className, children }: ExplainProps) =>
  stop ? (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it does nothing but explain, and what shows on hover must show on focus
    <g data-explain={text} className={className} role="img" aria-label={text} tabIndex={0}>
      {children}
    </g>
  ) : (
    <g data-explain={text} className={className}>
      {children}
    </g>
  );
