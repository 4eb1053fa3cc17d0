'use client';

import { useEffect, useRef, useState } from 'react';
import { Choices, type ChoicesProps } from './Choices.tsx';
import styles from './StageLesson.module.css';
import { StageLink } from './StageLink.tsx';
import { type StagePlace, useStage } from './stage-context.ts';

/** A place on the stage, and the address of the simulation's own page there. */
interface Leading extends StagePlace {
  readonly href: string;
}

interface QuestionProps extends Pick<ChoicesProps, 'ask' | 'intro' | 'choices'> {
  /** Where the stage waits until the reader has committed: before the outcome. */
  readonly before: Leading;
  /** The step that is the answer. */
  readonly outcome: Leading;
}

/** A question that hides its outcome: reading it brings the stage before it, committing to an answer brings it there. */
export function QuestionOnStage({ before, outcome, ...question }: QuestionProps) {
  const { watch, show } = useStage() ?? {};
  const part = useRef<HTMLDivElement>(null);
  const [answered, setAnswered] = useState(false);
  const place = answered ? outcome : before;
  const now = useRef<StagePlace>(before);
  now.current = place;
  useEffect(() => {
    if (part.current && watch && show) return watch(part.current, () => show(now.current));
  }, [watch, show]);
  return (
    <div ref={part} className={styles.asked}>
      <Choices
        {...question}
        onCommit={() => {
          setAnswered(true);
          show?.(outcome);
        }}
        after={(committed) => (
          <StageLink place={place} href={place.href}>
            {committed ? 'See what happened on the stage' : 'Show the moment of the question on the stage'}
          </StageLink>
        )}
      />
    </div>
  );
}
