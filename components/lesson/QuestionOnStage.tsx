'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
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

/**
 * A question that hides its outcome: reading it brings the stage before it, where the stage waits; committing to an answer
 * brings it to the step that is the answer, and so does skipping, here or on the stage.
 */
export function QuestionOnStage({ before, outcome, ...question }: QuestionProps) {
  const { watch, show, ask } = useStage() ?? {};
  const part = useRef<HTMLDivElement>(null);
  const [end, setEnd] = useState<'answered' | 'skipped'>();
  const reveal = useCallback(
    (how: 'answered' | 'skipped'): void => {
      setEnd(how);
      show?.(outcome);
    },
    [show, outcome],
  );
  const place = useMemo<Leading>(
    () => (end ? outcome : { ...before, hold: { skip: () => reveal('skipped') } }),
    [end, before, outcome, reveal],
  );
  const now = useRef(place);
  now.current = place;
  useEffect(() => {
    if (part.current && watch && show) return watch(part.current, () => show(now.current));
  }, [watch, show]);
  useEffect(() => (end ? undefined : ask?.(before.stage)), [ask, end, before.stage]);
  return (
    <div ref={part} className={styles.asked}>
      <Choices
        {...question}
        onCommit={() => reveal('answered')}
        onSkip={() => reveal('skipped')}
        skipped={end === 'skipped'}
        after={(settled) => (
          <StageLink place={place} href={place.href}>
            {settled ? 'See what happened on the stage' : 'Show the moment of the question on the stage'}
          </StageLink>
        )}
      />
    </div>
  );
}
