import { type FormEvent, useId } from 'react';
import type { Option } from '@/engine/index.ts';
import type { QuestionText } from '../content.ts';
import { SKIPPED, type Verdict } from '../model/predict.ts';
import styles from './Predict.module.css';

interface PredictProps {
  readonly text: QuestionText;
  readonly options: readonly Option[];
  readonly verdict: Verdict | undefined;
  /** Committed, and the run is on its way to what shows who was right. */
  readonly revealing: boolean;
  readonly onAnswer: (option: string) => void;
}

const NAMELESS = { text: '', reply: '' };

const worded = (text: QuestionText, { id, value }: Option): string =>
  (text.options[id]?.text || id).replaceAll('{value}', String(value ?? ''));

/** Commit first, then see. Each answer has its own reply; the engine's run is the judge. */
export function Predict({ text, options, verdict, revealing, onAnswer }: PredictProps) {
  const group = useId();
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const chosen = new FormData(e.currentTarget).get(group);
    if (typeof chosen === 'string') onAnswer(chosen);
  };
  return (
    <form className={styles.predict} onSubmit={submit}>
      <fieldset disabled={verdict !== undefined}>
        <legend>{text.ask}</legend>
        {options.map((o) => (
          <label key={o.id} className={verdict && !revealing ? markOf(o.id, verdict) : undefined}>
            <input
              type="radio"
              name={group}
              value={o.id}
              required
              defaultChecked={verdict?.chosen === o.id}
            />
            <span>{worded(text, o)}</span>
          </label>
        ))}
        {!verdict && (
          <p className={styles.first}>
            <button type="submit" className={styles.commit}>
              Commit and run
            </button>{' '}
            The steps ahead open when you have answered.
          </p>
        )}
      </fieldset>
      <div role="status" className={styles.verdict}>
        {verdict && (revealing ? <p>Running…</p> : <Reply text={text} options={options} verdict={verdict} />)}
      </div>
    </form>
  );
}

const markOf = (id: string, { right, chosen }: Verdict): string | undefined =>
  id === right ? styles.right : id === chosen ? styles.wrong : undefined;

function Reply({
  text,
  options,
  verdict,
}: Pick<PredictProps, 'text' | 'options'> & { readonly verdict: Verdict }) {
  const right = options.find((o) => o.id === verdict.right);
  const reply = (id: string): string => (text.options[id] ?? NAMELESS).reply;
  if (verdict.chosen === SKIPPED)
    return (
      <>
        <p>{right && `The engine’s answer: ${worded(text, right)}`}</p>
        <p>{reply(verdict.right)}</p>
      </>
    );
  return (
    <>
      <p>
        <b className={verdict.correct ? styles.good : styles.bad}>
          {verdict.correct ? 'As you predicted. ' : 'Not so. '}
        </b>
        <span>{reply(verdict.chosen)}</span>
      </p>
      {!verdict.correct && right && <p>{`The engine’s answer: ${worded(text, right)}`}</p>}
    </>
  );
}
