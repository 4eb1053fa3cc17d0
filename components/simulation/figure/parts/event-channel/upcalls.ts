/** What a vCPU is asked by memory: the byte that says “look”, the one that holds it off, and where there is something. */
import type { DomainView, PortView, VcpuView } from '@/engine/index.ts';
import { type Drawn, type Item, isNarrow, type Room, sentences } from '../../spec.ts';
import { bell, isLines, isStory, lightsAt, vcpuName } from './names.ts';
import { bells, endOf, fitted } from './ports.ts';

const isPv = ({ vcpus }: DomainView): boolean => vcpus[0]?.delivery.delivery === 'pv';

const bitsIn = (word: bigint): readonly number[] =>
  Array.from({ length: 64 }, (_, i) => i).filter((i) => (word >> BigInt(i)) & 1n);

function pendingItem({ vcpu, upcall_pending: on, fields }: VcpuView): Item {
  return {
    id: `pending.${vcpu}`,
    value: String(on),
    look: on ? 'set' : 'clear',
    lights: lightsAt(fields.upcall_pending),
    says: `The byte evtchn_upcall_pending of vCPU ${vcpu} is ${on}: ${on ? 'it is to look what has happened' : 'nothing new'}.`,
  };
}

function maskItem({ vcpu, upcall_mask: on, fields }: VcpuView, pv: boolean): Item {
  return {
    id: `mask.${vcpu}`,
    value: String(on),
    look: on ? 'masked' : pv ? 'clear' : 'idle',
    lights: lightsAt(fields.upcall_mask),
    says: `The byte evtchn_upcall_mask of vCPU ${vcpu} is ${on}. ${pv ? 'It is a PV kernel’s own “not now”.' : 'Only PV guests use it; this one has an interrupt flag.'}`,
  };
}

/** Where the vCPU is to look: the words in its selector, or the queues whose ready bits are set. */
function whereItem({ vcpu, fifo, pending_sel, fields }: VcpuView): Item {
  const found = bitsIn(fifo ? BigInt(fifo.ready) : pending_sel);
  const what = fifo ? 'queue' : 'word';
  const common = { id: `where.${vcpu}`, lights: lightsAt(fifo ? fifo.control : fields.pending_sel) };
  if (fifo?.control === null)
    return {
      ...common,
      value: 'no block',
      look: 'idle',
      says: `No control block of vCPU ${vcpu} is known yet.`,
    };
  return {
    ...common,
    value: found.length > 0 ? `${what} ${found.join(' ')}` : 'none',
    look: found.length > 0 ? 'set' : 'clear',
    says: `${fifo ? 'The ready bits in the control block' : 'The selector evtchn_pending_sel'} of vCPU ${vcpu} ${fifo ? 'name' : 'names'} ${found.length > 0 ? `${what} ${found.join(', ')}` : `no ${what}`}.`,
  };
}

interface Columns {
  readonly heads: readonly string[];
  readonly cellsOf: (v: VcpuView) => readonly Item[];
}
/** At the level of lines the mask is there for every guest, and says whether this one uses it. */
function columns(domain: DomainView, room: Room): Columns {
  const pv = isPv(domain);
  const masks = pv || isLines(room);
  const where = domain.abi === 'fifo' ? 'ready' : 'pending_sel';
  const heads = isLines(room) ? ['upcall_pending', 'upcall_mask', where] : ['look!', 'not now', 'where'];
  return {
    heads: heads.filter((_, i) => masks || i !== 1),
    cellsOf: (v) => [pendingItem(v), ...(masks ? [maskItem(v, pv)] : []), whereItem(v)],
  };
}

