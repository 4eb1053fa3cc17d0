export interface Term {
  readonly term: string;
  /** One sentence. */
  readonly means: string;
  /** Key of the source where the term is at home: a shared one or one of the lesson's own. */
  readonly source: string;
}

/** By the key that prose marks it with. */
export type Terms = Readonly<Record<string, Term>>;
