/**
 * What somebody is told who teaches with a simulation. What answers is not typed in here: it is what the run tells at
 * the moment, or what a question of the simulation replies to a wrong answer.
 */
export interface Asked {
  /** A moment of the story. */
  readonly at: string;
  /** Parameters of the run, as in an address, with spaces between; without them the run is the default one. */
  readonly params?: string;
}

/** To be asked before the moment is shown. */
export interface ClassQuestion extends Asked {
  readonly ask: string;
}

export interface Misconception extends Asked {
  /** What people say who have it. */
  readonly belief: string;
  /** The question and the option whose reply corrects it, where what the moment tells does not. */
  readonly reply?: readonly [question: string, option: string];
}

export interface Guide {
  /** What it is for, and what a class needs before. */
  readonly purpose: string;
  readonly questions: readonly [ClassQuestion, ClassQuestion, ClassQuestion];
  /** Two or three. */
  readonly misconceptions: readonly Misconception[];
}
