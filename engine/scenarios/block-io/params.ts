import { xenPv, xenPvh, xenPvhvm } from '../../platforms/xen-paravirtual.ts';
import { choice, flag, int, params, text } from '../../stories/schema.ts';
import { readRequests } from '../requests.ts';

export const blockIoParams = params(
  {
    requests: text('w2048+8=Ringside', readRequests),
    queued: int(1, 512, 1),
    'ring-pages': choice({ '1': 1, '2': 2, '4': 4, '8': 8, '16': 16 }),
    persistent: flag(true),
    indirect: flag(true),
    platform: choice({ pvhvm: xenPvhvm, pvh: xenPvh, pv: xenPv }),
    delivery: choice(['per-vcpu-vector', 'callback-vector', 'intx']),
    apicv: flag(true),
  },
  [
    ({ platform, delivery }) =>
      platform.guest === 'pvh' &&
      delivery === 'intx' &&
      'A PVH guest has no platform device and so no INTx: choose per-vcpu-vector or callback-vector.',
  ],
);
export type Choices = ReturnType<typeof blockIoParams.values>;
