/** What is said of the step just executed. */
import type { SimulationContent } from '../content.ts';
import type { Chapter } from './chapters.ts';
import type { Look } from './look.ts';

export interface ReasonText {
  readonly title: string;
  readonly text: string;
}

/** The narration of the executed line; where there is none yet, the line itself. */
export function reasonOf(content: SimulationContent, look: Look, chapter: Chapter | undefined): ReasonText {
  const title = chapter
    ? (content.moments[chapter.id] ?? chapter.id)
    : (content.moments.start ?? 'Before the first step');
  const { record } = look;
  if (!record) return { title, text: content.narration.start ?? 'Step forward to execute the first line.' };
  return { title, text: content.narration[`${record.procedure}.${record.label}`] ?? record.text };
}
