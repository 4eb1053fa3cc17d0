/** A guest meets its devices: the handshake, what it costs, what goes, and what the guest ends up with, for every setting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, type InputError, instantiate, loadScenario, readParams } from '../../../engine/index.ts';
import type { UnplugView } from '../../../engine/scenarios/unplug/index.ts';
import recorded from '../../recordings/unplug-ports.json' with { type: 'json' };
import { seeded } from '../support/counts.ts';
import { expectLaws } from '../support/laws.ts';

const RUNS = seeded(400);

const scenario = await loadScenario('unplug');
type Raw = Record<string, string>;
const run = (raw: Raw = {}): History<unknown> =>
  new History(instantiate(scenario, readParams(scenario.params, raw)));
const view = (h: History, n = h.length): UnplugView => scenario.inspect(h.state(n)) as UnplugView;
const end = (raw: Raw = {}): UnplugView => view(run(raw));
const option = (value: string): Raw => ({ cmdline: `xen_emul_unplug=${value}` });
const costs = (h: History, n = h.length): Record<string, number> => ({ ...h.ledger(n) });
const at = (h: History, moment: string, nth = 1): number =>
  h.occurrences.find((o) => o.id === moment && o.nth === nth)?.step ?? -1;
const shake = (v: UnplugView): string[] =>
  v.handshake.map((a) => `${a.dir} ${a.port.toString(16)}:${a.size} ${a.value.toString(16)}`);
const names = (list: readonly { readonly name: string }[]): string => list.map((d) => d.name).join(' ');

describe('the handshake', () => {
  it('is the six accesses of the recording, in their widths', () => {
    expect(shake(end())).toEqual([
      'in 10:2 49d2',
      'in 12:1 1',
      'out 12:2 3',
      'out 10:4 1',
      'in 10:2 49d2',
      'out 10:2 3',
    ]);
    const real = recorded.sequences['pvhvm (default unplug)'].map(
      (a) => `${a.op === 'read' ? 'in' : 'out'} ${a.port.slice(2)} ${a.data.slice(2)}`,
    );
    expect(end().handshake.map((a) => `${a.dir} ${a.port.toString(16)} ${a.value.toString(16)}`)).toEqual(
      real,
    );
  });

  it('costs what six round trips to QEMU cost, and QEMU one hypercall more for the card that goes', () => {
    const h = run();
    const before = costs(h, at(h, 'magic') - 1);
    const after = costs(h, at(h, 'noted'));
    const price = Object.fromEntries(Object.entries(after).map(([k, v]) => [k, v - (before[k] ?? 0)]));
    // X1 N1 Ib1 Ct1 S4 Hb1 for each access (facts, mmu-and-peers §6.1 D4 a to e); one ioctl and one dm_op for the function.
    expect(price).toMatchObject({ P: 6, X: 6, N: 6, Ib: 6, Ct: 6, S: 25, Hb: 7, Hg: 0, Ig: 0 });
  });

  it('comes before the PCI scan, and before any driver', () => {
    const h = run();
    expect(at(h, 'noted')).toBeGreaterThan(0);
    expect(at(h, 'noted')).toBeLessThan(at(h, 'scan'));
    expect(at(h, 'scan')).toBeLessThan(at(h, 'connected'));
    expect(view(h, at(h, 'noted')).drivers.every((d) => d.load === 'waiting')).toBe(true);
  });

  it('is read by a guest that waits: between request and answer it executes nothing', () => {
    const h = run();
    for (const o of h.occurrences.filter((x) => x.id === 'requested')) {
      const answer = h.occurrences.find((x) => x.id === 'answered' && x.step > o.step)?.step ?? 0;
      for (let n = o.step + 1; n < answer; n++)
        expect(h.record(n)?.thread === 'guest' && h.record(n)?.world === 'guest-kernel').toBe(false);
    }
  });
});

describe('what Linux makes of xen_emul_unplug', () => {
  it.each([
    ['all', 0x7],
    ['ide-disks', 0x1],
    ['aux-ide-disks', 0x4],
    ['nics', 0x2],
    ['ide-disks,nics', 0x3],
    ['nics,aux-ide-disks', 0x6],
    ['', 0x7],
    ['a', 0x7],
    ['al', 0x7],
    ['i', 0x1],
    ['ide', 0x1],
    ['au', 0x4],
    ['n', 0x2],
    ['nics,', 0x7],
    ['bogus', 0x3],
    ['bogus,nics', 0x2],
    ['All', 0x3],
    ['alll', 0x3],
    ['sata', 0x3],
  ])('%s writes the mask %i', (value, mask) => {
    const v = end(option(value));
    expect(v.handshake.at(-1)).toMatchObject({ means: 'mask', value: mask });
    expect(v.asked).toBe(mask);
    expect(v.done).toBe(mask);
  });
  it.each([
    ['unnecessary', 5, 1 << 16],
    ['u', 5, 1 << 16],
    ['unnecessary,ide-disks', 5, (1 << 16) | 1],
    ['never', 0, 0],
    ['ne', 0, 0],
    ['never,all', 0, 0],
  ])('%s writes no mask, after %i accesses', (value, accesses, done) => {
    const v = end(option(value));
    expect(v.handshake).toHaveLength(accesses);
    expect(v.handshake.some((a) => a.means === 'mask')).toBe(false);
    expect(v.done).toBe(done);
    expect(v.bus.every((f) => f.present && f.drives.every((d) => d.present))).toBe(true);
  });
  it('an unknown item is a warning with the rest of the list, and nothing else', () => {
    expect(end(option('floppy,nics')).messages).toContain(
      "platform_pci_unplug: unrecognised option 'floppy,nics' in parameter 'xen_emul_unplug'",
    );
  });
  it('the option may be written with dashes, stand among others, and come twice', () => {
    expect(end({ cmdline: 'console=hvc0 xen-emul-unplug=nics quiet' }).asked).toBe(2);
    expect(end({ cmdline: 'xen_emul_unplug=nics xen_emul_unplug=ide-disks' }).asked).toBe(3);
    expect(end({ cmdline: 'xen_emul_unplug' }).asked).toBe(3);
  });
  it.each([
    ['not-built', 'in-initrd', 2],
    ['in-initrd', 'not-built', 1],
    ['built-in', 'not-in-initrd', 3],
    ['not-built', 'not-built', 0],
  ])(
    'with blkfront %s and netfront %s the default mask is %i: built counts, present does not',
    (blkfront, netfront, mask) => {
      expect(end({ blkfront, netfront }).handshake.at(-1)).toMatchObject({ means: 'mask', value: mask });
    },
  );
});

/**
 * What a guest with one disk (hda) and one card ends up with. Rows marked R are recordings (unplug-variants.json, replayed in
 * tests/engine/conformance); the others follow from the same sources: any bit of the mask lets both frontends load
 * (xen_has_pv_devices() in arch/x86/xen/platform-pci-unplug.c), which is why a guest with one bit has one of the two twice.
 */
