import { InputError } from '../../core/assert.ts';
import type { Delivery } from '../../mechanisms/vcpu.ts';
import type { Platform } from '../../platforms/platform.ts';
import { xenPv, xenPvh, xenPvhvm } from '../../platforms/xen-paravirtual.ts';
import type { Param, Params } from '../../stories/schema.ts';
import { type Request, readRequests } from '../requests.ts';

const PLATFORMS = { pvhvm: xenPvhvm, pvh: xenPvh, pv: xenPv } as const satisfies Record<string, Platform>;
const IDS = Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[];
const DELIVERIES = ['per-vcpu-vector', 'callback-vector', 'intx'] as const;

export const params: readonly Param[] = [
  { kind: 'text', id: 'requests', default: 'w2048+8=Ringside', check: (text) => void readRequests(text) },
  { kind: 'int', id: 'queued', min: 1, max: 512, default: 1 },
  { kind: 'choice', id: 'ring-pages', options: ['1', '2', '4', '8', '16'], default: '1' },
  { kind: 'flag', id: 'persistent', default: true },
  { kind: 'flag', id: 'indirect', default: true },
  { kind: 'choice', id: 'platform', options: IDS, default: 'pvhvm' },
  { kind: 'choice', id: 'delivery', options: DELIVERIES, default: 'per-vcpu-vector' },
  { kind: 'flag', id: 'apicv', default: true },
];

/** The parameters as the setup uses them. */
export interface Choices {
  readonly requests: readonly Request[];
  readonly queued: number;
  readonly ringPages: number;
  readonly persistent: boolean;
  readonly indirect: boolean;
  readonly platform: Platform;
  readonly delivery: Delivery;
  readonly apicv: boolean;
}

export function choices(p: Params): Choices {
  const id = IDS.find((x) => x === p.platform) ?? 'pvhvm';
  const delivery = DELIVERIES.find((x) => x === p.delivery) ?? 'per-vcpu-vector';
  if (id === 'pvh' && delivery === 'intx') {
    throw new InputError(
      'A PVH guest has no platform device and so no INTx: choose per-vcpu-vector or callback-vector.',
    );
  }
  return {
    requests: readRequests(String(p.requests)),
    queued: Number(p.queued),
    ringPages: Number(p['ring-pages']),
    persistent: p.persistent === true,
    indirect: p.indirect === true,
    platform: PLATFORMS[id],
    delivery: id === 'pv' ? 'pv' : delivery,
    apicv: p.apicv === true,
  };
}
