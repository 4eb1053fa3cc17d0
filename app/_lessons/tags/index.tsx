/**
 * The tags of a lesson. MDX gets them from here, where views and content meet: numbers are counted by the engine or
 * were recorded, and every key is looked up in the bibliography and the glossary.
 */
import type { ComponentProps, ReactNode } from 'react';
import { Why } from '@/components/lesson/Why.tsx';
import { Answer, Question, Quiz } from '../Quiz.tsx';
import type { TagContext } from './context.ts';
import { InTheSource } from './InTheSource.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import { Cite, Ledger, Recorded, Term } from './marks.tsx';
import { Predict } from './Predict.tsx';
import { Passage, Stage, Try } from './stage.tsx';

type Tag<P> = (props: P) => ReactNode | Promise<ReactNode>;

/** What is code is not translated. */
const Code = (props: ComponentProps<'code'>) => <code translate="no" {...props} />;

export function tagsOf(context: TagContext) {
  const withContext =
    <P extends Partial<TagContext>>(
      tag: Tag<P>,
    ): Tag<Omit<P, keyof TagContext> & Partial<Pick<TagContext, 'scenario'>>> =>
    (props) =>
      tag({ ...context, ...props } as unknown as P);
  return {
    Cite: withContext(Cite),
    Recorded: withContext(Recorded),
    Term: withContext(Term),
    Ledger: withContext(Ledger),
    LedgerTable: withContext(LedgerTable),
    Predict: withContext(Predict),
    Passage: withContext(Passage),
    StageLesson: withContext(Stage),
    Try: withContext(Try),
    InTheSource: withContext(InTheSource),
    code: Code,
    Why,
    Quiz,
    Question,
    Answer,
  };
}
