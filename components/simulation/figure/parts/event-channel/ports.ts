/** A domain's ports as Xen's table has them: what each is, who is at its other end, and whom it tells. */
import type { DomainView, EventChannelsView, PortView } from '@/engine/index.ts';
import { plural } from '../../../model/format.ts';
import { type Drawn, type Item, type Look, type Room, sentences } from '../../spec.ts';
import { bell, domainName, isLines, isStory } from './names.ts';

/** Rows of the table. */
export const PORTS = 4;

type Handled = EventChannelsView['program']['handled'];
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
    `rung by ${p.remoteDom === own ? 'itself' : domainName(p.remoteDom)}`,
  ],
  ipi: () => ['IPI', 'any own vCPU', 'rung by itself'],
  virq: (p) => [`VIRQ ${p.number}`, 'Xen', 'rung by Xen'],
  pirq: (p) => [`PIRQ ${p.number}`, 'a device', 'rung by a device'],
};

/** The other end of a port in a few characters. */
export const endOf = (p: PortView, own: number): string => KINDS[p.state](p, own)[1].replace(' port', '');

function portItem(p: PortView, domain: number, handled: Handled, room: Room): Item {
  const told = handled[`${domain}.${p.port}`] ?? 0;
  const [what, end, plain] = KINDS[p.state](p, domain);
  const lines = isLines(room);
  return {
    id: `port.${p.port}`,
    label: bell(p.port),
    term: lines ? `${p.port} ${what}` : `port ${p.port}`,
    value: lines ? end : plain,
    note: isStory(room) ? `answered ${told}×` : `vCPU ${p.vcpu}, told ${told}×`,
    look: told > 0 ? 'strong' : 'plain',
    says: `Port ${p.port} is ${what}${end ? ` (${end})` : ''}, tells vCPU ${p.vcpu}, and its driver was told ${plural(told, 'time')}.`,
  };
}

/** The toolstack's limit, or the ABI's where that is lower. */
const limitOf = ({ max, abi }: DomainView): string =>
  Math.min(max, abi === 'fifo' ? 131071 : 4095).toLocaleString('en');

/** Xen's own table of the guest's ports: no guest can write it. */
export function portTable(domain: DomainView, port: number | null, handled: Handled, room: Room): Drawn {
  const lines = fitted(domain, isStory(room) ? PORTS - 1 : PORTS, port);
  const items = lines.map(
    (l): Item => ('more' in l ? moreItem(l.more) : portItem(l, domain.domain, handled, room)),
  );
  const used = `${domain.used.toLocaleString('en')} in use, up to ${limitOf(domain)}`;
  return {
    title: isLines(room) ? 'ports, in Xen’s table' : 'whose bell is it?',
    aside: isLines(room) ? used : 'Xen’s list',
    frame: items.length > 0 ? 'own' : 'quiet',
    says: `Xen’s table of the guest’s ports has ${used}. ${sentences(items) || 'All are free.'}`,
    body: { kind: 'rows', items, room: isStory(room) ? items.length : PORTS, stops: [0.35, 0.665] },
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
