/** What the race of the front page is told: words and counts, made while the page is made. */
import type { Guess } from './guess.ts';
import type { Way } from './way.ts';

export interface GuessOption extends Guess {
  readonly text: string;
}

export interface RaceWay {
  readonly id: string;
  readonly name: string;
  /** What an expert calls it. */
  readonly kind: string;
  /** Who is called. */
  readonly below: string;
  readonly way: Way;
  /** Sentences by where the guest's processor is; `{n}` and `{total}` are calls. */
  readonly start: string;
  readonly call: string;
  readonly disk: string;
  readonly end: string;
  /** By guess. */
  readonly replies: Readonly<Record<string, string>>;
}

export interface HomeRaceWords {
  readonly guesses: readonly GuessOption[];
  readonly guest: string;
  readonly token: string;
  readonly tokenShort: string;
  readonly disk: string;
  readonly written: string;
  readonly scale: string;
  readonly units: { readonly ask: string; readonly run: string; readonly one: string; readonly many: string };
  readonly ratio: string;
  readonly title: string;
  readonly commit: string;
  readonly show: string;
  readonly skip: string;
  readonly again: string;
  readonly right: string;
  readonly running: string;
  readonly ended: string;
  readonly calls: { readonly one: string; readonly many: string };
}

/** The text with each `{name}` replaced. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
