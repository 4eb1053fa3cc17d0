/** A domain's ports as Xen's table has them: what each is, who is at its other end, and whom it tells. */
import type { DomainView, EventChannelsView, PortView } from '@/engine/index.ts';
import { plural } from '../../../model/format.ts';
import { BLANK } from '../../fit.ts';
import { type Drawn, type Item, isNarrow, type Look, type Room, sentences } from '../../spec.ts';
import { bell, domainName, isLines, isStory, vcpuName } from './names.ts';

/** Rows of the table. */
export const PORTS = 4;

/** A port, or how many ports are left out at this place. */
export type Line = PortView | { readonly more: number };

/** As many rows as fit; what is left out is counted where it was. The port at hand is always among them. */
export function fitted({ ports, used }: DomainView, most: number, port: number | null): readonly Line[] {
  if (used <= most) return ports;
  const room = most - 1;
  const last = ports.slice(ports.length - Math.floor(room / 2));
  const at = ports.find((p) => p.port === port);
  const first = ports.slice(0, room - last.length);
  const head = at && !first.includes(at) && !last.includes(at) ? [...first.slice(0, -1), at] : first;
  return [...head, { more: used - head.length - last.length }, ...last];
}

const portAt = (p: PortView, own: number): string =>
  `${p.remoteDom === own ? 'own' : domainName(p.remoteDom)} port ${p.remotePort}`;

/** What a port is, what is at its other end, and who may ring it. */
const KINDS: Readonly<
  Record<PortView['state'], (p: PortView, own: number) => readonly [what: string, end: string, plain: string]>
> = {
  free: () => ['free', '', 'nobody’s'],
  reserved: () => ['reserved', '', 'nobody’s'],
  unbound: (p) => ['unbound', `for ${domainName(p.remoteDom)}`, `kept for ${domainName(p.remoteDom)}`],
  interdomain: (p, own) => [
    'interdomain',
    portAt(p, own),
    p.remoteDom === own ? 'itself' : domainName(p.remoteDom),
  ],
  ipi: () => ['IPI', 'any own vCPU', 'its CPUs'],
  virq: (p) => [`VIRQ ${p.number}`, 'Xen', 'Xen'],
  pirq: (p) => [`PIRQ ${p.number}`, 'a device', 'a device'],
};

/** Somebody may ring it already. */
const MAY: ReadonlySet<PortView['state']> = new Set(['interdomain', 'ipi', 'virq', 'pirq']);
/** The other end of a port in a few characters. */
export const endOf = (p: PortView, own: number): string => KINDS[p.state](p, own)[1].replace(' port', '');

function portItem(p: PortView, view: EventChannelsView, room: Room): Item {
  const { domain } = view.guest;
  const { handled } = view.program;
  const told = handled[`${domain}.${p.port}`] ?? 0;
  const [what, end, plain] = KINDS[p.state](p, domain);
  const lines = isLines(room);
  const at = view.ringing?.port === p.port ? view.ringing : null;
  const sign = at ? (at.allowed ? '✓' : '▸') : BLANK;
  return {
    id: `port.${p.port}`,
    label: bell(p.port),
    // Xen looks here whenever somebody asks it to ring.
    ...(isStory(room) && { sign, steady: at === null }),
    term: lines ? `${p.port} ${what}` : `port ${p.port}`,
    value: lines ? end : isStory(room) && MAY.has(p.state) ? `${plain} may ring` : plain,
    // Whom it interrupts; how often a driver was called stands at the driver.
    note: isStory(room) ? `for ${vcpuName(p.vcpu, room)}` : `vCPU ${p.vcpu}, told ${told}×`,
    look: told > 0 && !isStory(room) ? 'strong' : 'plain',
    says: `Port ${p.port} is ${what}${end ? ` (${end})` : ''}, tells vCPU ${p.vcpu}, and its driver was told ${plural(told, 'time')}.`,
  };
}

/** The toolstack's limit, or the ABI's where that is lower. */
const limitOf = ({ max, abi }: DomainView): string =>
  Math.min(max, abi === 'fifo' ? 131071 : 4095).toLocaleString('en');

/** Xen's own table of the guest's ports: no guest can write it. */
export function portTable(view: EventChannelsView, port: number | null, room: Room): Drawn {
  const domain = view.guest;
  const lines = fitted(domain, isStory(room) ? PORTS - 1 : PORTS, port);
  const items = lines.map((l): Item => ('more' in l ? moreItem(l.more) : portItem(l, view, room)));
  const used = `${domain.used.toLocaleString('en')} in use, up to ${limitOf(domain)}`;
  return {
    title: isLines(room) ? 'ports, in Xen’s table' : 'who may ring it?',
    // On a phone dom0's CPU comes down there.
    aside: isLines(room) ? used : room.format === 'phone' ? '' : 'Xen’s list',
    frame: items.length > 0 ? 'own' : 'quiet',
    says: `Xen’s table of the guest’s ports has ${used}. ${sentences(items) || 'All are free.'}`,
    body: {
      kind: 'rows',
      items: isStory(room) && items.length === 0 ? [NONE] : items,
      room: isStory(room) ? Math.max(1, items.length) : PORTS,
      stops: isStory(room) ? [0.24, 0.64] : [0.35, 0.665],
    },
  };
}

