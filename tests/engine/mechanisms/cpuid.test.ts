/** What CPUID and XENVER tell a guest, checked against the golden leaf of the public headers and the documented errors. */
import { describe, expect, it } from 'vitest';
import { ERRNO, type State } from '../../../engine/index.ts';
import { cpuidProcedures, cpuPolicyKey, type Leaf, signatureOf } from '../../../engine/mechanisms/cpuid.ts';
import { ioreqProcedures } from '../../../engine/mechanisms/ioreq.ts';
import {
  XENVER_get_features,
  XENVER_version,
  xen_feature_info,
  xenVersionProcedures,
} from '../../../engine/mechanisms/xen-version.ts';
import golden from '../../vectors/golden-xen.json' with { type: 'json' };
import { callProcedure } from '../support/call.ts';
import { ARG, at, prepare, procedures, twoDomains } from '../support/two-domains.ts';

const listings = [...procedures, ...cpuidProcedures, ...xenVersionProcedures, ...ioreqProcedures];
function guest(type: 'hvm' | 'pv' | 'pvh', viridian = false): State {
  const s = twoDomains(type);
  return { ...s, records: { ...s.records, [cpuPolicyKey(1)]: { viridian, major: 4, minor: 17 } } };
}
const cpuid = (leaf: number, type: 'hvm' | 'pv' | 'pvh' = 'hvm', viridian = false) =>
  callProcedure(
    listings,
    guest(type, viridian),
    'CPUID',
    { leaf, subleaf: 0 },
    { domain: 1, world: 'guest-kernel' },
  );
const regs = (...args: Parameters<typeof cpuid>): Leaf => cpuid(...args).value as Leaf;

describe('CPUID in a guest', () => {
  it('leaf 0x40000000 is the golden one', () => {
    const { eax, ebx, ecx, edx, ascii } = golden.cpuid_0x40000000;
    expect(regs(0x40000000)).toEqual({ eax, ebx, ecx, edx });
    expect(signatureOf(regs(0x40000000))).toBe(ascii);
  });
  it('is one exit, reason 10, and one entry; in a PV guest a trap', () => {
    const kinds = (type: 'hvm' | 'pv'): string[] =>
      cpuid(0x40000000, type).effects.flatMap((e) =>
        e.kind === 'exit' || e.kind === 'entry' ? [e.kind] : [],
      );
    expect(kinds('hvm')).toEqual(['exit', 'entry']);
    expect(cpuid(0x40000000).effects.find((e) => e.kind === 'exit')).toMatchObject({ reason: 10 });
    expect(kinds('pv')).toEqual([]);
  });
  it('with Hyper-V’s leaves in front Xen’s lie 0x100 further on, and its MSR at 0x40000200', () => {
    expect(signatureOf(regs(0x40000000, 'hvm', true))).toBe('Microsoft Hv');
    expect(signatureOf(regs(0x40000100, 'hvm', true))).toBe('XenVMMXenVMM');
    expect(regs(0x40000100, 'hvm', true).eax).toBe(0x40000105);
    expect(regs(0x40000102, 'hvm', true).ebx).toBe(0x40000200);
    expect(regs(0x40000002).ebx).toBe(0x40000000);
  });
  it('+1 is the version, +4 names vCPU and domain', () => {
    expect(regs(0x40000001).eax).toBe(0x00040011);
    expect(regs(0x40000004)).toEqual({ eax: 0x5c, ebx: 0, ecx: 1, edx: 0 });
    expect(regs(0x40000004, 'pv').eax).toBe(0);
    expect(regs(0x40000002, 'pv').ecx).toBe(1);
  });
  it('says that a hypervisor is present, and nothing beyond the last leaf', () => {
    expect(regs(1).ecx >>> 31).toBe(1);
    for (const leaf of [0x40000006, 0x40000100, 0x40000200, 0x3fffffff])
      expect(regs(leaf)).toEqual({ eax: 0, ebx: 0, ecx: 0, edx: 0 });
  });
});

describe('do_xen_version', () => {
  const ask = (cmd: number, arg: number, idx = 0, type: 'hvm' | 'pv' | 'pvh' = 'hvm') =>
    callProcedure(
      listings,
      prepare(guest(type), (m) => m.store(at(1, ARG), xen_feature_info.fields.submap_idx, idx)),
      'do_xen_version',
      { cmd, arg, count: 0 },
      { domain: 1, world: 'hypervisor' },
    );
  it('version: major and minor', () => expect(ask(XENVER_version, 0).value).toBe(0x40011));
  it.each([
    ['an unknown command', 99, ARG, 0, 'ENOSYS', -38],
    ['a bad pointer', XENVER_get_features, 0x7000_0000, 0, 'EFAULT', -14],
    ['a structure that leaves its page', XENVER_get_features, 0x5ffc, 0, 'EFAULT', -14],
    ['a second submap', XENVER_get_features, ARG, 1, 'EINVAL', -22],
  ] as const)('%s', (_, cmd, arg, idx, name, number) => {
    expect(-ERRNO[name]).toBe(number);
    expect(ask(cmd, arg, idx).value).toBe(number);
  });
  it.each([
    ['hvm', [0, 2, 8, 9, 10, 13, 16]],
    ['pvh', [0, 2, 8, 9, 13, 16]],
    ['pv', [5, 6, 7, 13, 17]],
  ] as const)('the features of a %s guest', (type, bits) => {
    const { state, value } = ask(XENVER_get_features, ARG, 0, type);
    expect(value).toBe(0);
    const submap = state.ram.load(at(1, ARG), xen_feature_info.fields.submap);
    expect([...Array(32).keys()].filter((b) => (submap >>> b) & 1)).toEqual(bits);
  });
});
