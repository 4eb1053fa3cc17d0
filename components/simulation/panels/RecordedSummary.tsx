import type { Recording } from '../content.ts';
import styles from './Recorded.module.css';

/** What is seen of it while it is closed, live or still. */
export const RecordedSummary = ({ recording }: { readonly recording: Recording }) => (
  <summary>
    As recorded on a real Xen<span className={styles.title}>{recording.title}</span>
  </summary>
);

/** The panels while they are closed, as a still shows them. */
export const RecordedClosed = ({
  recordings = [],
}: {
  readonly recordings?: readonly Recording[] | undefined;
}) =>
  recordings.map((recording) => (
    <details key={recording.title} className={styles.panel}>
      <RecordedSummary recording={recording} />
    </details>
  ));