const moreItem = (more: number): Item => ({
  id: 'more',
  label: 'more',
  value: more.toLocaleString('en'),
  look: 'soft',
  steady: true,
  says: `${more.toLocaleString('en')} more ports are in use.`,
});

const NONE: Item = { id: 'none', label: 'none yet', steady: true, says: 'There is no bell yet.' };

/** What can be heard of a bell, in two words at most. */
function ringing(p: PortView, { vcpus }: DomainView): readonly [value: string, look: Look] {
  if (vcpus.some((v) => v.scan?.port === p.port)) return ['heard', 'strong'];
  if (p.pending) return [p.masked ? 'rung, held' : 'rung', 'strong'];
  return [p.masked ? 'held back' : 'silent', 'faint'];
}

/**
 * The bells of a domain for a newcomer: as many as there is room for. Binding sets a bell's bit once, which is nobody's
 * ring: where `settled`, a bell that is held back does not show it.
 */
export function bells(
  domain: DomainView,
  most: number,
  port: number | null,
  title: string,
  settled = false,
): Drawn {
  const items = fitted(domain, most, port).map((p): Item => {
    if ('more' in p) return moreItem(p.more);
    const [value, look] = ringing(settled && p.masked ? { ...p, pending: false } : p, domain);
    return {
      id: `bell.${p.port}`,
      label: bell(p.port),
      value,
      look,
      says: `The bell ${p.port} is ${value}.`,
    };
  });
  return {
    title,
    frame: 'shared',
    says: `The bells of ${domainName(domain.domain)}. ${sentences(items) || NONE.says}`,
    body: { kind: 'rows', items: items.length > 0 ? items : [NONE] },
  };
}

/** Bells of a newcomer's row: the bell at hand or the first in use is among them. */
const BELLS = 8;

/** The guest's bells as a row of numbered bits. */
export function bellBits(
  domain: DomainView,
  { ops, listened }: Pick<EventChannelsView['program'], 'ops' | 'listened'>,
  port: number | null,
): Drawn {
  const at = port ?? domain.ports[0]?.port ?? 0;
  const first = at - (at % BELLS);
  const looks = domain.vcpus.some((v) => v.scan);
  // Kernels mask their ports while they set them up and while they handle them, which is nobody's wish to hold a bell.
  const holds = !looks && ops.some((o) => o.text.includes('.disable('));
  const cells = Array.from({ length: BELLS }, (_, i): Item => {
    const nr = first + i;
    const p = domain.ports.find((x) => x.port === nr);
    if (!p) return { id: `bell.${nr}`, value: '', look: 'idle', says: `Bell ${nr} is nobody’s.` };
    const bit = p.pending ? '1' : '0';
    const found = p.pending && domain.vcpus.some((v) => v.scan?.port === nr);
    const held = holds && p.masked && listened.includes(nr);
    return {
      id: `bell.${nr}`,
      value: bit,
      label: found ? 'found' : held ? 'on hold' : BLANK,
      look: found ? 'now' : p.pending ? 'set' : 'clear',
      says: `The bit of bell ${nr} is ${bit}${held ? ', and the bell is on hold' : ''}${found ? ', and the kernel has found it' : ''}.`,
    };
  });
  return {
    title: 'the guest’s bells, a bit for each',
    frame: 'shared',
    says: `The guest’s bells are bits in a page of the guest’s that Xen writes too. ${sentences(cells.filter((c) => c.label)) || NONE.says}`,
    body: { kind: 'cells', heads: cells.map((_, i) => String(first + i)), rows: [{ label: 'bells', cells }] },
  };
}

/** The drivers of the guest's: to which bell one listens, and how often it was called. */
export function driverDrawn(
  domain: DomainView,
  { handled, listened }: Pick<EventChannelsView['program'], 'handled' | 'listened'>,
  port: number | null,
  room: Room,
): Drawn {
  const narrow = isNarrow(room.format);
  const items = fitted(domain, narrow ? 2 : PORTS - 1, port).map((l): Item => {
    if ('more' in l) return moreItem(l.more);
    const told = handled[`${domain.domain}.${l.port}`] ?? 0;
    const value = told > 0 || listened.includes(l.port) ? `called ${told}×` : 'none';
    return {
      id: `driver.${l.port}`,
      label: bell(l.port),
      value,
      look: told > 0 ? 'strong' : 'faint',
      says: `The driver of bell ${l.port}: ${value}.`,
    };
  });
  const shown = items.length > 0 ? items : [NONE];
  return {
    title: 'guest’s drivers',
    says: `The guest’s drivers. ${sentences(shown)}`,
    body: { kind: 'rows', items: shown, room: narrow ? shown.length : PORTS - 1 },
  };
}

/** Why dom0 goes into Xen: one of its drivers rings. Null where nobody there does now. */
export function wishDrawn(program: EventChannelsView['program'], room?: Room): Drawn | null {
  const op = program.ops[program.begun - 1];
  const [, port] = /^d\.send\((\d+)/.exec(op?.text ?? '') ?? [];
  if (port === undefined) return null;
  const says = `A driver in dom0 wants to ring bell ${port}.`;
  return {
    title: room && isNarrow(room.format) ? 'its driver' : 'dom0’s driver',
    says,
    body: { kind: 'lines', items: [{ id: 'wish', value: `rings bell ${port}`, look: 'strong', says }] },
  };
}