describe('what the guest ends up with', () => {
  it.each([
    ['default, R', {}, 'xvda', 'eth0', 5],
    ['all', option('all'), 'xvda', 'eth0', 5],
    ['ide-disks, R', option('ide-disks'), 'xvda', 'eth0 eth1', 6],
    ['nics', option('nics'), 'xvda sda', 'eth0', 5],
    ['aux-ide-disks', option('aux-ide-disks'), 'xvda sda', 'eth0 eth1', 6],
    ['unnecessary, R', option('unnecessary'), 'sda', 'eth0 eth1', 6],
    ['unnecessary, disk xvda', { ...option('unnecessary'), disk: 'xvda' }, 'xvda sda', 'eth0 eth1', 6],
    ['never, R', option('never'), 'sda', 'eth0', 6],
    ['xen_nopv, R', { cmdline: 'xen_nopv' }, 'sda', 'eth0', 6],
    ['nopv', { cmdline: 'nopv' }, 'sda', 'eth0', 6],
    ['no blkfront in the initrd', { blkfront: 'not-in-initrd' }, '', 'eth0', 5],
    ['no netfront in the initrd', { netfront: 'not-in-initrd' }, 'xvda', '', 5],
    ['blkfront not built', { blkfront: 'not-built' }, 'sda', 'eth0', 5],
    ['blkfront not built, all', { ...option('all'), blkfront: 'not-built' }, '', 'eth0', 5],
    ['neither built', { blkfront: 'not-built', netfront: 'not-built' }, 'sda', 'eth0', 6],
    ['both built in', { blkfront: 'built-in', netfront: 'built-in' }, 'xvda', 'eth0', 5],
    ['blacklisted', { host: 'blacklist' }, 'sda', 'eth0', 6],
    ['version 0', { host: 'version-0' }, 'sda', 'eth0', 6],
    ['no protocol', { host: 'no-protocol' }, 'sda', 'eth0', 6],
    ['no protocol, unnecessary', { ...option('unnecessary'), host: 'no-protocol' }, 'sda', 'eth0 eth1', 6],
    ['no platform device', { host: 'no-device' }, 'sda', 'eth0', 5],
    ['pvh, R', { guest: 'pvh' }, 'xvda', 'eth0', 0],
    ['pv, R', { guest: 'pv' }, 'xvda', 'eth0', 0],
    ['pvh, xen_nopv', { guest: 'pvh', cmdline: 'xen_nopv' }, 'xvda', 'eth0', 0],
  ] as readonly (readonly [string, Raw, string, string, number])[])(
    '%s',
    (_, raw, disks, cards, functions) => {
      const v = end(raw);
      expect([names(v.disks), names(v.cards)]).toEqual([disks, cards]);
      expect(v.bus.filter((f) => f.seen === 'found')).toHaveLength(functions);
      expect(v.outcome).toMatchObject({
        finished: true,
        root: disks === '' ? null : disks.split(' ')[0],
        diskTwice: disks.includes(' ') ? [disks.split(' ')] : [],
        cardTwice: cards.includes(' ') ? [cards.split(' ')] : [],
      });
    },
  );

  it('five functions stay by default: bridges, the empty IDE controller, power management and the marker', () => {
    expect(
      end()
        .bus.filter((f) => f.seen === 'found')
        .map((f) => f.id),
    ).toEqual(['8086:1237', '8086:7000', '8086:7010', '8086:7113', '5853:0001']);
  });

  it('a guest without a disk stops, and says why', () => {
    const v = end({ blkfront: 'not-in-initrd' });
    expect(v.messages.at(-1)).toMatch(/^Kernel panic - not syncing: VFS: Unable to mount root fs/);
    expect(v.xenbus.find((x) => x.type === 'vbd')).toMatchObject({ driver: null, state: 'Initialising' });
    expect(v.drivers.find((d) => d.name === 'xen-blkfront')?.load).toBe('absent');
  });

  it('one disk behind two drivers is one disk: both names lead to the same backend', () => {
    const v = end(option('nics'));
    expect(new Set(v.disks.map((d) => d.vdev))).toEqual(new Set(['hda']));
  });

  it('two cards have one MAC', () => {
    const v = end(option('ide-disks'));
    expect(v.cards.map((c) => c.mac)).toEqual(['00:16:3e:00:00:12', '00:16:3e:00:00:12']);
    expect(v.cards.map((c) => c.driver)).toEqual(['vif', 'e1000']);
  });

  it('a frontend that refuses returns -ENODEV, and its module is not loaded', () => {
    const h = run(option('never'));
    const refused = h.occurrences.filter((o) => o.id === 'refused').map((o) => h.record(o.step));
    expect(refused.map((r) => r?.procedure)).toEqual(['xenkbd_init', 'xlblk_init', 'netif_init']);
    for (const r of refused)
      expect(r?.effects.find((e) => e.kind === 'return')).toMatchObject({ value: -19 });
    expect(view(h).messages.filter((m) => m.startsWith('insmod'))).toHaveLength(2);
  });

  it('more devices: SCSI and cards go, a CD and NVMe stay; nobody offers a CD twice', () => {
    const v = end({ scsi: 'on', nvme: 'on', cdrom: 'on', 'second-nic': 'on', 'second-disk': 'on' });
    expect(v.bus.filter((f) => !f.present).map((f) => f.type)).toEqual(['lsi53c895a', 'e1000', 'e1000']);
    expect(names(v.disks)).toBe('xvda xvdb xvdd sr0 nvme0n1');
    expect(names(v.cards)).toBe('eth0 eth1');
    expect(v.outcome).toMatchObject({ diskTwice: [], cardTwice: [] });
    expect(v.xenbus.find((x) => x.cdrom)).toMatchObject({ id: 5632, driver: null, state: 'Initialising' });
  });
  it('aux-ide-disks takes the second disk and leaves the first and the SCSI one', () => {
    const v = end({ ...option('aux-ide-disks'), 'second-disk': 'on', scsi: 'on' });
    expect(v.bus.find((f) => f.type === 'piix3-ide')?.drives.map((d) => d.present)).toEqual([true, false]);
    expect(v.bus.find((f) => f.type === 'lsi53c895a')?.present).toBe(true);
    expect(v.outcome.diskTwice).toEqual([
      ['xvda', 'sda'],
      ['xvdd', 'sdb'],
    ]);
  });
});

