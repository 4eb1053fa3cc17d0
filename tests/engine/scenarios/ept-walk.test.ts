/** The story of one access through two trees of tables, checked against the laws and the facts of §1. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, InputError, instantiate, loadScenario, readParams } from '../../../engine/index.ts';
import type { EptWalkView } from '../../../engine/scenarios/ept-walk/index.ts';
import { eptWalkParams } from '../../../engine/scenarios/ept-walk/params.ts';
import { seeded } from '../support/counts.ts';
import { expectLaws } from '../support/laws.ts';

const RUNS = seeded(600);

const scenario = await loadScenario('ept-walk');
const run = (raw: Record<string, string> = {}): History<EptWalkView> =>
  new History(instantiate(scenario, readParams(scenario.params, raw))) as History<EptWalkView>;
const viewAt = (h: History<EptWalkView>, step = h.length): EptWalkView =>
  h.instance.scenario.inspect(h.state(step));
const byteOf = (h: History<EptWalkView>): number => {
  const { outcome } = viewAt(h);
  return outcome.kind === 'data' ? outcome.byte : -1;
};
const loads = (h: History<unknown>): number => h.ledger(h.length).L;
const effectsOf = (h: History<unknown>) =>
  Array.from({ length: h.length }, (_, i) => h.record(i + 1)?.effects ?? []).flat();

describe('the number of loads (facts, mmu-and-peers §1.5)', () => {
  const SIZES = ['4K', '2M', '1G'];
  const LEVELS = ['4', '5'];
  const read = (levels: string, size: string): number => Number(levels) - SIZES.indexOf(size);
  const rows = ['intel', 'amd'].flatMap((vendor) =>
    LEVELS.flatMap((guestLevels) =>
      SIZES.flatMap((guestPage) =>
        LEVELS.flatMap((nestedLevels) =>
          SIZES.map((nestedPage) => [vendor, guestLevels, guestPage, nestedLevels, nestedPage]),
        ),
      ),
    ),
  );
  it('covers every combination of levels, sizes and vendors', () => expect(rows).toHaveLength(72));
  it.each(rows)('%s: %s guest levels and %s pages on %s nested levels and %s pages', (...row) => {
    const [vendor = '', guestLevels = '', guestPage = '', nestedLevels = '', nestedPage = ''] =
      row as string[];
    const h = run({
      vendor,
      'guest-levels': guestLevels,
      'guest-page': guestPage,
      'nested-levels': nestedLevels,
      'nested-page': nestedPage,
    });
    const [g, n] = [read(guestLevels, guestPage), read(nestedLevels, nestedPage)];
    expect(loads(h)).toBe((g + 1) * (n + 1) - 1);
    expect(h.ledger(h.length).X).toBe(0);
    expect(viewAt(h).outcome).toMatchObject({ kind: 'data', byte: 0x41 });
    expect(viewAt(h).cells.filter((c) => c.order !== null)).toHaveLength(loads(h));
  });
});

describe('the story', () => {
  const told = (raw: Record<string, string>) => {
    const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
    return history.stops.story.map((s) => history.ledger(s.step).L);
  };
  it('stops at every table of the guest, so that a newcomer sees what each one costs', () =>
    expect([...new Set(told({}))]).toEqual([0, 1, 4, 5, 10, 15, 20, 24]));
  it('and with pages of 2 MiB at fewer, which cost less', () =>
    expect([...new Set(told({ 'guest-page': '2M', 'nested-page': '2M' }))]).toEqual([0, 1, 3, 4, 8, 12, 15]));
  it('shows the byte as found at the step that touches it', () => {
    const h = run();
    expect(viewAt(h, h.find('accessed')).outcome).toMatchObject({ kind: 'data', byte: 0x41 });
  });
});

describe('who hears of an access that the tables refuse', () => {
  type Expected = {
    readonly error?: number;
    readonly exits?: readonly (readonly [reason: number, qualification: bigint])[];
    readonly ending: string;
    readonly loads?: number;
  };
  /** Exits as the hypervisor finds them: reason, and qualification or EXITINFO1. */
  const exitsOf = (h: History<EptWalkView>): (readonly [number, bigint])[] =>
    Array.from({ length: h.length }, (_, i) => i + 1).flatMap((n) => {
      const exit = h.record(n)?.effects.find((e) => e.kind === 'exit');
      const seen = viewAt(h, n).exit;
      return exit && seen ? [[seen.reason, seen.qualification] as const] : [];
    });
  const rows: readonly (readonly [string, Record<string, string>, Expected])[] = [
    // #PF: P, W/R, U/S, RSVD, I/D (facts §1.2; Xen processor.h PFEC_*). Never an exit.
    [
      'not present, user read: filled in, and tried again',
      { fault: 'guest-not-present' },
      { error: 0b00100, ending: 'data', loads: 20 + 24 },
    ],
    [
      'not present, user write',
      { fault: 'guest-not-present', access: 'write' },
      { error: 0b00110, ending: 'data' },
    ],
    [
      'not present, user fetch',
      { fault: 'guest-not-present', access: 'fetch' },
      { error: 0b10100, ending: 'data' },
    ],
    [
      'read-only, user write',
      { fault: 'guest-readonly', access: 'write' },
      { error: 0b00111, ending: 'signal', loads: 20 },
    ],
    ['read-only, user read is allowed', { fault: 'guest-readonly' }, { ending: 'data', loads: 24 }],
    ['no-execute, user fetch', { fault: 'guest-nx', access: 'fetch' }, { error: 0b10101, ending: 'signal' }],
    [
      'supervisor at the top level only',
      { fault: 'guest-supervisor' },
      { error: 0b00101, ending: 'signal', loads: 20 },
    ],
    ['reserved bit', { fault: 'guest-reserved' }, { error: 0b01101, ending: 'signal', loads: 20 }],
    [
      'a kernel address read by a user',
      { address: 'ffff888000000000' },
      { error: 0b00101, ending: 'signal' },
    ],
    ['SMAP: the kernel reads a user page', { as: 'kernel' }, { error: 0b00001, ending: 'oops' }],
    [
      'SMEP: the kernel fetches from a user page',
      { as: 'kernel', access: 'fetch' },
      { error: 0b10001, ending: 'oops' },
    ],
    ['no SMAP', { as: 'kernel', checks: 'no-smap' }, { ending: 'data' }],
    [
      'WP: the kernel writes a read-only page',
      { as: 'kernel', access: 'write', fault: 'guest-readonly', checks: 'wp-only' },
      { error: 0b00011, ending: 'oops' },
    ],
    ['no WP', { as: 'kernel', access: 'write', fault: 'guest-readonly', checks: 'none' }, { ending: 'data' }],
    ['the kernel reads its own page', { as: 'kernel', address: 'ffff888000000000' }, { ending: 'data' }],
    // EPT violations: SDM table 27-7. Bit 7: linear address valid; bit 8: the access itself, not a guest table.
    ['mmio_dm, read', { fault: 'ept-mmio' }, { exits: [[48, 0x181n]], ending: 'emulated', loads: 24 }],
    ['mmio_dm, write', { fault: 'ept-mmio', access: 'write' }, { exits: [[48, 0x182n]], ending: 'emulated' }],
    [
      'mmio_dm, fetch: nothing to emulate',
      { fault: 'ept-mmio', access: 'fetch' },
      { exits: [[48, 0x184n]], ending: 'signal' },
    ],
    ['populate on demand', { fault: 'ept-pod' }, { exits: [[48, 0x181n]], ending: 'data', loads: 48 }],
    [
      'populate on demand, 1 GiB',
      { fault: 'ept-pod', 'nested-page': '1G' },
      { exits: [[48, 0x181n]], ending: 'data' },
    ],
    [
      'log-dirty, write',
      { fault: 'ept-log-dirty', access: 'write' },
      { exits: [[48, 0x1aan]], ending: 'data' },
    ],
    ['log-dirty, read is allowed', { fault: 'ept-log-dirty' }, { exits: [], ending: 'data' }],
    [
      'read-only RAM, write: dropped',
      { fault: 'ept-readonly', access: 'write' },
      { exits: [[48, 0x1aan]], ending: 'emulated' },
    ],
    [
      'grant mapping, fetch: the guest is gone',
      { fault: 'ept-no-exec', access: 'fetch' },
      { exits: [[48, 0x19cn]], ending: 'crash' },
    ],
    [
      'large page that may not be fetched from: shattered',
      { fault: 'ept-no-exec', access: 'fetch', 'nested-page': '2M' },
      { exits: [[48, 0x19cn]], ending: 'data' },
    ],
    ['guest table not present', { fault: 'ept-table-paged' }, { exits: [[48, 0x81n]], ending: 'data' }],
    [
      'guest table not present, A and D kept: a write',
      { fault: 'ept-table-paged', 'ept-ad': 'on' },
      { exits: [[48, 0x83n]], ending: 'data' },
    ],
    [
      'guest table read-only, to set A',
      { fault: 'ept-table-log-dirty' },
      { exits: [[48, 0xaan]], ending: 'data' },
    ],
    [
      'guest table read-only, A and D kept: already its reading',
      { fault: 'ept-table-log-dirty', 'ept-ad': 'on' },
      { exits: [[48, 0xabn]], ending: 'data' },
    ],
    // Misconfigurations: no qualification. Xen vmx.c, exit_and_crash: #UD if CPL > 0, else domain_crash().
    ['write without read', { fault: 'misconfig-wx' }, { exits: [[49, 0n]], ending: 'signal', loads: 24 }],
    ['reserved bit', { fault: 'misconfig-reserved' }, { exits: [[49, 0n]], ending: 'signal' }],
    [
      'write without read, by the kernel',
      { fault: 'misconfig-wx', as: 'kernel', checks: 'no-smap' },
      { exits: [[49, 0n]], ending: 'crash' },
    ],
    [
      'reserved bit, by the kernel',
      { fault: 'misconfig-reserved', as: 'kernel', checks: 'no-smap' },
      { exits: [[49, 0n]], ending: 'crash' },
    ],
    [
      'Xen’s own mark: one exit for each part of the tree',
      { fault: 'misconfig-type' },
      {
        exits: [
          [49, 0n],
          [49, 0n],
          [49, 0n],
          [49, 0n],
        ],
        ending: 'data',
      },
    ],
    // #VMEXIT(NPF): always a user's access; bit 32 the access itself, bit 33 a guest table, which counts as a write.
    [
      'AMD: mmio_dm, read',
      { vendor: 'amd', fault: 'ept-mmio' },
      { exits: [[0x400, 0x1_0000_0004n]], ending: 'emulated' },
    ],
    [
      'AMD: log-dirty, write',
      { vendor: 'amd', fault: 'ept-log-dirty', access: 'write' },
      { exits: [[0x400, 0x1_0000_0007n]], ending: 'data' },
    ],
    [
      'AMD: grant mapping, fetch',
      { vendor: 'amd', fault: 'ept-no-exec', access: 'fetch' },
      { exits: [[0x400, 0x1_0000_0015n]], ending: 'crash' },
    ],
    [
      'AMD: guest table not present',
      { vendor: 'amd', fault: 'ept-table-paged' },
      { exits: [[0x400, 0x2_0000_0006n]], ending: 'data' },
    ],
    [
      'AMD: guest table read-only: already its reading',
      { vendor: 'amd', fault: 'ept-table-log-dirty' },
      { exits: [[0x400, 0x2_0000_0007n]], ending: 'data' },
    ],
    [
      'AMD: Xen’s own mark: an exit for each page',
      { vendor: 'amd', fault: 'misconfig-type' },
      {
        exits: [0x2_0000_0007n, 0x2_0000_0007n, 0x2_0000_0007n, 0x2_0000_0007n, 0x1_0000_0005n].map(
          (q) => [0x400, q] as const,
        ),
        ending: 'data',
      },
    ],
    ['not canonical: #GP, no table is read', { address: '0000800000000000' }, { ending: 'signal', loads: 0 }],
    [
      'canonical with five levels',
      { address: '0000800000000000', 'guest-levels': '5' },
      { ending: 'data', loads: 29 },
    ],
  ];
  it.each(rows)('%s', (_, raw, expected) => {
    const h = run(raw);
    expect(viewAt(h).endings.at(-1)).toBe(expected.ending);
    expect(exitsOf(h)).toEqual(expected.exits ?? []);
    const faults = effectsOf(h).filter((e) => e.kind === 'exception' && e.name === '#PF');
    expect(faults.map((e) => e.kind === 'exception' && e.error)).toEqual(
      expected.error === undefined ? [] : [expected.error],
    );
    if (expected.loads !== undefined) expect(loads(h)).toBe(expected.loads);
    if (expected.exits) expect(viewAt(h).exit?.gpa ?? 0).toBeLessThan(2 ** 40);
  });

  it('an EPT violation names both addresses, a nested page fault only the guest-physical one', () => {
    const intel = viewAt(run({ fault: 'ept-mmio' })).exit;
    expect(intel).toMatchObject({ reason: 48, qualification: 0x181n, gpa: 0x42992678, gla: 0x7f8a12345678n });
    expect(viewAt(run({ fault: 'ept-mmio', vendor: 'amd' })).exit?.gla).toBeNull();
  });

  it('CR2 is the linear address', () => {
    expect(viewAt(run({ fault: 'guest-nx', access: 'fetch' })).cr2).toBe(0x7f8a12345678n);
  });
});

