/** The stations of an event's way from Xen to a vCPU, by how it is delivered: what stands at each of them now. */
import type { EventChannelsView, VcpuView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import type { Tone } from '../../model/worlds.ts';

export interface Station {
  readonly id: string;
  /** As written over the column: short. */
  readonly name: string;
  /** Whose it is: Xen's, or the processor's. */
  readonly tone: Tone;
  readonly apic: boolean;
  /** What stands there, or '' for nothing. */
  readonly value: string;
  readonly explain: string;
}
export interface Way {
  readonly vcpu: number;
  readonly stations: readonly Station[];
  readonly state: string;
}

type V = VcpuView['delivery'];
const vector = (n: number | null): string => (n === null ? '' : `0x${hex(n, 2)}`);

interface Kind {
  readonly name: string;
  readonly apic?: boolean;
  readonly value: (v: VcpuView) => string;
  readonly explain: string;
}
const of =
  (read: (d: V) => string) =>
  ({ delivery }: VcpuView): string =>
    read(delivery);

const KINDS = {
  line: {
    name: 'line',
    value: of((d) => (d.asserted ? 'up' : '')),
    explain: 'The interrupt line of the platform device, as Xen drives it for vCPU 0',
  },
  pin: {
    name: 'IOAPIC',
    value: of((d) => (d.remoteIrr ? 'sent' : '')),
    explain: 'The emulated IOAPIC: its pin was sent and not acknowledged yet (remote IRR)',
  },
  posted: {
    name: 'posted',
    apic: true,
    value: of((d) => vector(d.posted)),
    explain: 'The posted-interrupt descriptor: Xen writes a vector, the processor takes it in guest mode',
  },
  irr: {
    name: 'IRR',
    apic: true,
    value: of((d) => vector(d.irr)),
    explain: 'Interrupt request register of the virtual local APIC: requested, not taken yet',
  },
  entry: {
    name: 'entry',
    value: of((d) => vector(d.injected)),
    explain: 'What the next VM entry injects into the guest',
  },
  isr: {
    name: 'ISR',
    apic: true,
    value: of((d) => vector(d.isr)),
    explain: 'In-service register of the virtual local APIC: taken, and to be acknowledged by EOI',
  },
  kick: {
    name: 'kick',
    value: of((d) => (d.kicked ? 'IPI' : '')),
    explain: 'An interrupt from processor to processor that makes the vCPU leave guest mode',
  },
  open: {
    name: 'may come',
    value: (v) => (v.upcall_pending !== 0 && v.upcall_mask === 0 ? 'yes' : ''),
    explain: 'Xen looks on its way back to the kernel: upcall_pending set, and upcall_mask clear',
  },
  frame: {
    name: 'called back',
    value: (v) => (v.upcall_mask !== 0 ? 'frame' : ''),
    explain: 'Xen has built a frame on the kernel’s stack and masked further events',
  },
} as const satisfies Readonly<Record<string, Kind>>;
type KindId = keyof typeof KINDS;

const APIC = { on: ['posted', 'irr', 'isr'], off: ['irr', 'entry', 'isr'] } as const;
/** Stations in the order in which an event passes them. */
const WAYS: Readonly<Record<V['delivery'], Readonly<Record<'on' | 'off', readonly KindId[]>>>> = {
  'per-vcpu-vector': { on: APIC.on, off: ['irr', 'kick', 'entry', 'isr'] },
  'callback-vector': { on: ['kick', 'entry'], off: ['kick', 'entry'] },
  intx: { on: ['line', 'pin', ...APIC.on], off: ['line', 'pin', ...APIC.off] },
  pv: { on: ['kick', 'open', 'frame'], off: ['kick', 'open', 'frame'] },
};

/** What the processor does by itself where APIC virtualisation is in use. */
const BY_PROCESSOR = new Set<KindId>(['posted', 'irr', 'isr']);

export function wayOf(v: VcpuView): Way {
  const apicv = v.delivery.apicv ? 'on' : 'off';
  return {
    vcpu: v.vcpu,
    stations: WAYS[v.delivery.delivery][apicv].map((id): Station => {
      const kind: Kind = KINDS[id];
      const value = kind.value(v);
      return {
        id,
        name: kind.name,
        tone: apicv === 'on' && BY_PROCESSOR.has(id) ? 'hardware' : 'hypervisor',
        apic: kind.apic === true,
        value,
        explain: `${kind.explain}: ${value || 'nothing'}.`,
      };
    }),
    state: stateOf(v),
  };
}

function stateOf({ delivery: d, upcall_mask }: VcpuView): string {
  if (d.blocked) return 'sleeps';
  if (d.kicked) return 'kicked';
  if (!d.interruptsOn || (d.delivery === 'pv' && upcall_mask !== 0)) return 'in handler';
  return 'runs';
}

/** What is said of the local APIC where it has no part. */
export const withoutApic = (guestType: EventChannelsView['guestType']): string =>
  guestType === 'pv' ? 'no local APIC: a PV guest has none' : 'the local APIC has no part in this';

export const usesApic = ({ stations }: Way): boolean => stations.some((s) => s.apic);

export const WAY_NAMES: Readonly<Record<V['delivery'], string>> = {
  'per-vcpu-vector': 'a vector for each vCPU',
  'callback-vector': 'callback vector',
  intx: 'INTx: vCPU 0 only',
  pv: 'PV callback',
};
