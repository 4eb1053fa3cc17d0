import { Component, type ReactNode } from 'react';
import styles from './TryAgain.module.css';

interface BoundaryProps {
  /** What is inside, as the beginning of a sentence: "The simulation". */
  readonly what: string;
  /** Shown in its place when it fails. */
  readonly instead?: ReactNode;
  readonly children: ReactNode;
}

/** An error inside takes away what is inside and nothing else. React has no hook for this. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  static getDerivedStateFromError = () => ({ failed: true });
  override state = { failed: false };

  override render(): ReactNode {
    const { what, instead, children } = this.props;
    if (!this.state.failed) return children;
    return (
      <>
        <div role="alert" className={styles.notice}>
          <p>{`${what} met an error and stopped.`}</p>
          <button type="button" onClick={() => this.setState({ failed: false })}>
            Try again
          </button>
        </div>
        {instead}
      </>
    );
  }
}
