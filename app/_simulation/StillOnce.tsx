'use client';

import { use, useState } from 'react';
import type { WordedScenario } from '@/content/scenarios/index.ts';

export interface StillProps {
  readonly scenario: WordedScenario;
  /** The page asks what a total on it would tell. */
  readonly withheld?: boolean;
}

const ON_SERVER = typeof window === 'undefined';
const maker = ON_SERVER ? import('./make-still.tsx') : undefined;

/**
 * The widget as a still. As the child of a server component it would travel twice, as HTML and as React's payload;
 * so it is drawn while the page is made, and in the browser stays what the page brought.
 */
export function StillOnce({ scenario, withheld = false }: StillProps) {
  const id = `still-${scenario}${withheld ? '-asked' : ''}`;
  return ON_SERVER ? <Drawn {...{ id, scenario, withheld }} /> : <Kept id={id} />;
}

function Drawn({ id, scenario, withheld = false }: StillProps & { readonly id: string }) {
  if (!maker) return null;
  return <div id={id}>{use(use(maker).stillOf(id, scenario, withheld))}</div>;
}

function Kept({ id }: { readonly id: string }) {
  const [html] = useState(() => document.getElementById(id)?.innerHTML ?? '');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: this page's own HTML, as it stands
  return <div id={id} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />;
}