describe('the host’s part', () => {
  it.each([
    [
      'blacklist',
      ['in 10:2 49d2', 'in 12:1 1', 'out 12:2 3', 'out 10:4 1', 'in 10:2 d249'],
      'blacklisted by host',
    ],
    ['version-0', ['in 10:2 49d2', 'in 12:1 0'], 'unknown I/O protocol version'],
    ['no-protocol', ['in 10:2 ffff'], 'unrecognised magic value'],
    ['no-device', ['in 10:2 ffff'], 'unrecognised magic value'],
  ])('%s ends the handshake', (host, accesses, message) => {
    const v = end({ host });
    expect(shake(v)).toEqual(accesses);
    expect(v.messages.some((m) => m.includes(message))).toBe(true);
    expect(v.done).toBe(0);
  });
  it('a port that nobody owns never leaves Xen', () => {
    const h = run({ host: 'no-protocol' });
    expect(costs(h)).toMatchObject({ P: 1, N: 0, S: 0, Hb: 0 });
  });
});

describe('detection', () => {
  it('finds Xen at the first block, or behind Hyper-V’s', () => {
    expect(end().detection).toMatchObject({ base: 0x40000000, version: 0x40017, vcpu: 0, domainType: 'hvm' });
    const v = end({ viridian: 'on' }).detection;
    expect(v.base).toBe(0x40000100);
    expect(v.blocks).toEqual([
      { leaf: 0x40000000, signature: 'Microsoft Hv' },
      { leaf: 0x40000100, signature: 'XenVMMXenVMM' },
    ]);
  });
  it('Xen wins over Hyper-V, because its leaf is the higher one', () => {
    expect(end({ viridian: 'on' }).messages[0]).toBe('Hypervisor detected: Xen HVM');
  });
  it('the features are those of Xen 4.23, whose toolstack gives a guest no PIRQs: HVM and PVH are told the same', () => {
    const bits = (n: number): number[] =>
      [...n.toString(2)].reverse().flatMap((b, i) => (b === '1' ? [i] : []));
    expect(bits(end().detection.features)).toEqual([0, 2, 8, 9, 13, 16, 18, 19, 20]);
    expect(bits(end({ guest: 'pvh' }).detection.features)).toEqual([0, 2, 8, 9, 13, 16, 18, 19, 20]);
  });
  it('needs no port, no bus and no device: a PVH guest has none of them', () => {
    const h = run({ guest: 'pvh' });
    expect(costs(h)).toMatchObject({ P: 0, N: 0, Hg: 1 });
    expect(view(h).detection.base).toBe(0x40000000);
  });
  it('under xen_nopv the signature is found, and nothing is made of it', () => {
    const v = end({ cmdline: 'xen_nopv' });
    expect(v.detection).toMatchObject({ base: 0x40000000, domainType: 'native' });
    expect(v.handshake).toEqual([]);
    expect(v.xenbus).toEqual([]);
    expect(v.messages).toContain('Booting paravirtualized kernel on bare hardware');
    expect(v.bus.find((f) => f.type === 'xen-platform')?.driver).toBeNull();
  });
});

