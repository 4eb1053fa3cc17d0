import styles from './Recorded.module.css';

export const RecordedSummary = () => <summary>As recorded on a real Xen</summary>;

/** The panel while it is closed, as a still shows it. */
export const RecordedClosed = () => (
  <details className={styles.panel}>
    <RecordedSummary />
  </details>
);
