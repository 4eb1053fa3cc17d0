'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import styles from './StageLesson.module.css';
import { StageLink } from './StageLink.tsx';
import { type StagePlace, useStage } from './stage-context.ts';

interface PassageProps {
  readonly id: string;
  readonly title: string;
  readonly place: StagePlace;
  /** The simulation's own page at this moment, for readers without scripts and for a new tab. */
  readonly href: string;
  /** How the stage is read here, where it shows more than the story. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** A passage of the text with its moment on the stage: reading it brings the stage there, and so does its title. */
export function PassageOnStage({ id, title, place, href, note, children }: PassageProps) {
  const { watch, show } = useStage() ?? {};
  const passage = useRef<HTMLElement>(null);
  useEffect(() => {
    if (passage.current && watch && show) return watch(passage.current, () => show(place));
  }, [watch, show, place]);
  return (
    <section ref={passage} id={id} className={styles.passage}>
      <h3>
        <StageLink place={place} href={href}>
          {title}
        </StageLink>
      </h3>
      {note !== undefined && (
        <p>
          <small>{note}</small>
        </p>
      )}
      {children}
    </section>
  );
}
