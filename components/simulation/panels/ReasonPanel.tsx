import { memo } from 'react';
import { chapterAt } from '../model/chapters.ts';
import { reasonOf } from '../model/reason.ts';
import { useContent, useLook, usePlayer } from '../player-context.ts';
import { Reason } from './Reason.tsx';

/** The reason, live. */
export const ReasonPanel = memo(function ReasonPanel() {
  const content = useContent();
  const look = useLook();
  const chapters = usePlayer((p) => p.run.chapters);
  const chapter = chapterAt(chapters, look.step);
  return <Reason step={look.step} {...reasonOf(content, look, chapter)} />;
});