describe('the scan of the bus', () => {
  it('told access by access, finds the same, and asks Xen alone where QEMU has no function', () => {
    const brief = run();
    const full = run({ scan: 'every-access' });
    expect(view(full).bus).toEqual(view(brief).bus);
    expect(view(full).disks).toEqual(view(brief).disks);
    // 32 slots, and functions 1 to 7 of the one with more: each read is an address and a datum.
    const reads = 32 + 7 + 5 * 2;
    expect(view(full).configAccesses).toBe(2 * reads);
    const empty = 32 + 7 - 5;
    expect(costs(full).N).toBe(6 + 2 * reads - empty);
  });
});

describe('the answers to the questions', () => {
  const answer = (raw: Raw, id: string): string => {
    const h = run(raw);
    const q = scenario.questions.find((x) => x.id === id);
    const step = at(h, q?.moment ?? '');
    expect(q?.options({ history: h, step }).map((o) => o.id)).toContain(q?.answer({ history: h, step }));
    return q?.answer({ history: h, step }) ?? '';
  };
  it.each([
    ['proof', {}, 'cpuid'],
    ['proof', { cmdline: 'xen_nopv' }, 'cpuid'],
    ['belief', {}, 'xen'],
    ['belief', { viridian: 'on' }, 'xen'],
    ['belief', { host: 'no-device' }, 'xen'],
    ['belief', { guest: 'pvh', cmdline: 'xen_nopv' }, 'xen'],
    ['belief', { cmdline: 'xen_nopv' }, 'bare'],
    ['belief', { cmdline: 'nopv', viridian: 'on' }, 'bare'],
    ['accesses', {}, 'counted'],
    ['who', {}, 'qemu'],
    ['who', { blkfront: 'not-built', netfront: 'not-built' }, 'nobody'],
    ['functions', {}, 'counted'],
    ['disks', {}, 'pv'],
    ['disks', option('nics'), 'both'],
    ['disks', option('unnecessary'), 'emulated'],
    ['disks', { blkfront: 'not-in-initrd' }, 'none'],
    ['cards', option('ide-disks'), 'both'],
    ['cards', option('never'), 'emulated'],
    ['cards', { netfront: 'not-in-initrd' }, 'none'],
  ] as readonly (readonly [string, Raw, string])[])('%s with %o is %s', (id, raw, expected) => {
    expect(answer(raw, id)).toBe(expected);
  });
});

