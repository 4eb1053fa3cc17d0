import styles from './Reason.module.css';
import { Words } from './Words.tsx';

interface ReasonProps {
  readonly title: string;
  readonly step: number;
  readonly text: string;
}

/** Why the step just executed is there. */
export const Reason = ({ title, step, text }: ReasonProps) => (
  <>
    <p className={styles.chapter}>
      <span className={styles.number}>{step}</span>
      <span>{` ${title}`}</span>
    </p>
    <p className={styles.text}>
      <Words text={text} />
    </p>
  </>
);
