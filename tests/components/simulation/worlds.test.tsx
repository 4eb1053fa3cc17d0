// The stage knows no hypervisor by name. A platform like KVM, of which there is no scenario yet, is laid out from its
// worlds alone: the kernel of the host is the hypervisor (Linux Documentation/virt/kvm/api.rst: the interface is ioctls on
// /dev/kvm), and QEMU is a process above it.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { namesOf } from '@/components/simulation/model/names.ts';
import { GENERIC, ORIENTATIONS, stageLayout } from '@/components/simulation/stage/layout.ts';
import { Strata } from '@/components/simulation/stage/Strata.tsx';
import {
  charge,
  columnOf,
  depthOf,
  EMPTY_LEDGER,
  line,
  model,
  type PlatformWorlds,
  procedure,
  program,
  sideOf,
  startThreads,
  step,
  strataOf,
} from '@/engine/index.ts';
import { xen } from '@/engine/platforms/xen.ts';
import { NO_WORDS } from '../../../components/simulation/content.ts';
import { emptyState } from '../../engine/support/call.ts';

const HOST = 0;
const GUEST = 7;

const kvm: PlatformWorlds = {
  worlds: [
    { id: 'guest-user', level: 'user', column: 'guest', tone: 'guest', name: 'guest user' },
    { id: 'guest-kernel', level: 'kernel', column: 'guest', tone: 'guest', name: 'guest kernel' },
    { id: 'device-model', level: 'user', column: 'host', tone: 'device-model', name: 'QEMU' },
    { id: 'hypervisor', level: 'hypervisor', column: 'both', tone: 'hypervisor', name: 'host kernel' },
    { id: 'hardware', level: 'hardware', column: 'both', tone: 'hardware', name: 'hardware' },
  ],
  columns: { guest: { name: 'Guest', tone: 'guest' }, host: { name: 'Host', tone: 'host' } },
  domains: [
    { id: HOST, role: 'backend', kernel: 'hypervisor' },
    { id: GUEST, role: 'guest', kernel: 'guest-kernel' },
  ],
};

const ioctl = procedure('kvm_vcpu_ioctl', { source: model('a test'), world: 'kernel', via: 'ioctl' }, [
  line('run', 'enter the guest', (m) => m.emit({ kind: 'syscall', name: 'KVM_RUN' })),
]);
const qemu = procedure('qemu', { source: model('a test'), world: 'device-model' }, [
  line('ioctl', 'ioctl(KVM_RUN)', () => ({
    flow: 'call',
    procedure: ioctl.name,
    args: {},
    into: undefined,
  })),
]);
const guest = procedure('guest', { source: model('a test'), world: 'guest-user' }, [
  line('exit', 'out', (m) => m.emit({ kind: 'exit', reason: 30, name: 'IO_INSTRUCTION' })),
]);
const prog = program(
  [ioctl, qemu, guest],
  [
    { id: 'vcpu', domain: GUEST, start: { procedure: 'guest', world: 'guest-user' } },
    { id: 'qemu', domain: HOST, start: { procedure: 'qemu', world: 'device-model' } },
    { id: 'disk', domain: null, start: { procedure: 'guest', world: 'hardware' } },
  ],
  kvm.domains,
);
const state = { ...emptyState({}), threads: startThreads(prog) };

describe('a platform whose host kernel is the hypervisor', () => {
  it('says on which side and in which column each thread is, by the role of its domain', () => {
    expect([GUEST, HOST, null].map((d) => sideOf(kvm, d))).toEqual(['guest', 'backend', 'hardware']);
    expect([GUEST, HOST, null].map((d) => columnOf(kvm, d))).toEqual(['guest', 'host', 'host']);
  });

  it('runs a host thread’s kernel code in the hypervisor, two levels below QEMU', () => {
    const { record } = step(prog, state, 'qemu');
    expect(record.effects.find((e) => e.kind === 'cross')).toMatchObject({
      from: 'device-model',
      to: 'hypervisor',
      via: 'ioctl',
    });
    expect(depthOf(kvm, 'hypervisor') - depthOf(kvm, 'device-model')).toBe(2);
  });

  it('charges the guest for its exits and the host for its system calls, whatever their ids', () => {
    const exit = step(prog, state, 'vcpu').record;
    expect(charge(EMPTY_LEDGER, exit).X).toBe(1);
    const inside = step(prog, step(prog, state, 'qemu').state, 'qemu').record;
    expect(charge(EMPTY_LEDGER, inside).S).toBe(1);
  });

  it('has one ground under both columns from the host kernel down, and QEMU’s reaches down to it', () => {
    const strata = strataOf(kvm).map((s) => `${s.column} ${s.top}-${s.bottom}`);
    expect(strata).toEqual([
      'guest user-user',
      'host user-kernel',
      'guest kernel-kernel',
      'both hypervisor-hypervisor',
      'both hardware-hardware',
    ]);
  });

  it.each(ORIENTATIONS)('is laid out and drawn, %s', (orientation) => {
    const layout = stageLayout(GENERIC[orientation], prog.threads, kvm);
    expect(layout.lanes.vcpu).toBeLessThan(layout.border);
    for (const id of ['qemu', 'disk']) expect(layout.lanes[id]).toBeGreaterThan(layout.border);
    const html = renderToStaticMarkup(
      <svg>
        <title>t</title>
        <Strata uid="t" layout={layout} columns={undefined} plain={false} spec={undefined} level="lines" />
      </svg>,
    );
    expect(html).not.toMatch(/NaN|undefined/);
    expect(html).toContain('>Host<');
    expect(html).not.toContain('Driver domain');
    // The kernel's surface is the guest's only: beside it QEMU's ground goes on.
    expect(html).toContain(`d="M0 ${layout.bands.kernel.y}h${layout.border}"`);
  });

  it('names its worlds itself where a scenario has no words', () => {
    expect(namesOf(NO_WORDS, kvm).world('hypervisor')).toBe('host kernel');
    expect(() => namesOf(NO_WORDS, kvm).world('backend')).toThrow('no world backend');
  });
});

it('Xen has two kernels side by side over one hypervisor', () => {
  expect(strataOf(xen).map((s) => `${s.column} ${s.top}`)).toEqual([
    'guest user',
    'host user',
    'guest kernel',
    'host kernel',
    'both hypervisor',
    'both hardware',
  ]);
  expect(sideOf(xen, 0)).toBe('backend');
});

it('a thread of a domain that the program does not have is refused', () => {
  expect(() => program([guest], prog.threads, [])).toThrow('thread vcpu belongs to domain 7');
});
