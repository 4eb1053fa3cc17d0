import type { WordedScenario } from '@/content/scenarios/index.ts';
import type { Lesson } from '../lessons.ts';

/** What every tag of a lesson gets besides its attributes. */
export interface TagContext {
  readonly lesson: Pick<Lesson, 'cited'>;
  /** The scenario whose runs the lesson counts and shows. */
  readonly scenario: WordedScenario;
}