describe('a domain that Xen has crashed', () => {
  // domain_crash → domain_shutdown → vcpu_pause_nosync: the scheduler is asked for before the next entry (entry.S), and
  // the vCPU is not runnable.
  const rows: readonly (readonly [string, Record<string, string>])[] = [
    ['misconfiguration, CPL 0', { fault: 'misconfig-wx', as: 'kernel', checks: 'no-smap' }],
    ['violation that nothing can mend', { fault: 'ept-no-exec', access: 'fetch' }],
    ['nested page fault that nothing can mend', { vendor: 'amd', fault: 'ept-no-exec', access: 'fetch' }],
  ];
  it.each(rows)('does not run again: %s', (_, raw) => {
    const h = run(raw);
    const crashed = h.find('crashed') ?? Number.NaN;
    const after = Array.from({ length: h.length - crashed }, (_, i) => h.record(crashed + 1 + i));
    expect(after.filter((r) => r?.world !== 'hypervisor')).toEqual([]);
    expect(after.flatMap((r) => r?.effects ?? []).filter((e) => e.kind === 'entry')).toEqual([]);
    expect(h.state(h.length).threads.guest?.top?.procedure).toMatch(/^(vmx|svm)_vmexit_handler/);
    expect(viewAt(h).outcome.kind).toBe('crash');
  });
  it('an unresolved misconfiguration at CPL 3 costs the program its life, and not the guest', () => {
    const h = run({ fault: 'misconfig-wx' });
    expect(h.find('crashed')).toBeUndefined();
    expect(h.find('invalid-opcode')).toBeGreaterThan(h.find('entered') ?? Number.POSITIVE_INFINITY);
    expect(viewAt(h).outcome.kind).toBe('invalid-opcode');
  });
});

