'use client';

import type { MouseEvent, ReactNode } from 'react';
import { type StagePlace, useStage } from './stage-context.ts';

interface StageLinkProps {
  readonly place: StagePlace;
  readonly href: string;
  readonly children: ReactNode;
}

/** A link to a place on the stage: this lesson's if there is one, else the simulation's own page. */
export function StageLink({ place, href, children }: StageLinkProps) {
  const stage = useStage();
  const go = (e: MouseEvent): void => {
    if (!stage || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey)
      return;
    e.preventDefault();
    stage.show(place);
    stage.call();
  };
  return (
    <a href={href} onClick={go}>
      {children}
    </a>
  );
}
