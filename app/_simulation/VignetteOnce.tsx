'use client';

import { use, useState } from 'react';
import type { WordedScenario } from '@/content/scenarios/index.ts';

export interface VignetteProps {
  readonly scenario: WordedScenario;
  readonly at: string;
}

const ON_SERVER = typeof window === 'undefined';
const maker = ON_SERVER ? import('./make-vignette.tsx') : undefined;

/** The small picture of a simulation: drawn while the page is made; in the browser it stays what the page brought (see StillOnce). */
export function VignetteOnce({ scenario, at }: VignetteProps) {
  const id = `vignette-${scenario}`;
  return ON_SERVER ? <Drawn id={id} scenario={scenario} at={at} /> : <Kept id={id} />;
}

function Drawn({ id, scenario, at }: VignetteProps & { readonly id: string }) {
  if (!maker) return null;
  return <div id={id}>{use(use(maker).vignetteOf(scenario, at))}</div>;
}

function Kept({ id }: { readonly id: string }) {
  const [html] = useState(() => document.getElementById(id)?.innerHTML ?? '');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: this page's own HTML, as it stands
  return <div id={id} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />;
}
