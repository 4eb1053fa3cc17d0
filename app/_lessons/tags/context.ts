import type { WordedScenario } from '@/content/scenarios/index.ts';
import type { Lesson } from '../lessons.ts';

/** What every tag of a lesson gets besides its attributes. */
export interface TagContext {
  readonly lesson: Pick<Lesson, 'cited' | 'terms' | 'stages' | 'asked'>;
  /** The scenario whose runs the lesson counts and shows, unless the tag names another. */
  readonly scenario: WordedScenario;
}