describe('accessed and dirty bits', () => {
  const entryWrites = (h: History<unknown>) =>
    effectsOf(h).flatMap((e) =>
      e.kind === 'write' && e.place.layout === 'page_table_entry'
        ? [Number(BigInt(e.value) ^ BigInt(e.old))]
        : [],
    );
  it('in the guest’s entry are written by the processor, once', () => {
    expect(entryWrites(run())).toEqual([0x20]);
    expect(entryWrites(run({ access: 'write' }))).toEqual([0x60]);
    expect(entryWrites(run({ second: 'again' }))).toEqual([0x20]);
  });
  it('a first write after a read walks again to set D, even if the TLB has the page', () => {
    const h = run({ caches: 'tlb', second: 'again', access: 'write' });
    expect(loads(h)).toBe(24);
  });
});

describe('what the processor remembers', () => {
  const stale = (raw: Record<string, string>): number => byteOf(run({ second: 'guest-remap', ...raw }));
  const GUEST = 0x42;
  const XEN = 0x43;
  const OLD = 0x41;
  it('without caches each access walks', () => expect(loads(run({ second: 'again' }))).toBe(48));
  it('a TLB hit loads nothing', () => expect(loads(run({ second: 'again', caches: 'tlb' }))).toBe(24));
  it('paging-structure caches shorten even the first walk', () => {
    // Finding the four guest tables takes 4 + 2 + 2 + 1 nested loads, for they share tables; reading them 4; the data 3.
    expect(loads(run({ caches: 'all' }))).toBe(4 + 2 + 2 + 1 + 4 + 3);
    expect(loads(run({ caches: 'all', 'nested-page': '1G' }))).toBe(2 + 1 + 1 + 1 + 1 + 1);
  });

  const rows: readonly (readonly [string, Record<string, string>, number])[] = [
    ['the guest changes its entry and says nothing: the old page', { caches: 'tlb' }, OLD],
    ['INVLPG', { caches: 'tlb', flush: 'invlpg' }, GUEST],
    ['MOV CR3', { caches: 'tlb', flush: 'mov-cr3' }, GUEST],
    [
      'MOV CR3 spares global pages',
      { caches: 'tlb', flush: 'mov-cr3', address: 'ffff888000000000', as: 'kernel' },
      OLD,
    ],
    ['INVLPG does not', { caches: 'tlb', flush: 'invlpg', address: 'ffff888000000000', as: 'kernel' }, GUEST],
    ['INVVPID', { caches: 'all', flush: 'invvpid' }, GUEST],
    ['INVEPT', { caches: 'all', flush: 'invept' }, GUEST],
    ['without caches nothing is stale', {}, GUEST],
    ['Xen moves the page and says nothing', { second: 'xen-remap', caches: 'tlb' }, OLD],
    ['Xen moves the page: INVEPT', { second: 'xen-remap', caches: 'all', flush: 'invept' }, XEN],
    [
      'Xen moves the page: INVVPID leaves guest-physical mappings',
      { second: 'xen-remap', caches: 'all', flush: 'invvpid' },
      OLD,
    ],
    [
      'Xen moves the page: the guest’s INVLPG leaves them too',
      { second: 'xen-remap', caches: 'all', flush: 'invlpg' },
      OLD,
    ],
    ['… and is enough where there are none', { second: 'xen-remap', caches: 'tlb', flush: 'invlpg' }, XEN],
    ['AMD: a new ASID', { second: 'xen-remap', caches: 'all', flush: 'asid', vendor: 'amd' }, XEN],
    ['AMD: INVLPG', { vendor: 'amd', caches: 'all', flush: 'invlpg' }, GUEST],
  ];
  it.each(rows)('%s', (_, raw, byte) => expect(stale(raw)).toBe(byte));

  it('INVLPG and MOV CR3 cost no exit; Xen’s flushes cost one', () => {
    const exits = (flush: string): number => {
      const h = run({ second: 'again', caches: 'all', flush });
      return h.ledger(h.length).X;
    };
    expect(['none', 'invlpg', 'mov-cr3'].map(exits)).toEqual([0, 0, 0]);
    expect(['invvpid', 'invept'].map(exits)).toEqual([1, 1]);
  });

  it('a mapping of both dimensions has the smaller of the two pages’ sizes', () => {
    const size = (guestPage: string, nestedPage: string) =>
      viewAt(run({ caches: 'tlb', 'guest-page': guestPage, 'nested-page': nestedPage })).tlb.combined[0]
        ?.size;
    expect(size('2M', '4K')).toBe(4096);
    expect(size('4K', '2M')).toBe(4096);
    expect(size('2M', '1G')).toBe(2 ** 21);
    expect(size('1G', '1G')).toBe(2 ** 30);
  });
});

