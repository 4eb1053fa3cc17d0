import { InputError } from '../../core/assert.ts';
import type { DomainType } from '../../mechanisms/domain.ts';
import type { Delivery } from '../../mechanisms/vcpu.ts';
import type { Param, Params } from '../params.ts';
import { type Request, readRequests } from './requests.ts';

export const PLATFORMS = ['pvhvm', 'pvh', 'pv'] as const;
export type Platform = (typeof PLATFORMS)[number];
const DELIVERIES = ['per-vcpu-vector', 'callback-vector', 'intx'] as const;

export const params: readonly Param[] = [
  { kind: 'text', id: 'requests', default: 'w2048+8=Ringside', check: (text) => void readRequests(text) },
  { kind: 'int', id: 'queued', min: 1, max: 512, default: 1 },
  { kind: 'choice', id: 'ring-pages', options: ['1', '2', '4', '8', '16'], default: '1' },
  { kind: 'flag', id: 'persistent', default: true },
  { kind: 'flag', id: 'indirect', default: true },
  { kind: 'choice', id: 'platform', options: PLATFORMS, default: 'pvhvm' },
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
  readonly guestType: DomainType;
  readonly delivery: Delivery;
  readonly apicv: boolean;
}

export function choices(p: Params): Choices {
  const platform = PLATFORMS.find((x) => x === p.platform) ?? 'pvhvm';
  const delivery = DELIVERIES.find((x) => x === p.delivery) ?? 'per-vcpu-vector';
  if (platform === 'pvh' && delivery === 'intx') {
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
    platform,
    guestType: platform === 'pvhvm' ? 'hvm' : platform,
    delivery: platform === 'pv' ? 'pv' : delivery,
    apicv: p.apicv === true,
  };
}
