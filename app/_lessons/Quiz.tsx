import { Children, isValidElement, type ReactElement, type ReactNode } from 'react';
import { Choices } from '@/components/lesson/Choices.tsx';

export const Quiz = ({ children }: { readonly children: ReactNode }) => <div>{children}</div>;

interface AnswerProps {
  readonly text: string;
  readonly right?: boolean;
  readonly children: ReactNode;
}

/** A recall question. Its children are `Answer`s, whose props are all there is to them. */
export function Question({ ask, children }: { readonly ask: string; readonly children: ReactNode }) {
  const answers = Children.toArray(children).filter((c): c is ReactElement<AnswerProps> => isValidElement(c));
  return (
    <Choices
      ask={ask}
      choices={answers.map(({ props }, i) => ({
        id: String(i),
        text: props.text,
        right: props.right === true,
        reply: props.children,
      }))}
    />
  );
}

/** One answer of a question; drawn by it. */
export const Answer = (_: AnswerProps): null => null;
