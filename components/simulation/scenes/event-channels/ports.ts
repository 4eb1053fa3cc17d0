/** A domain's ports as rows of a table: what each is, who is at its other end, and whom it tells. */
import type { DomainView, EventChannelsView, PortView } from '@/engine/index.ts';

export interface PortRow {
  readonly port: number;
  readonly what: string;
  readonly end: string;
  readonly tells: string;
  /** How often its driver has been told so far. */
  readonly told: number;
}
/** A row, or how many ports are left out at this place. */
export type Line = PortRow | { readonly more: number };

const NAMES: Readonly<Record<number, string>> = { 0: 'dom0', 1: 'guest' };
const nameOf = (domain: number | null): string => NAMES[domain ?? -1] ?? `domain ${domain}`;

const portAt = (p: PortView, own: number): string =>
  `${p.remoteDom === own ? 'own' : nameOf(p.remoteDom)} port ${p.remotePort}`;

/** What a port is, and what is at its other end. */
const SAID: Readonly<Record<PortView['state'], (p: PortView, own: number) => readonly [string, string]>> = {
  free: () => ['free', ''],
  reserved: () => ['reserved', ''],
  unbound: (p) => ['unbound', `for ${nameOf(p.remoteDom)}`],
  interdomain: (p, own) => ['interdomain', portAt(p, own)],
  ipi: () => ['IPI', 'any own vCPU'],
  virq: (p) => [`VIRQ ${p.number}`, 'Xen'],
  pirq: (p) => [`PIRQ ${p.number}`, 'a device'],
};

export function portRows(
  domain: DomainView,
  handled: EventChannelsView['program']['handled'],
): readonly PortRow[] {
  return domain.ports.map((p) => {
    const [what, end] = SAID[p.state](p, domain.domain);
    return {
      port: p.port,
      what,
      end,
      tells: `vCPU ${p.vcpu}`,
      told: handled[`${domain.domain}.${p.port}`] ?? 0,
    };
  });
}

/** As many rows as fit; what is left out is counted where it was. The port at hand is always among them. */
export function fitted(
  rows: readonly PortRow[],
  used: number,
  most: number,
  port: number | null,
): readonly Line[] {
  if (used <= most) return rows;
  const room = most - 1;
  const last = rows.slice(rows.length - Math.floor(room / 2));
  const at = rows.find((r) => r.port === port);
  const first = rows.slice(0, room - last.length);
  const head = at && !first.includes(at) && !last.includes(at) ? [...first.slice(0, -1), at] : first;
  return [...head, { more: used - head.length - last.length }, ...last];
}
