'use client';

import type { ReactNode } from 'react';
import { SimulationIsland } from '@/components/site/SimulationIsland';

const words = () => import('@/content/scenarios/block-io').then((m) => m.blockIo);

export const BlockIo = ({ children }: { readonly children: ReactNode }) => (
  <SimulationIsland scenario="block-io" owner loadContent={words}>
    {children}
  </SimulationIsland>
);