/** A row for each vCPU: what the guest shares with Xen about it. */
export function upcallTable(domain: DomainView, vcpus: readonly VcpuView[], room: Room): Drawn {
  const { heads, cellsOf } = columns(domain, room);
  const rows = vcpus.map((v) => ({ label: vcpuName(v.vcpu, room), cells: cellsOf(v) }));
  const asked = vcpus.map((v) => askedItem(v, isPv(domain), room, vcpus.length === 1));
  return {
    title: isLines(room)
      ? 'vcpu_info'
      : vcpus.length > 1
        ? 'a flag for each CPU'
        : 'a flag for the guest’s CPU',
    aside: isLines(room)
      ? 'in the guest’s shared_info'
      : isStory(room) && !isNarrow(room.format)
        ? 'Xen writes here too'
        : '',
    frame: 'shared',
    says: `This is what the guest shares with Xen about each vCPU. ${sentences(rows.flatMap((r) => r.cells))}`,
    body: isStory(room) ? { kind: 'rows', items: asked } : { kind: 'cells', names: 70, room: 2, heads, rows },
  };
}

function askedItem(v: VcpuView, pv: boolean, room: Room, alone: boolean): Item {
  const value =
    v.upcall_pending === 0 ? 'down' : pv && v.upcall_mask !== 0 ? 'up: look, but not now' : 'up: look!';
  return {
    id: `asked.${v.vcpu}`,
    label: alone ? 'flag' : vcpuName(v.vcpu, room),
    value,
    look: v.upcall_pending === 0 ? 'faint' : 'strong',
    says: `The flag of the ${vcpuName(v.vcpu, room)} is ${value.replace('!', '')}.`,
  };
}

/** Ports of dom0 that are drawn. */
const PEER_PORTS = 3;

/** What dom0 shares with Xen, in short: the same bytes and bits as in the guest's page. */
export function peerDrawn(domain: DomainView, port: number | null, room: Room): Drawn {
  const [v] = domain.vcpus;
  if (isStory(room) || !v) return bells(domain, 2, port, 'dom0’s bells', true);
  const { heads, cellsOf } = columns(domain, room);
  const bytes = cellsOf(v).map(({ look, ...item }, i): Item => {
    const on = look === 'set' || look === 'masked';
    return {
      ...item,
      label: heads[i] ?? '',
      // There is no room for more than whether there is something.
      value: isLines(room) && i === heads.length - 1 ? String(on ? 1 : 0) : (item.value ?? ''),
      look: on ? 'strong' : 'faint',
      says: item.says.replace('vCPU 0', 'dom0'),
    };
  });
  const ports = fitted(domain, PEER_PORTS, port).map((p) =>
    'more' in p
      ? {
          id: 'more',
          label: `${p.more} more`,
          steady: true,
          says: `${p.more} more ports of dom0 are in use.`,
        }
      : peerPort(p, domain, room),
  );
  const items = [...bytes, ...ports];
  return {
    title: isLines(room) ? 'dom0’s page' : 'dom0’s bells',
    frame: 'shared',
    says: `This is what dom0 shares with Xen. ${sentences(items)}`,
    body: {
      kind: 'rows',
      items,
      room: heads.length + PEER_PORTS,
      across: isNarrow(room.format) ? 2 : 1,
    },
  };
}

function peerPort(p: PortView, domain: DomainView, room: Room): Item {
  const word = domain.vcpus[0]?.fifo?.words.find((w) => w.port === p.port);
  const bits = domain.words.find((w) => w.word === Math.floor(p.port / 64));
  const flags = [p.pending && 'P', p.masked && 'M', p.linked && 'L'].filter(Boolean).join(' ');
  const plain = p.pending ? (p.masked ? 'rung, held' : 'rung') : p.masked ? 'held back' : 'silent';
  return {
    id: `port.${p.port}`,
    label: bell(p.port),
    ...(isLines(room) && { term: `${p.port}: ${endOf(p, domain.domain)}` }),
    value: isLines(room) ? flags || '–' : plain,
    look: p.pending ? 'strong' : 'plain',
    lights: word ? lightsAt(word.at) : lightsAt(bits?.pendingAt, bits?.maskAt),
    says: `Port ${p.port} of dom0 is ${p.pending ? 'pending' : 'not pending'}, ${p.masked ? 'masked' : 'not masked'}${word ? `, ${p.linked ? 'linked' : 'not linked'}` : ''}.`,
  };
}
