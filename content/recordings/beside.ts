/** The recordings as the widget lays them beside a run: with their origin, and what of the run answers them. */
import { SOURCES } from '../sources.ts';
import { RECORDINGS } from './index.ts';
import type { RecordedSequence } from './recording.ts';

/** What of the run stands beside the rows: what it did since the row before, or what shared fields hold by then. */
type Counterpart =
  | { readonly effects: readonly ('port' | 'mmio' | 'walk' | 'exit' | 'hypercall' | 'notify')[] }
  | { readonly fields: readonly string[] };

/** By scenario. */
const COUNTERPARTS: Readonly<Record<string, (s: RecordedSequence) => Counterpart>> = {
  'block-io': ({ column }) => ({ fields: column.split(' ').map((field) => `sring.${field}`) }),
  'emulated-io': () => ({ effects: ['port'] }),
  unplug: () => ({ effects: ['port'] }),
  'ept-walk': () => ({ effects: ['walk'] }),
};
const PORTS: Counterpart = { effects: ['port'] };

/** The machine that all recordings of this site were taken on. */
const LAB = {
  system:
    'Xen 4.17.7 with unmodified Debian Linux 6.1 as dom0 and guests, and QEMU 7.2 as device model. The processor was emulated in software: an AMD one with nested paging.',
  real: 'Counts, orders, bytes, addresses, port numbers and states: Xen’s, Linux’s and QEMU’s own code produced them.',
  notReal: 'Durations, because the processor was emulated.',
};

export const beside = (scenario: string) =>
  (RECORDINGS[scenario] ?? []).map((s) => ({
    id: s.id,
    title: s.title,
    about: s.about,
    column: s.column,
    counterpart: COUNTERPARTS[scenario]?.(s) ?? PORTS,
    params: s.params,
    rows: s.rows.map(({ at, recorded, differs }) => ({ ...at, recorded, differs })),
    notes: s.notes.map(({ note }) => ({ text: note })),
    provenance: { ...LAB, href: hrefOf(SOURCES[s.source].url) },
  }));

/** Files of this site lie under its base path. */
const hrefOf = (url: string): string => `${process.env.NEXT_PUBLIC_BASE_PATH ?? ''}${url}`;
