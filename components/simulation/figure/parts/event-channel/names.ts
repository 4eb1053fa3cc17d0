/** How domains, processors and ports are called: plainly, and as the specification has them. */
import type { DomainView, EventChannelsView } from '@/engine/index.ts';
import { byteId } from '../../../model/focus.ts';
import type { Room } from '../../spec.ts';

export const DOM0 = 0;
export const GUEST = 1;
const DOMAINS: Readonly<Record<number, string>> = { [DOM0]: 'dom0', [GUEST]: 'guest' };
export const domainName = (domain: number | null): string => DOMAINS[domain ?? -1] ?? `domain ${domain}`;

export const isStory = ({ level }: Pick<Room, 'level'>): boolean => level === 'story';
export const isLines = ({ level }: Pick<Room, 'level'>): boolean => level === 'lines';

/** A port is a bell to somebody who has never heard of ports. */
export const bell = (port: number): string => `bell ${port}`;
/** The guest has two vCPUs at most. */
export function vcpuName(vcpu: number, room: Pick<Room, 'level'>): string {
  if (isLines(room)) return `vCPU ${vcpu}`;
  if (vcpu > 0) return 'second CPU';
  return isStory(room) ? 'guest’s CPU' : 'CPU';
}

/** The port of a domain that the running code is about. */
export const portIn = ({ subject }: EventChannelsView, { domain }: DomainView): number | null =>
  subject?.domain === domain ? subject.port : null;

/** What lights an item that shows bytes of memory. */
export const lightsAt = (...at: readonly (number | null | undefined)[]): readonly string[] =>
  at.flatMap((a) => (typeof a === 'number' ? [byteId(a)] : []));
