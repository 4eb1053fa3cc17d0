import { useState } from 'react';
import { pairsOf, queryOf } from '../model/address.ts';
import { useWidget } from '../player-context.ts';
import styles from './Bar.module.css';

interface CopyLinkProps {
  /** The address at which a query of this widget opens. */
  readonly linkTo: (query: string) => string;
}

type Result = { readonly kind: 'copied' } | { readonly kind: 'by-hand'; readonly link: string };

/** Copies the address of exactly what is shown. Where the clipboard is refused, shows it to be copied by hand. */
export function CopyLink({ linkTo }: CopyLinkProps) {
  const { store } = useWidget();
  const [result, setResult] = useState<Result>();
  const copy = async (): Promise<void> => {
    const link = linkTo(queryOf(pairsOf(store.getState())));
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
