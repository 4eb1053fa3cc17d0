/** What the levels are called, and how addresses are written. */
import { hex } from '../../../model/format.ts';

const ENTRY_NAMES = ['data', 'PTE', 'PDE', 'PDPTE', 'PML4E', 'PML5E'] as const;

/** The guest's entry of a level; level 0 is the data itself. */
export const rowName = (level: number): string => ENTRY_NAMES[level] ?? '';

export const address = (n: number | bigint): string => `0x${hex(n)}`;
