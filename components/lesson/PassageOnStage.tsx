'use client';

import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import styles from './StageLesson.module.css';
import { type StageRequest, useStage } from './stage-context.ts';

interface PassageProps {
  readonly id: string;
  readonly title: string;
  readonly pairs: StageRequest['pairs'];
  /** The simulation's own page at this moment, for readers without scripts and for a new tab. */
  readonly href: string;
  readonly children: ReactNode;
}

/** A passage of the text with its moment on the stage: reading it brings the stage there, and so does its title. */
export function PassageOnStage({ id, title, pairs, href, children }: PassageProps) {
  const stage = useStage();
  const passage = useRef<HTMLElement>(null);
  const { watch, show } = stage ?? {};
  useEffect(() => {
    if (passage.current && watch && show) return watch(passage.current, () => show(pairs, title));
  }, [watch, show, pairs, title]);
  return (
    <section ref={passage} id={id} className={styles.passage}>
      <h3>
        <StageLink pairs={pairs} href={href}>
          {title}
        </StageLink>
      </h3>
      {children}
    </section>
  );
}

/** A link to a place on the stage: this lesson's if there is one, else the simulation's own page. */
export function StageLink({ pairs, href, children }: Pick<PassageProps, 'pairs' | 'href' | 'children'>) {
  const stage = useStage();
  const go = (e: MouseEvent): void => {
    if (!stage || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey)
      return;
    e.preventDefault();
    stage.show(pairs);
  };
  return (
    <a href={href} onClick={go}>
      {children}
    </a>
  );
}
