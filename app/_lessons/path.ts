/** The lessons in the order of learning: those of the path that are written, and where each leads. */
import { LESSONS } from '@/content/course.ts';
import { type Lesson, loadLessons } from './lessons.ts';

export interface PathStop {
  readonly lesson: Lesson;
  /** Its place among those that are written, from 1. */
  readonly place: number;
}

export interface PathPart {
  readonly title: string;
  readonly why: string;
  readonly stops: readonly PathStop[];
}

/** Parts without a lesson are left out. Throws where a lesson is on no part of the path: nobody would find it. */
export async function pathOfLessons(): Promise<readonly PathPart[]> {
  const written = new Map((await loadLessons()).map((lesson) => [lesson.slug, lesson]));
  const order = LESSONS.flatMap((part) => part.lessons).filter((slug) => written.has(slug));
  const lost = [...written.keys()].filter((slug) => !order.includes(slug));
  if (lost.length > 0) throw new Error(`No part of the path in content/course.ts has ${lost.join(', ')}.`);
  return LESSONS.map(({ title, why, lessons }) => ({
    title,
    why,
    stops: lessons.flatMap((slug) => {
      const lesson = written.get(slug);
      return lesson ? [{ lesson, place: order.indexOf(slug) + 1 }] : [];
    }),
  })).filter(({ stops }) => stops.length > 0);
}
