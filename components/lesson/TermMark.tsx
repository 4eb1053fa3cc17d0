'use client';

import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './TermMark.module.css';

interface TermMarkProps {
  /** The term's key: the entry in the list of terms is `term-` and it. */
  readonly k: string;
  readonly children: ReactNode;
}

/**
 * A term, explained where it stands. It is a link to the page's list of terms, and stays one where scripts or popovers
 * are missing. What it means stands in the list alone, and is read from there.
 */
export function TermMark({ k, children }: TermMarkProps) {
  const note = useRef<HTMLSpanElement>(null);
  const [means, setMeans] = useState<string>();
  const [open, setOpen] = useState(false);
  const wasOpen = useRef(false);
  const toggle = (e: MouseEvent<HTMLAnchorElement>): void => {
    const popover = note.current;
    if (!popover?.showPopover || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const found = document.querySelector(`#term-${k} dd > span`)?.textContent;
    if (!found) return;
    e.preventDefault();
    flushSync(() => setMeans(found));
    // Pressing the mouse has closed an open one already.
    if (wasOpen.current) popover.hidePopover();
    else popover.showPopover({ source: e.currentTarget });
    wasOpen.current = false;
  };
  const list = `#term-${k}`;
  return (
    <>
      <a
        id={`use-${k}`}
        href={list}
        className={styles.term}
        aria-expanded={open}
        onPointerDown={() => {
          wasOpen.current = open;
        }}
        onClick={toggle}
      >
        {children}
      </a>
      <span
        ref={note}
        popover="auto"
        className={styles.note}
        onToggle={(e) => setOpen(e.newState === 'open')}
      >
        <span>{means}</span> <a href={list}>All terms</a>
      </span>
    </>
  );
}
