'use client';

import { useId, useSyncExternalStore } from 'react';
import { embedHtml } from '@/components/simulation/model/embed-html.ts';
import { watchAddress } from '@/components/site/address.ts';
import { type Copied, useCopied } from '../_site/use-copied.ts';
import styles from './EmbedSnippet.module.css';

interface EmbedSnippetProps {
  readonly path: string;
  readonly title: string;
  readonly siteUrl: string | undefined;
}

/** What to paste into another page. It opens at what this page shows when it is copied. */
export function EmbedSnippet({ path, title, siteUrl = '' }: EmbedSnippetProps) {
  const { field, copied, copy } = useCopied();
  const id = useId();
  // What the address of the page is, only the browser knows.
  const html = useSyncExternalStore(
    watchAddress,
    () => embedHtml(`${siteUrl || location.origin}${path}${location.search}`, title),
    () => embedHtml(`${siteUrl}${path}`, title),
  );

  return (
    <div className={styles.snippet}>
      <label htmlFor={id}>HTML, opening at what the stage shows now</label>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={5}
        spellCheck={false}
        translate="no"
        value={html}
        onFocus={(e) => e.currentTarget.select()}
      />
      <div className={styles.row}>
        <button type="button" onClick={() => copy(html)}>
          Copy the HTML
        </button>
        <span role="status">{SAID[copied]}</span>
      </div>
      <p>
        It sends its height to your page as a message, <code>{"{ type: 'ringside:height', height }"}</code>,
        whenever it changes and whenever your page sends it <code>{"{ type: 'ringside:height?' }"}</code>.
      </p>
    </div>
  );
}

const SAID = {
  no: '',
  yes: 'Copied',
  'by hand': 'The HTML is selected: copy it with the keyboard.',
} as const satisfies Record<Copied, string>;
