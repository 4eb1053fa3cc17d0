import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import styles from './Bar.module.css';

interface CopyLinkProps {
  /** The address of exactly what is shown. */
  readonly link: () => string;
  /** Calls back whenever something else may be shown. Returns how to stop. */
  readonly watch: (changed: () => void) => () => void;
}

const SAID = {
  no: '',
  copied: 'Copied',
  refused: 'The link is selected: copy it with the keyboard.',
} as const;

interface Result {
  readonly kind: keyof typeof SAID;
  /** How often it was tried: each try selects anew. */
  readonly nth: number;
}

/** Copies the address of exactly what is shown. Where the clipboard is refused, shows it to be copied by hand. */
export function CopyLink({ link, watch }: CopyLinkProps) {
  const [{ kind, nth }, setResult] = useState<Result>({ kind: 'no', nth: 0 });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link());
      setResult({ kind: 'copied', nth: nth + 1 });
    } catch {
      setResult({ kind: 'refused', nth: nth + 1 });
    }
  };
  return (
    <>
      <button
        type="button"
        className={styles.button}
        onClick={copy}
        onBlur={() => kind === 'copied' && setResult({ kind: 'no', nth })}
      >
        Copy link
      </button>
      {kind === 'refused' && <LinkField link={link} watch={watch} nth={nth} />}
      <span role="status" className={styles.status}>
        {SAID[kind]}
      </span>
    </>
  );
}

/** The link to be copied by hand: selected when it appears, and from then on the link of what is shown. */
function LinkField({ link, watch, nth }: CopyLinkProps & Pick<Result, 'nth'>) {
  const field = useRef<HTMLInputElement>(null);
  const now = useSyncExternalStore(watch, link, link);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try selects anew
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [nth]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is selected as the one before was
  useEffect(() => {
    if (document.activeElement === field.current) field.current?.select();
  }, [now]);
  return (
    <input
      ref={field}
      className={styles.link}
      readOnly
      translate="no"
      value={now}
      aria-label="Link to this step"
      onFocus={(e) => e.currentTarget.select()}
    />
  );
}