describe('what Xen does then', () => {
  it('marks the page dirty and makes it writable, splitting a large page', () => {
    const h = run({ fault: 'ept-log-dirty', access: 'write', 'nested-page': '2M' });
    expect(viewAt(h).dirty).toEqual([Math.floor(0x42992678 / 4096)]);
    expect(effectsOf(h).filter((e) => e.kind === 'fill' && e.what === 'EPT table')).toHaveLength(1);
  });
  it('drops what it cached of an entry that it changed: INVEPT before the guest runs again', () => {
    const h = run({ fault: 'ept-log-dirty', access: 'write', caches: 'all' });
    expect(effectsOf(h).filter((e) => e.kind === 'tlb' && e.what.startsWith('by EPT root'))).toHaveLength(1);
  });
  it('needs no flush to make an absent entry present', () => {
    const h = run({ fault: 'ept-pod', caches: 'all' });
    expect(effectsOf(h).filter((e) => e.kind === 'tlb' && e.what.startsWith('by EPT root'))).toHaveLength(0);
  });
  it('asks the device model for a register', () => {
    const { P, N, X } = run({ fault: 'ept-mmio' }).ledger(run({ fault: 'ept-mmio' }).length);
    expect({ P, N, X }).toEqual({ P: 1, N: 1, X: 1 });
  });
});

