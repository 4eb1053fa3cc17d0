/** The first leaf of Xen's CPUID block, as its public header has it, against what a guest of the engine reads. */
import { maddr } from '../core/brand.ts';
import { call } from '../core/procedure.ts';
import { cpuidProcedures, cpuPolicyKey, type Leaf, signatureOf } from '../mechanisms/cpuid.ts';
import { domainKey } from '../mechanisms/domain.ts';
import { ioreqProcedures } from '../mechanisms/ioreq.ts';
import { upcallProcedures } from '../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../mechanisms/vcpu.ts';
import { obj } from './decode.ts';
import type { Context } from './golden-context.ts';
import { perform } from './perform.ts';

const FIRST_LEAF = 0x40000000;

export function cpuidLeaf({ tally }: Context, v: unknown, section: string): void {
  const file = obj(v, section);
  const leaf = perform({
    listings: [...cpuidProcedures, ...upcallProcedures, ...ioreqProcedures],
    records: {
      [domainKey(1)]: {
        id: 1,
        type: 'hvm',
        p2m: [],
        shared_info: maddr(0),
        grant_frames: maddr(0),
        nr_grant_entries: 0,
      },
      [vcpuKey(1)]: newVcpu('per-vcpu-vector', true),
      [cpuPolicyKey(1)]: { viridian: false, major: 4, minor: 17 },
    },
    call: call('CPUID', { leaf: FIRST_LEAF, subleaf: 0 }, 'result'),
  }).value as Leaf;
  for (const register of ['eax', 'ebx', 'ecx', 'edx'] as const)
    tally.fact(section, register, file[register], leaf[register]);
  tally.fact(section, 'the signature', file.ascii, signatureOf(leaf));
}
