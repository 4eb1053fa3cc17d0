/**
 * A sequence that a real system left, to be laid beside the engine's run of the same story. Rows are written as the
 * engine's effects are: `out 0x1f6 ← 0xa0`, `in 0x1f7 → 0x50`, `EPT level 4`, `req_prod + 1`, `EVTCHNOP_send`.
 */
export interface RecordedRow {
  readonly text: string;
  /** Why the engine does something else here, or nothing. Rows without it are expected to agree. */
  readonly why?: string;
}

/** What was recorded from one moment of the story (or `start`) to the next named one. */
export interface RecordedPart {
  readonly moment: string;
  readonly nth?: number;
  readonly rows: readonly RecordedRow[];
  readonly why?: string;
}

export interface Recording {
  readonly title: string;
  readonly about: string;
  /** Pairs of the address at which the engine's run is comparable. */
  readonly pairs?: readonly (readonly [string, string])[];
  /** Which effects of the run stand beside the rows. */
  readonly counterparts: readonly {
    readonly kind:
      | 'port'
      | 'mmio'
      | 'walk'
      | 'write'
      | 'read'
      | 'exit'
      | 'entry'
      | 'hypercall'
      | 'notify'
      | 'interrupt'
      | 'eoi'
      | 'ioreq';
    /** Narrows reads and writes to one structure. */
    readonly layout?: string;
    /** Addresses and counts that depend on the machine's past are left out (`name`), or told as their change. */
    readonly show?: 'value' | 'change' | 'name';
  }[];
  readonly parts: readonly RecordedPart[];
  /** What differs as a whole, and why. */
  readonly differences: readonly { readonly what: string; readonly why: string }[];
  readonly provenance: {
    readonly system: string;
    readonly real: string;
    readonly notReal: string;
    /** The recorded file as this site serves it, and where in it the rows stand. */
    readonly href: `/${string}`;
    readonly where: string;
  };
}

/** The machine that all recordings of this site were taken on. */
export const LAB = {
  system:
    'Xen 4.17.7 with unmodified Debian Linux 6.1 as dom0 and guests, and QEMU 7.2 as device model; the machine was software emulation of an AMD processor with SVM and nested paging.',
  real: 'Counts, orders, bytes, addresses, port numbers and states: Xen’s and Linux’s own code produced them.',
  notReal: 'Durations: the processor was emulated.',
} as const;
