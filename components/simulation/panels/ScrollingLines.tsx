import { useLayoutEffect, useRef } from 'react';
import type { ListingRow } from '../model/listing.ts';
import { Lines } from './Lines.tsx';

interface ScrollingLinesProps {
  readonly rows: readonly ListingRow[];
  /** Index of the row to keep in sight. */
  readonly focus: number;
}

/** Keeps the executed line in sight by scrolling within itself, never the page. */
export function ScrollingLines({ rows, focus }: ScrollingLinesProps) {
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const row = list.current?.children[focus];
    if (!list.current || !(row instanceof HTMLElement)) return;
    const { clientHeight, scrollTop, scrollHeight } = list.current;
    if (scrollHeight <= clientHeight) return;
    const { offsetTop, offsetHeight } = row;
    const seen = offsetTop >= scrollTop && offsetTop + offsetHeight <= scrollTop + clientHeight;
    if (!seen) list.current.scrollTop = offsetTop - clientHeight / 3;
  }, [focus]);
  return <Lines ref={list} rows={rows} />;
}
