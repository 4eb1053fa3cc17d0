import type { Param, Params } from '../../stories/params.ts';
import { type Limits, type Request, readRequests } from '../requests.ts';

/** 160 GiB: larger than 28-bit addresses reach. */
export const DISK_SECTORS = 335_544_320;
const LIMITS: Limits = { diskSectors: DISK_SECTORS, sectors: 2048, requests: 64, total: 8192 };

export const params: readonly Param[] = [
  {
    kind: 'text',
    id: 'requests',
    default: 'w2048+8=Ringside',
    check: (text) => void readRequests(text, LIMITS),
  },
  { kind: 'int', id: 'queued', min: 1, max: 64, default: 1 },
  { kind: 'flag', id: 'direct', default: true },
  { kind: 'flag', id: 'apicv', default: true },
];

/** The parameters as the setup uses them. */
export interface Choices {
  readonly requests: readonly Request[];
  /** Requests that the program hands over before it waits. */
  readonly queued: number;
  /** QEMU opened the file with O_DIRECT. */
  readonly direct: boolean;
  readonly apicv: boolean;
}

export const choices = (p: Params): Choices => ({
  requests: readRequests(String(p.requests), LIMITS),
  queued: Number(p.queued),
  direct: p.direct === true,
  apicv: p.apicv === true,
});
