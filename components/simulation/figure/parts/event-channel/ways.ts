/** The stations of an event's way from Xen to a vCPU, by how it is delivered: what stands at each of them now. */
import type { EventChannelsView, VcpuView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { type Drawn, type Item, type Room, sentences } from '../../spec.ts';
import { isLines, isStory, vcpuName } from './names.ts';

export interface Way {
  readonly vcpu: number;
  readonly stations: readonly Item[];
  /** It goes through the local APIC. */
  readonly apic: boolean;
  readonly state: keyof typeof STATES;
}

type V = VcpuView['delivery'];
const vector = (n: number | null): string => (n === null ? '' : `0x${hex(n, 2)}`);

/** Its name, its name in plain words, what stands there, and what it is. */
type Kind = readonly [name: string, plain: string, value: (v: VcpuView) => string, says: string];
const of =
  (read: (d: V) => string) =>
  ({ delivery }: VcpuView): string =>
    read(delivery);

const KINDS = {
  line: [
    'line',
    'line',
    of((d) => (d.asserted ? 'up' : '')),
    'The interrupt line of the platform device, as Xen drives it',
  ],
  pin: [
    'IOAPIC',
    'sent on',
    of((d) => (d.remoteIrr ? 'sent' : '')),
    'The emulated IOAPIC, whose pin was sent and not acknowledged yet (remote IRR)',
  ],
  posted: [
    'posted',
    'posted',
    of((d) => vector(d.posted)),
    'The posted-interrupt descriptor, where Xen writes a vector and the processor takes it in guest mode',
  ],
  irr: [
    'IRR',
    'waits',
    of((d) => vector(d.irr)),
    'The interrupt request register of the virtual local APIC, requested and not taken yet',
  ],
  entry: ['entry', 'at entry', of((d) => vector(d.injected)), 'What the next VM entry injects'],
  isr: [
    'ISR',
    'taken',
    of((d) => vector(d.isr)),
    'The in-service register of the virtual local APIC, taken and to be acknowledged by EOI',
  ],
  kick: [
    'kick',
    'nudge',
    of((d) => (d.kicked ? 'IPI' : '')),
    'An interrupt from processor to processor that makes the vCPU leave guest mode',
  ],
  open: [
    'may come',
    'may come',
    (v) => (v.upcall_pending !== 0 && v.upcall_mask === 0 ? 'yes' : ''),
    'What Xen looks at on its way back to the kernel, upcall_pending set and upcall_mask clear',
  ],
  frame: [
    'called',
    'called',
    (v) => (v.upcall_mask !== 0 ? 'frame' : ''),
    'A frame that Xen has built on the kernel’s stack, masking further events',
  ],
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
/** The local APIC's. Where APIC virtualisation is in use the processor does this by itself. */
const LOCAL_APIC = new Set<KindId>(['posted', 'irr', 'isr']);

/** The way of a vCPU, station by station as an event passes them; at the level of lines with the values there. */
export function wayOf(v: VcpuView, terms = true): Way {
  const apicv = v.delivery.apicv ? 'on' : 'off';
  const ids = WAYS[v.delivery.delivery][apicv];
  return {
    vcpu: v.vcpu,
    apic: ids.some((id) => LOCAL_APIC.has(id)),
    state: stateOf(v),
    stations: ids.map((id): Item => {
      const [, , read, says] = KINDS[id];
      const value = read(v);
      return {
        id: `${id}.${v.vcpu}`,
        value: terms || value === '' ? value : '●',
        look: value ? 'now' : 'idle',
        tone: apicv === 'on' && LOCAL_APIC.has(id) ? 'hardware' : 'hypervisor',
        says: `${says}, for vCPU ${v.vcpu}: ${value || 'nothing'}.`,
      };
    }),
  };
}

const STATES = {
  sleeps: 'it has given its processor away until something comes for it',
  kicked: 'another processor has interrupted it, so that it leaves guest mode',
  busy: 'it is in a handler, and takes no further interrupts until that returns',
  runs: 'it has a processor and takes interrupts',
} as const;

function stateOf({ delivery: d, upcall_mask }: VcpuView): Way['state'] {
  if (d.blocked) return 'sleeps';
  if (d.kicked) return 'kicked';
  if (!d.interruptsOn || (d.delivery === 'pv' && upcall_mask !== 0)) return 'busy';
  return 'runs';
}

const stateItem = ({ vcpu, state }: Way): Item => ({
  id: `state.${vcpu}`,
  value: state,
  look: state === 'sleeps' ? 'idle' : state === 'runs' ? 'clear' : 'masked',
  tone: 'guest',
  says: `This vCPU, ${vcpu}, ${state === 'kicked' || state === 'busy' ? `is ${state}` : state}: ${STATES[state]}.`,
});

export const WAY_NAMES: Readonly<Record<V['delivery'], string>> = {
  'per-vcpu-vector': 'a vector for each vCPU',
  'callback-vector': 'callback vector',
  intx: 'INTx: vCPU 0 only',
  pv: 'PV callback',
};

/** What a newcomer sees of it. */
function answerItem(v: VcpuView, room: Room): Item {
  const { state, stations } = wayOf(v);
  const called = stations.some((s) => s.value !== '' && !/^(isr|frame)/.test(s.id));
  const value =
    state === 'busy'
      ? 'delivered'
      : called || state === 'kicked'
        ? 'on its way'
        : state === 'sleeps'
          ? 'none: it sleeps'
          : 'none';
  return {
    id: `answer.${v.vcpu}`,
    label: vcpuName(v.vcpu, room),
    value,
    look: value.startsWith('none') ? 'faint' : 'strong',
    says: `The interrupt of the ${vcpuName(v.vcpu, room)}: ${value}.`,
  };
}

/** From Xen to each of the guest's vCPUs: an event comes in from the right, and the vCPU is at the left. */
export function wayTable(
  guestType: EventChannelsView['guestType'],
  vcpus: readonly VcpuView[],
  room: Room,
): Drawn {
  const ways = vcpus.map((v) => wayOf(v, isLines(room)));
  const { delivery = 'pv', apicv = false } = vcpus[0]?.delivery ?? {};
  const local = ways[0]?.apic ? 'local APIC' : guestType === 'pv' ? 'no local APIC' : 'past the local APIC';
  const answers = vcpus.map((v) => answerItem(v, room));
  const rows = ways.map((w) => ({
    label: vcpuName(w.vcpu, room),
    // Nobody tells another vCPU than the first by INTx.
    cells: [stateItem(w), ...(delivery === 'intx' && w.vcpu > 0 ? [] : w.stations.toReversed())],
  }));
  const heads = WAYS[delivery][apicv ? 'on' : 'off'].map((id) => KINDS[id][isLines(room) ? 0 : 1]);
  return {
    title: isLines(room) ? `way in: ${WAY_NAMES[delivery]}` : 'the interrupt',
    aside: isLines(room) ? local : '',
    says: `An event reaches the guest by ${WAY_NAMES[delivery]}, ${local}. ${sentences(isStory(room) ? answers : rows.flatMap((r) => r.cells))}`,
    body: isStory(room)
      ? { kind: 'rows', items: answers }
      : { kind: 'cells', names: 70, room: 2, heads: ['', ...heads.toReversed()], rows },
  };
}
