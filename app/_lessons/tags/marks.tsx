/** Tags within a sentence: sources, terms, and numbers that are counted or recorded. */
import type { ReactNode } from 'react';
import { CiteMark, Figure } from '@/components/lesson/Marks.tsx';
import { TermMark } from '@/components/lesson/TermMark.tsx';
import { RECORDED, type RecordedKey } from '@/content/recorded.ts';
import type { CounterId } from '@/engine/index.ts';
import { runOf } from '../runs.ts';
import type { TagContext } from './context.ts';

interface CiteProps extends TagContext {
  readonly k: string;
  readonly children?: ReactNode;
}

/** Names the source of what stands before it, or in it. */
export function Cite({ lesson, k, children }: CiteProps) {
  const source = lesson.cited.get(k);
  if (!source) throw new Error(`The lesson cites ${k}, which is not among its sources.`);
  return (
    <CiteMark
      number={[...lesson.cited.keys()].indexOf(k) + 1}
      href={`#source-${k}`}
      source={`${source.project}, ${source.title}`}
    >
      {children}
    </CiteMark>
  );
}

interface RecordedProps extends TagContext {
  readonly k: RecordedKey;
  readonly children: ReactNode;
}

/** A figure of a real machine, with its unit. */
export const Recorded = ({ k, children, ...context }: RecordedProps) => (
  <Cite {...context} k={RECORDED[k].source}>
    <Figure>{RECORDED[k].value}</Figure> {children}
  </Cite>
);

interface TermProps extends TagContext {
  readonly k: string;
  readonly children: ReactNode;
}

/** A term where it is first used. */
export function Term({ lesson, k, children }: TermProps) {
  if (!lesson.terms.has(k)) throw new Error(`There is no term ${k}.`);
  return <TermMark k={k}>{children}</TermMark>;
}

interface LedgerProps extends TagContext {
  readonly counter: CounterId;
  /** What is counted, in the singular. */
  readonly unit: string;
  readonly params?: string;
}

/** A count of a whole run, by the engine. */
export async function Ledger({ scenario, counter, unit, params }: LedgerProps) {
  const { history } = await runOf(scenario, params);
  const n = history.ledger(history.length)[counter];
  return (
    <Figure>
      {n} {unit}
      {n === 1 ? '' : 's'}
    </Figure>
  );
}
