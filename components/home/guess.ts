/** A guess at how often: a range of counts, so that it does not give the answer away. */
export interface Guess {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

export const isRight = ({ from, to }: Guess, count: number): boolean => from <= count && count <= to;
