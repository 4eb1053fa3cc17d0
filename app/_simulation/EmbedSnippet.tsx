'use client';

import { useEffect, useId, useRef, useState } from 'react';
import styles from './EmbedSnippet.module.css';

interface EmbedSnippetProps {
  readonly path: string;
  readonly title: string;
  readonly siteUrl: string | undefined;
}

/** What to paste into another page. It opens at what this page shows when it is copied. */
export function EmbedSnippet({ path, title, siteUrl = '' }: EmbedSnippetProps) {
  const [address, setAddress] = useState(`${siteUrl}${path}`);
  const [copied, setCopied] = useState<'no' | 'yes' | 'by hand'>('no');
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const now = (): string => `${siteUrl || location.origin}${path}${location.search}`;
  // What the address of the page is, only the browser knows.
  useEffect(() => setAddress(`${siteUrl || location.origin}${path}${location.search}`), [siteUrl, path]);

  const copy = async (): Promise<void> => {
    const text = snippetOf(now(), title);
    setAddress(now());
    try {
      await navigator.clipboard.writeText(text);
      setCopied('yes');
    } catch {
      field.current?.select();
      setCopied('by hand');
    }
  };

  return (
    <div className={styles.snippet}>
      <label htmlFor={id}>HTML, opening at what the stage shows now</label>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={5}
        spellCheck={false}
        value={snippetOf(address, title)}
        onFocus={() => setAddress(now())}
      />
      <div className={styles.row}>
        <button type="button" onClick={copy}>
          Copy the HTML
        </button>
        <span role="status">{SAID[copied]}</span>
      </div>
    </div>
  );
}

const SAID = { no: '', yes: 'Copied', 'by hand': 'Selected: copy it with the keyboard' } as const;

const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** It works with scripts alone: no cookie, no storage, no third party. */
const snippetOf = (address: string, title: string): string =>
  `<iframe src="${quoted(address)}" title="${quoted(title)}: step-through simulation" width="100%" height="860" style="border:0" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups"></iframe>`;
