'use client';

import { use, useState } from 'react';

export interface RaceStillProps {
  /** The moment at which it stands, as an address has it. */
  readonly at?: string;
}

const ON_SERVER = typeof window === 'undefined';
const maker = ON_SERVER ? import('./make-race-still.tsx') : undefined;
const ID = 'still-race';

/** The race as a still: drawn while the page is made; in the browser it stays what the page brought (see StillOnce). */
export function RaceStillOnce({ at }: RaceStillProps) {
  return ON_SERVER ? <Drawn at={at} /> : <Kept />;
}

function Drawn({ at }: { readonly at: string | undefined }) {
  if (!maker) return null;
  return <div id={ID}>{use(use(maker).raceStill(ID, at))}</div>;
}

function Kept() {
  const [html] = useState(() => document.getElementById(ID)?.innerHTML ?? '');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: this page's own HTML, as it stands
  return <div id={ID} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />;
}
