import { useState } from 'react';
import styles from './Bar.module.css';

interface CopyLinkProps {
  /** The address of exactly what is shown. */
  readonly link: () => string;
}

type Result = { readonly kind: 'copied' } | { readonly kind: 'by-hand'; readonly link: string };

/** Copies the address of exactly what is shown. Where the clipboard is refused, shows it to be copied by hand. */
export function CopyLink({ link: linkNow }: CopyLinkProps) {
  const [result, setResult] = useState<Result>();
  const copy = async (): Promise<void> => {
    const link = linkNow();
    try {
      await navigator.clipboard.writeText(link);
      setResult({ kind: 'copied' });
    } catch {
      setResult({ kind: 'by-hand', link });
    }
  };
  return (
    <>
      <button
        type="button"
        className={styles.button}
        onClick={copy}
        onBlur={() => result?.kind === 'copied' && setResult(undefined)}
      >
        Copy link
      </button>
      {result?.kind === 'by-hand' && (
        <input
          className={styles.link}
          readOnly
          value={result.link}
          aria-label="Link to this step"
          onFocus={(e) => e.currentTarget.select()}
        />
      )}
      <span role="status" className={styles.status}>
        {result?.kind === 'copied' ? 'Copied' : ''}
      </span>
    </>
  );
}
