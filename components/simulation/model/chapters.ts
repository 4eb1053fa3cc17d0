/** Chapters are the moments of a run, in order. */
import type { History } from '@/engine/index.ts';

export interface Chapter {
  readonly id: string;
  readonly nth: number;
  readonly step: number;
}

/** Occurrences at distinct steps; of several at one step the last named wins. */
export function chaptersOf(history: History): readonly Chapter[] {
  const byStep = new Map<number, Chapter>();
  for (const { id, nth, step } of history.occurrences) byStep.set(step, { id, nth, step });
  return [...byStep.values()];
}

/** The chapter that a step belongs to, or undefined before the first. */
export const chapterAt = (chapters: readonly Chapter[], step: number): Chapter | undefined =>
  chapters.findLast((c) => c.step <= step);

/** Where the next chapter begins; past the last one, the end. */
export const nextChapter = (chapters: readonly Chapter[], step: number, end: number): number =>
  chapters.find((c) => c.step > step)?.step ?? end;

/** Where the chapter before `step` begins; before the first one, the start. */
export const previousChapter = (chapters: readonly Chapter[], step: number): number =>
  chapters.findLast((c) => c.step < step)?.step ?? 0;

/** The nearest following occurrence of a moment, or its first. */
export function chapterNamed(chapters: readonly Chapter[], id: string, step: number): Chapter | undefined {
  const all = chapters.filter((c) => c.id === id);
  return all.find((c) => c.step > step) ?? all[0];
}
