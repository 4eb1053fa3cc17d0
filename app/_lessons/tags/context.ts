import type { WordedScenario } from '@/content/scenarios/index.ts';
import type { Lesson } from '../lessons.ts';

/** What every tag of a lesson knows without being told in the text. */
export interface TagContext {
  readonly lesson: Pick<Lesson, 'cited'>;
  /** The scenario whose runs the lesson counts and shows. */
  readonly scenario: WordedScenario;
}