// ── every combination ───────────────────────────────────────────────────────────────────────────────

const NAMES = ['all', 'ide-disks', 'aux-ide-disks', 'nics', 'unnecessary', 'never'] as const;
const BITS = {
  all: 7,
  'ide-disks': 1,
  'aux-ide-disks': 4,
  nics: 2,
  unnecessary: 1 << 16,
  never: 1 << 17,
} as const;
/** A model that knows no listing: the first name that begins with the item. */
const wanted = (items: readonly string[]): number =>
  items.reduce((n, i) => {
    const name = NAMES.find((x) => x.startsWith(i));
    return n | (name ? BITS[name] : 0);
  }, 0);

const item = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...NAMES) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom<string>(...NAMES), fc.integer({ min: 0, max: 13 }))
      .map(([n, len]) => n.slice(0, len)),
  },
  { weight: 1, arbitrary: fc.constantFrom('floppy', 'ALL', 'nicsx', '-', 'ide_disks') },
);
const build = fc.constantFrom('built-in', 'in-initrd', 'not-in-initrd', 'not-built');
const flag = fc.constantFrom('on', 'off');
const raws = fc.record({
  items: fc.option(fc.array(item, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  nopv: fc.constantFrom('', '', '', 'xen_nopv', 'nopv'),
  guest: fc.constantFrom('hvm', 'hvm', 'hvm', 'pvh', 'pv'),
  host: fc.constantFrom('qemu', 'qemu', 'qemu', 'blacklist', 'version-0', 'no-protocol', 'no-device'),
  blkfront: build,
  netfront: build,
  disk: fc.constantFrom('hda', 'xvda'),
  viridian: flag,
  cdrom: flag,
  scsi: flag,
  nvme: flag,
  'second-disk': flag,
  'second-nic': flag,
  scan: fc.constantFrom('brief', 'brief', 'brief', 'brief', 'every-access'),
});

describe('every parameter combination', () => {
  it(`keeps the laws, and ends as a model of four lines says (${RUNS} seeded specs)`, {
    timeout: 600_000,
  }, () => {
    let checked = 0;
    fc.assert(
      fc.property(raws, ({ items, nopv, ...rest }) => {
        const cmdline = [items ? `xen_emul_unplug=${items.join(',')}` : '', nopv].filter(Boolean).join(' ');
        const raw = { ...rest, cmdline };
        const params = readParams(scenario.params, raw);
        try {
          instantiate(scenario, params);
        } catch (e) {
          expect((e as InputError).name).toBe('InputError');
          return;
        }
        checked++;
        const v = view(expectLaws(scenario, params));
        const hvm = raw.guest === 'hvm';
        const bare = hvm && nopv !== '';
        const asked = wanted(items ?? []);
        const built = (x: string): boolean => x !== 'not-built';
        const loads = (x: string): boolean => x === 'built-in' || x === 'in-initrd';
        // What is written, what is noted.
        const talks = hvm && !bare && (asked & BITS.never) === 0;
        const granted = raw.host === 'qemu';
        const noMagic = raw.host === 'no-protocol' || raw.host === 'no-device';
        const passes = talks && (granted || (noMagic && (asked & BITS.unnecessary) !== 0));
        const mask = asked !== 0 ? asked : (built(raw.netfront) ? 2 : 0) | (built(raw.blkfront) ? 1 : 0);
        const writes = passes && (mask & BITS.unnecessary) === 0;
        const done = passes ? mask : 0;
        expect(v.done).toBe(done);
        const last = v.handshake.at(-1);
        expect(last?.means === 'mask' ? last.value : null).toBe(writes && granted ? mask & 0xffff : null);
        // What is left of the emulated ones.
        const gone = writes ? mask : 0;
        const pv = !hvm || done !== 0;
        const cards = raw['second-nic'] === 'on' ? 2 : 1;
        const emulatedCards = hvm && (gone & 2) === 0 ? cards : 0;
        const pvCards = pv && loads(raw.netfront) ? cards : 0;
        expect(v.cards.filter((c) => c.kind === 'emulated')).toHaveLength(emulatedCards);
        expect(v.cards.filter((c) => c.kind === 'pv')).toHaveLength(pvCards);
        const second = raw['second-disk'] === 'on' ? 1 : 0;
        const scsi = raw.scsi === 'on' ? 1 : 0;
        const ide = gone & 1 ? 0 : gone & 4 ? 1 : 1 + second;
        const disks = v.disks.filter((d) => !d.cd);
        const nvme = raw.nvme === 'on' ? 1 : 0;
        expect(disks.filter((d) => d.kind === 'emulated')).toHaveLength(
          hvm ? ide + (gone & 1 ? 0 : scsi) + nvme : 0,
        );
        const legacy = (done & BITS.unnecessary) !== 0;
        const offered = 1 + second + scsi;
        const taken = legacy ? (raw.disk === 'xvda' ? 1 + second : 0) : offered;
        expect(disks.filter((d) => d.kind === 'pv')).toHaveLength(pv && loads(raw.blkfront) ? taken : 0);
        expect(v.outcome.finished).toBe(true);
      }),
      { seed: 0x5853, numRuns: RUNS },
    );
    expect(checked).toBeGreaterThan(RUNS / 2);
  });
});

describe('bad input is one sentence', () => {
  it.each([
    [{ cmdline: 'xen_emul_unplug=\u00e9' }],
    [{ cmdline: 'x'.repeat(513) }],
    [{ host: 'vmware' }],
    [{ guest: 'kvm' }],
    [{ blkfront: 'yes' }],
    [{ nonsense: '1' }],
  ] as readonly (readonly [Raw])[])('%o', (raw) => {
    expect(() => readParams(scenario.params, raw)).toThrowError(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(/^[A-Z“a-z].*\.$/),
      }) as InputError,
    );
  });
  it.each([
    [{ guest: 'pvh', host: 'blacklist' }, /no device model/],
    [{ guest: 'pv', nvme: 'on' }, /no emulated PCI bus/],
    [{ guest: 'pvh', scan: 'every-access' }, /no emulated PCI bus/],
    [{ guest: 'pv', viridian: 'on' }, /Hyper-V/],
    [{ host: 'no-device', ...option('unnecessary') }, /no place for its grant table/],
    [{ host: 'no-device', ...option('nics,u') }, /no place for its grant table/],
  ] as readonly (readonly [Raw, RegExp])[])('%o makes no sense', (raw, message) => {
    expect(() => run(raw)).toThrowError(message);
  });
});