const option = (id: string) => {
  const p = scenario.params.find((q) => q.id === id);
  return p?.kind === 'choice' ? fc.constantFrom(...p.options) : fc.constantFrom('on', 'off');
};
const address = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 47n) - 1n }),
  fc.bigInt({ min: (1n << 64n) - (1n << 47n), max: (1n << 64n) - 1n }),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);
const raw = fc.record({
  address: address.map((n) => n.toString(16)),
  ...Object.fromEntries(scenario.params.filter((p) => p.id !== 'address').map((p) => [p.id, option(p.id)])),
}) as fc.Arbitrary<Record<string, string>>;

describe('every parameter combination', () => {
  it(`keeps the laws and ends, or is refused with a sentence (${RUNS} seeded specs)`, {
    timeout: 300_000,
  }, () => {
    let refused = 0;
    fc.assert(
      fc.property(raw, (texts) => {
        const params = readParams(scenario.params, texts);
        try {
          eptWalkParams.values(params);
        } catch (e) {
          expect(e).toBeInstanceOf(InputError);
          refused++;
          return;
        }
        const h = expectLaws(scenario, params);
        const v = scenario.inspect(h.state(h.length)) as EptWalkView;
        expect(['data', 'emulated', 'signal', 'oops', 'crash']).toContain(v.endings.at(-1));
      }),
      { seed: 0x45505457, numRuns: RUNS },
    );
    expect(refused).toBeLessThan(300);
  });

  it('asks questions that have one right option each', () => {
    fc.assert(
      fc.property(raw, (texts) => {
        const params = readParams(scenario.params, texts);
        try {
          eptWalkParams.values(params);
        } catch {
          return;
        }
        const h = new History(instantiate(scenario, params));
        for (const q of scenario.questions) {
          const step = h.find(q.moment);
          if (step === undefined) continue;
          const asked = { history: h, step };
          const ids = q.options(asked).map((o) => o.id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toContain(q.answer(asked));
        }
      }),
      { seed: 0x51554553, numRuns: 150 },
    );
  });
});
