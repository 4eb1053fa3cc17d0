import { memo, useId } from 'react';
import type { Recording } from '../content.ts';
import type { AlignedRow } from '../model/recorded.ts';
import styles from './Recorded.module.css';

export interface RecordedProps {
  readonly recording: Recording;
  readonly rows: readonly AlignedRow[];
  /** The run has other parameters than the recording. */
  readonly otherRun: boolean;
  readonly moments: Readonly<Record<string, string>>;
  /** The row that the run has reached. */
  readonly now: number;
  readonly onStep: (step: number) => void;
  /** Runs what was recorded. */
  readonly onRun: () => void;
}

/** The recorded sequence and the engine's, moment by moment, with what differs and why. */
export function Recorded({ recording, rows, otherRun, moments, now, onStep, onRun }: RecordedProps) {
  const { title, about, column, notes } = recording;
  const single = rows.every((r) => r.moment === rows[0]?.moment);
  return (
    <section className={styles.body} aria-label={title}>
      <p className={styles.title}>{title}</p>
      <p className={styles.about}>{about}</p>
      {otherRun && (
        <p className={styles.other}>
          This run has other parameters than the recorded one.{' '}
          <button type="button" className={styles.button} onClick={onRun}>
            Run the recorded one
          </button>
        </p>
      )}
      <table className={single ? `${styles.table} ${styles.single}` : styles.table}>
        <caption className="visually-hidden">{`${title}: recorded, and in this run`}</caption>
        <thead>
          <tr>
            <th scope="col">{single ? 'No.' : 'When'}</th>
            <th scope="col">{column}</th>
            <th scope="col">This run</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row
              key={`${row.moment}.${row.nth}`}
              row={row}
              name={single ? String(row.nth) : (moments[row.moment] ?? row.moment)}
              now={i === now}
              onStep={onStep}
            />
          ))}
        </tbody>
      </table>
      <div className={styles.aside}>
        {notes.length > 0 && (
          <ul className={styles.notes}>
            {notes.map(({ what, text }) => (
              <li key={text}>
                {what && <b>{`${what}. `}</b>}
                <span>{text}</span>
              </li>
            ))}
          </ul>
        )}
        <Origin recording={recording} />
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: AlignedRow;
  readonly name: string;
  readonly now: boolean;
  readonly onStep: (step: number) => void;
}

const Row = memo(function Row({ row, name, now, onStep }: RowProps) {
  const { step, recorded, own, differs } = row;
  return (
    <>
      <tr className={now ? styles.now : undefined} aria-current={now ? 'step' : undefined}>
        <th scope="row">
          {step === undefined ? (
            name
          ) : (
            <button type="button" className={styles.when} onClick={() => onStep(step)}>
              {name}
            </button>
          )}
        </th>
        <td>{recorded === undefined ? <Nothing /> : <code>{recorded}</code>}</td>
        <td>{own === undefined ? <Nothing /> : <code>{own}</code>}</td>
      </tr>
      {differs && (
        <tr className={now ? styles.now : undefined}>
          <td />
          <td colSpan={2} className={styles.why}>
            <b>Differs. </b>
            <span>{differs}</span>
          </td>
        </tr>
      )}
    </>
  );
});

const Nothing = () => <span className={styles.soft}>nothing</span>;

/** Where the rows come from: one tap away. */
function Origin({ recording: { provenance } }: { readonly recording: Recording }) {
  const id = useId();
  const { system, real, notReal, href } = provenance;
  return (
    <>
      <button type="button" className={styles.button} popoverTarget={id}>
        Where this comes from
      </button>
      <div id={id} popover="auto" className={styles.sheet} role="dialog" aria-label="Where this comes from">
        <dl>
          <dt>The machine</dt>
          <dd>{system}</dd>
          <dt>Real</dt>
          <dd>{real}</dd>
          <dt>Not real</dt>
          <dd>{notReal}</dd>
          <dt>The file</dt>
          <dd>
            <a href={href}>{href.split('/').at(-1)}</a>
          </dd>
        </dl>
        <button type="button" className={styles.button} popoverTarget={id} popoverTargetAction="hide">
          Close
        </button>
      </div>
    </>
  );
}
