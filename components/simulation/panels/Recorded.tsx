import { memo, useId } from 'react';
import type { Recording } from '../content.ts';
import { type AlignedPart, type AlignedRow, agrees } from '../model/recorded.ts';
import styles from './Recorded.module.css';

export interface RecordedProps {
  readonly recording: Recording;
  readonly parts: readonly AlignedPart[];
  /** The run has other parameters than the recording. */
  readonly otherRun: boolean;
  readonly moments: Readonly<Record<string, string>>;
  /** Where the run stands: a part and a row of it. */
  readonly part: number;
  readonly row: number;
}

/** The recorded sequence and the engine's, moment by moment, with what differs and why. */
export function Recorded({ recording, parts, otherRun, moments, part, row }: RecordedProps) {
  const { about, differences } = recording;
  return (
    <div className={styles.body}>
      <p className={styles.about}>{about}</p>
      {otherRun && (
        <p className={styles.other}>
          This run has other parameters than the recorded one: not all rows can agree.
        </p>
      )}
      <table className={styles.table}>
        <caption className="visually-hidden">{recording.title}: recorded, and here</caption>
        <thead>
          <tr>
            <th scope="col">Recorded</th>
            <th scope="col">This run</th>
            <th scope="col" className={styles.verdict}>
              <span className="visually-hidden">Do they agree?</span>
            </th>
          </tr>
        </thead>
        {parts.map((p, i) => (
          <Part
            key={`${p.moment}.${p.nth}`}
            part={p}
            title={moments[p.moment] ?? p.moment}
            now={i === part}
            row={i === part ? row : -1}
          />
        ))}
      </table>
      {differences.length > 0 && (
        <dl className={styles.differences}>
          {differences.map(({ what, why }) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{why}</dd>
            </div>
          ))}
        </dl>
      )}
      <Origin recording={recording} />
    </div>
  );
}

interface PartProps {
  readonly part: AlignedPart;
  readonly title: string;
  readonly now: boolean;
  /** The row that the run has reached. */
  readonly row: number;
}

const Part = memo(function Part({ part, title, now, row }: PartProps) {
  const { nth, rows, why, step } = part;
  return (
    <tbody className={now ? styles.now : undefined}>
      <tr>
        <th scope="rowgroup" colSpan={3} className={styles.moment}>
          {title}
          {nth > 1 && ` (${nth})`}
          {step === undefined && <span className={styles.soft}> · does not occur in this run</span>}
        </th>
      </tr>
      {rows.map((r, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are in the order of time and never move
        <Row key={i} row={r} now={i === row} />
      ))}
      {why && (
        <tr>
          <td colSpan={3} className={styles.why}>
            {why}
          </td>
        </tr>
      )}
    </tbody>
  );
});

function Row({ row, now }: { readonly row: AlignedRow; readonly now: boolean }) {
  const { recorded, own } = row;
  const same = agrees(row);
  return (
    <>
      <tr className={now ? styles.here : undefined} aria-current={now ? 'step' : undefined}>
        <td>{recorded ? <code>{recorded.text}</code> : <None />}</td>
        <td>{own ? <code>{own.text}</code> : <None />}</td>
        <td className={same ? styles.same : styles.differs}>
          <span aria-hidden="true">{same ? '=' : '≠'}</span>
          <span className="visually-hidden">{same ? 'the same' : 'differs'}</span>
        </td>
      </tr>
      {recorded?.why && (
        <tr>
          <td colSpan={3} className={styles.why}>
            {recorded.why}
          </td>
        </tr>
      )}
    </>
  );
}

const None = () => <span className={styles.soft}>nothing</span>;

/** Where the rows come from: one tap away. */
function Origin({ recording: { provenance } }: { readonly recording: Recording }) {
  const id = useId();
  const { system, real, notReal, href, where } = provenance;
  return (
    <>
      <button type="button" className={styles.origin} popoverTarget={id}>
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
            <a href={href}>{href.split('/').at(-1)}</a>, {where}
          </dd>
        </dl>
        <button type="button" popoverTarget={id} popoverTargetAction="hide">
          Close
        </button>
      </div>
    </>
  );
}
