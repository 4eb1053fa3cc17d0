/** What every command of the command line is. */
export interface Command {
  readonly name: string;
  /** Arguments, as in `trace <scenario> [--param k=v]…`. */
  readonly usage: string;
  readonly summary: string;
  /** Options and what they do, one line each. */
  readonly options: readonly (readonly [option: string, what: string])[];
  /** Gives the exit code. Bad input is an InputError. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Exit codes: everything agreed; something did not; the input was bad; a defect of this program. */
export const OK = 0;
export const DIFFERENT = 1;
export const BAD_INPUT = 2;
export const DEFECT = 70;
