/** What is said of the step just executed. */
import type { StepRecord } from '@/engine/index.ts';
import type { SimulationContent, Why } from '../content.ts';
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
  if (!record) return { title, text: 'Step forward to execute the first line.' };
  return {
    title,
    text: textOf(content.narration[`${record.procedure}.${record.label}`] ?? record.text, record),
  };
}

/** Was the line looked at and passed over, because its condition did not hold? */
export const isPassed = (record: StepRecord): boolean => record.effects.some((e) => e.kind === 'passed');

/** The text that is true of the way the step went. One that stands for both ways must not claim what was not done. */
function textOf(why: Why, record: StepRecord): string {
  if (!isPassed(record)) return typeof why === 'string' ? why : why.holds;
  if (typeof why !== 'string') return why.passed;
  const passed = 'Looked at and passed over: its condition does not hold.';
  // A line whose text has not come yet says only that.
  return why === '' ? passed : `${passed} What the line is for: ${why}`;
}
