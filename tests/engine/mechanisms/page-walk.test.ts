// The walker, the TLB and the instructions that make it forget, against a reference that knows no listings and no caches.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlKey, registersKey } from '@/engine/mechanisms/control-registers.ts';
import {
  EMT,
  EPTE_SP,
  ept_walk,
  eptEntry,
  eptMechanism,
  eptPointer,
  exitQualification,
  misconfigured,
  vmcsKey,
} from '@/engine/mechanisms/ept.ts';
import { guestEntryFields, guestPagingMechanism, reservedBits } from '@/engine/mechanisms/guest-paging.ts';
import { memoryAccessMechanism } from '@/engine/mechanisms/memory-access.ts';
import { exitInfo1, npt_walk, nptKey, nptMechanism, VMCB, vmcb } from '@/engine/mechanisms/npt.ts';
import { bit, ENTRY } from '@/engine/mechanisms/paging.ts';
import { newTlb, type Tlb, tlbKey, tlbMechanism } from '@/engine/mechanisms/tlb.ts';
import { type Refused, walkerKey } from '@/engine/mechanisms/walker.ts';
import { Edit, line, model, procedure, rec, ret, type State } from '../../../engine/index.ts';
import { type Called, callProcedure, emptyState } from '../support/call.ts';
import {
  type Answer,
  type Ask,
  chanceFrom,
  grow,
  type Machine,
  type Mem,
  translate,
} from '../tools/paging-model.ts';

const NESTED_ROOT = 0x10_0000;
const NOTHING = { translations: false, structures: false };
const EVERYTHING = { translations: true, structures: true };

/** A processor with the given machine's registers. A refused access ends at once; a fault kills. */
function processor(m: Machine, mem: Mem, remembers: Tlb['remembers']): State {
  const state = emptyState({
    [controlKey]: {
      vendor: m.vendor,
      cr3: m.cr3,
      levels: m.guestLevels,
      wp: m.wp,
      smep: m.smep,
      smap: m.smap,
      ac: false,
      nxe: true,
      maxphyaddr: m.width,
      nestedWalk: m.vendor === 'intel' ? ept_walk.name : npt_walk.name,
      nestedExit: 'exit',
      cr2: 0n,
      errorCode: 0,
    },
    [registersKey]: { al: 0, instruction: 'read' },
    [walkerKey]: { row: 0, loads: [], gathered: null, found: null },
    [tlbKey]: newTlb(remembers, { vpid: 1, nested: m.vendor === 'intel' ? NESTED_ROOT : 1 }),
    [vmcsKey]: {
      EPT_POINTER: eptPointer(NESTED_ROOT, m.nestedLevels, m.ad),
      VIRTUAL_PROCESSOR_ID: 1,
      VM_EXIT_REASON: 0,
      EXIT_QUALIFICATION: 0n,
      GUEST_PHYSICAL_ADDRESS: 0,
      GUEST_LINEAR_ADDRESS: 0n,
      executeOnly: m.executeOnly,
    },
    [nptKey]: { vmcb: 0x1000, root: NESTED_ROOT, levels: m.nestedLevels },
    refused: { answer: null },
  });
  return written(state, mem);
}
function written(state: State, mem: Mem): State {
  const edit = new Edit();
  let ram = state.ram.writable(edit);
  for (const [at, entry] of mem) ram = ram.store(at, ENTRY, entry);
  return { ...state, ram };
}

const stubs = [
  procedure('exc_page_fault', { source: model('kills'), world: 'kernel' }, [
    line('kill', 'kill', () => ret(false)),
  ]),
  procedure('exit', { source: model('keeps what was refused'), world: 'hardware' }, [
    line('keep', 'keep', (m, l) => {
      m.patch<{ answer: unknown }>('refused', { answer: l.refused });
      return ret('done');
    }),
  ]),
];
const listings = [
  ...guestPagingMechanism.procedures,
  ...eptMechanism.procedures,
  ...nptMechanism.procedures,
  ...tlbMechanism.procedures,
  ...memoryAccessMechanism.procedures,
  ...stubs,
];
const as = { domain: 1, world: 'guest-user' } as const;
const run = (state: State, name: string, args: Parameters<typeof callProcedure>[3]): Called =>
  callProcedure(listings, state, name, args, as);

/** A walk's or an access's answer as the reference gives it. */
function told(m: Machine, value: unknown): Answer {
  const r = value as { ok?: false; fault?: boolean; error: number; hpa: number; size: number } & Refused;
  if (r.ok === false) {
    if (r.cause === 'misconfiguration') return { kind: 'misconfiguration', gpa: r.gpa };
    return {
      kind: 'violation',
      gpa: r.gpa,
      word: m.vendor === 'intel' ? exitQualification(r) : exitInfo1(r),
    };
  }
  return r.fault ? { kind: 'pf', error: r.error } : { kind: 'ok', hpa: r.hpa, size: r.size };
}

const machine = fc.record({
  vendor: fc.constantFrom('intel', 'amd') as fc.Arbitrary<'intel' | 'amd'>,
  cr3: fc.constant(0x20_0000),
  guestLevels: fc.constantFrom(4, 5),
  nestedRoot: fc.constant(NESTED_ROOT),
  nestedLevels: fc.constantFrom(4, 5),
  ad: fc.boolean(),
  wp: fc.boolean(),
  smep: fc.boolean(),
  smap: fc.boolean(),
  width: fc.constant(46),
  executeOnly: fc.boolean(),
});
const access = fc.constantFrom('read', 'write', 'fetch') as fc.Arbitrary<Ask['access']>;
const gva = (levels: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(levels === 5 ? 56 : 47)) - 1n });
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const byteAt = (mem: Mem, at: number): number =>
  Number(((mem.get(at - (at % 8)) ?? 0n) >> BigInt(8 * (at % 8))) & 255n);

const entriesOf = (state: State, mem: Mem): (readonly [number, bigint])[] =>
  [...mem.keys()].sort((a, b) => a - b).map((at) => [at, state.ram.load(at, ENTRY)] as const);

describe('a walk through random trees', () => {
  it('ends as the reference does, by the same loads, and leaves the same bits (1,500 seeded trees)', {
    timeout: 120_000,
  }, () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        machine,
        gva(5),
        access,
        fc.boolean(),
        seed,
        fc.constantFrom(6, 14, 60, 1000),
        (m, va, kind, user, s, rarity) => {
          const ask = { gva: m.guestLevels === 5 ? va : va & ((1n << 47n) - 1n), access: kind, user };
          const mem: Mem = new Map();
          grow(mem, m, chanceFrom(s), ask.gva, rarity);
          const before = new Map(mem);
          const loads: number[] = [];
          const expected = translate(mem, m, ask, loads);
          const { value, state } = run(processor(m, before, NOTHING), 'page walk', { ...ask });
          expect(told(m, value)).toEqual(expected);
          expect(rec(state, walkerKey).loads.map((l) => l.at)).toEqual(loads);
          expect(entriesOf(state, mem)).toEqual([...mem].sort((a, b) => a[0] - b[0]));
          seen.set(expected.kind, (seen.get(expected.kind) ?? 0) + 1);
        },
      ),
      { seed: 0x57414c4b, numRuns: 1500 },
    );
    for (const kind of ['ok', 'pf', 'violation', 'misconfiguration'])
      expect(seen.get(kind) ?? 0).toBeGreaterThan(40);
  });
});

type Op =
  | { readonly op: 'access'; readonly n: number; readonly access: Ask['access']; readonly user: boolean }
  | { readonly op: 'guest'; readonly n: number; readonly flush: 'INVLPG' | 'MOV CR3' }
  | { readonly op: 'nested'; readonly n: number };
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ op: fc.constant('access' as const), n: fc.nat(5), access, user: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('guest' as const),
      n: fc.nat(),
      flush: fc.constantFrom('INVLPG' as const, 'MOV CR3' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('nested' as const), n: fc.nat() }) },
);

describe('with caches on and every change followed by its flush', () => {
  /** Bits that a change may flip without making the tree another one: rights, presence, frame. */
  const flip = (entry: bigint, n: number): bigint =>
    entry ^ ([bit(1), bit(2), bit(0), bit(13), bit(22)][n % 5] ?? 0n);

  it('every access ends as without caches, and never by more loads (600 seeded runs)', {
    timeout: 240_000,
  }, () => {
    let hits = 0;
    fc.assert(
      fc.property(
        machine,
        fc.array(gva(4), { minLength: 6, maxLength: 6 }),
        fc.array(op, { minLength: 4, maxLength: 14 }),
        seed,
        (m, addresses, ops, s) => {
          const mem: Mem = new Map();
          const c = chanceFrom(s);
          // Neighbours share tables: two pages of one table, two of one directory.
          const gvas = addresses.map((a, i) =>
            i % 2 ? (addresses[i - 1] as bigint) ^ bit(12 + 9 * (i % 3)) : a,
          );
          for (const a of gvas) grow(mem, m, c, a, 60);
          const guestSlots = [...mem.keys()].filter((at) => at >= 0x20_0000);
          const nestedSlots = [...mem.keys()].filter((at) => at < 0x20_0000);
          let state = processor(m, mem, EVERYTHING);
          for (const o of ops) {
            if (o.op === 'access') {
              const ask = { gva: gvas[o.n] as bigint, access: o.access, user: o.user };
              const loads: number[] = [];
              const expected = translate(mem, m, ask, loads);
              // A write that changes nothing: random pages may lie over random tables.
              const al = expected.kind === 'ok' ? byteAt(mem, expected.hpa) : 0;
              const registers = { al, instruction: o.access };
              const called = run(
                { ...state, records: { ...state.records, [registersKey]: registers } },
                'memory access',
                { ...ask },
              );
              state = called.state;
              expect(ending(m, called, ask)).toEqual(ended(expected));
              const made = called.effects.filter((e) => e.kind === 'walk').length;
              expect(made).toBeLessThanOrEqual(loads.length);
              if (made < loads.length) hits++;
              expect(entriesOf(state, mem)).toEqual([...mem].sort((x, y) => x[0] - y[0]));
              continue;
            }
            const slots = o.op === 'guest' ? guestSlots : nestedSlots;
            const at = slots[o.n % Math.max(slots.length, 1)];
            if (at === undefined) continue;
            mem.set(at, flip(mem.get(at) ?? 0n, o.n));
            state = written(state, new Map([[at, mem.get(at) ?? 0n]]));
            state = flush(m, state, o, gvas);
          }
        },
      ),
      { seed: 0x544c4221, numRuns: 600 },
    );
    expect(hits).toBeGreaterThan(300);
  });

  /** A guest's entry may serve many pages, so INVLPG is given for each; a nested one needs INVEPT, on AMD a new ASID. */
  function flush(m: Machine, state: State, o: Op, gvas: readonly bigint[]): State {
    if (o.op === 'guest' && o.flush === 'INVLPG')
      return gvas.reduce((s, g) => run(s, 'INVLPG', { gva: g }).state, state);
    if (o.op === 'guest') return notGlobal(run(state, 'MOV CR3', {}).state);
    if (m.vendor === 'intel') return run(state, 'INVEPT', { type: 1, ep4ta: NESTED_ROOT }).state;
    const t = rec(state, tlbKey);
    return {
      ...state,
      records: { ...state.records, [tlbKey]: { ...t, vpid: t.vpid + 1, nested: t.nested + 1 } },
    };
  }
  /** MOV CR3 spares global pages: the guest would have to flush those otherwise. */
  function notGlobal(state: State): State {
    const t = rec(state, tlbKey);
    return {
      ...state,
      records: { ...state.records, [tlbKey]: { ...t, combined: t.combined.filter((e) => !e.global) } },
    };
  }

  const ended = (a: Answer): unknown =>
    a.kind === 'ok' ? { kind: 'ok', hpa: a.hpa } : a.kind === 'pf' ? { kind: 'pf', error: a.error } : a;
  function ending(m: Machine, { effects, state, value }: Called, ask: Ask): unknown {
    const fault = effects.find((e) => e.kind === 'exception');
    if (fault?.kind === 'exception') return { kind: 'pf', error: fault.error ?? 0 };
    if (value === 'emulated') return told(m, rec<{ answer: unknown }>(state, 'refused').answer);
    const touched = effects.find((e) => (e.kind === 'read' || e.kind === 'write') && e.place.leaf === 'byte');
    expect(touched, `${ask.access} touched nothing`).toBeDefined();
    return { kind: 'ok', hpa: touched && 'place' in touched ? touched.place.at : -1 };
  }
});

describe('what each instruction forgets (facts, mmu-and-peers §1.6; SDM 28.3.3.1)', () => {
  const M: Machine = {
    vendor: 'intel',
    cr3: 0x20_0000,
    guestLevels: 4,
    nestedRoot: NESTED_ROOT,
    nestedLevels: 4,
    ad: false,
    wp: true,
    smep: true,
    smap: true,
    width: 46,
    executeOnly: true,
  };
  const combined = (page: bigint, more: object = {}) => ({
    vpid: 1,
    pcid: 0,
    nested: 1,
    page,
    size: 4096,
    guestPage: page,
    guestSize: 4096,
    gpa: 0,
    hpa: 0,
    us: true,
    rw: true,
    nx: false,
    rwx: 7,
    dirty: true,
    global: false,
    ...more,
  });
  const table = (more: object = {}) => ({
    vpid: 1,
    pcid: 0,
    nested: 1,
    level: 1,
    prefix: 0n,
    gpa: 0,
    hpa: 0,
    us: true,
    rw: true,
    nx: false,
    rwx: 7,
    ...more,
  });
  const physical = (nested: number) => ({ nested, page: 0, size: 4096, hpa: 0, rwx: 7, dirty: true });
  const full: Tlb = {
    ...newTlb(EVERYTHING, { vpid: 1, nested: 1 }),
    combined: [
      combined(0x1000n),
      combined(0x2000n),
      combined(0x1000n, { global: true, pcid: 3 }),
      combined(0x1000n, { pcid: 3 }),
      combined(0x1000n, { vpid: 2 }),
      combined(0x1000n, { nested: 2 }),
      combined(0x200000n, { guestPage: 0x200000n, guestSize: 2 ** 21 }),
      combined(0x201000n, { guestPage: 0x200000n, guestSize: 2 ** 21 }),
    ],
    guestTables: [table(), table({ pcid: 3 }), table({ vpid: 2 }), table({ nested: 2 })],
    guestPhysical: [physical(1), physical(2)],
    nestedTables: [
      { nested: 1, level: 1, prefix: 0n, hpa: 0, rwx: 7 },
      { nested: 2, level: 1, prefix: 0n, hpa: 0, rwx: 7 },
    ],
  };
  /** Indices of what is left, in the order of `full`. */
  const left = (name: string, args: Parameters<typeof callProcedure>[3]) => {
    const state = processor(M, new Map(), EVERYTHING);
    const t = rec(run({ ...state, records: { ...state.records, [tlbKey]: full } }, name, args).state, tlbKey);
    const kept = <T>(before: readonly T[], after: readonly T[]) =>
      before.flatMap((e, i) => (after.includes(e) ? [i] : []));
    return {
      combined: kept(full.combined, t.combined),
      guestTables: kept(full.guestTables, t.guestTables),
      guestPhysical: kept(full.guestPhysical, t.guestPhysical),
    };
  };
  const rows: readonly (readonly [
    string,
    string,
    Parameters<typeof callProcedure>[3],
    ReturnType<typeof left>,
  ])[] = [
    [
      'INVLPG: the page, by VPID and PCID or global, under every EP4TA',
      'INVLPG',
      { gva: 0x1234n },
      { combined: [1, 3, 4, 6, 7], guestTables: [1, 2], guestPhysical: [0, 1] },
    ],
    [
      'INVLPG of a large page that was remembered in pieces: all of them',
      'INVLPG',
      { gva: 0x2ff000n },
      { combined: [0, 1, 2, 3, 4, 5], guestTables: [1, 2], guestPhysical: [0, 1] },
    ],
    [
      'MOV CR3: all of VPID and PCID but global',
      'MOV CR3',
      {},
      { combined: [2, 3, 4], guestTables: [1, 2], guestPhysical: [0, 1] },
    ],
    [
      'INVVPID 0: one address of one VPID',
      'INVVPID',
      { type: 0, vpid: 1, gva: 0x1000n },
      { combined: [1, 4, 6, 7], guestTables: [2], guestPhysical: [0, 1] },
    ],
    [
      'INVVPID 1: one VPID, every PCID',
      'INVVPID',
      { type: 1, vpid: 1, gva: 0n },
      { combined: [4], guestTables: [2], guestPhysical: [0, 1] },
    ],
    [
      'INVVPID 2: every VPID',
      'INVVPID',
      { type: 2, vpid: 0, gva: 0n },
      { combined: [], guestTables: [], guestPhysical: [0, 1] },
    ],
    [
      'INVVPID 3: one VPID, but global pages',
      'INVVPID',
      { type: 3, vpid: 1, gva: 0n },
      { combined: [2, 4], guestTables: [2], guestPhysical: [0, 1] },
    ],
    [
      'INVEPT 1: one EP4TA, every VPID and PCID',
      'INVEPT',
      { type: 1, ep4ta: 1 },
      { combined: [5], guestTables: [3], guestPhysical: [1] },
    ],
    [
      'INVEPT 2: everything',
      'INVEPT',
      { type: 2, ep4ta: 0 },
      { combined: [], guestTables: [], guestPhysical: [] },
    ],
  ];
  it.each(rows)('%s', (_, name, args, expected) => expect(left(name, args)).toEqual(expected));
});

describe('malformed entries (facts §1.2, §1.3)', () => {
  const c = { maxphyaddr: 46, executeOnly: false };
  const leaf = (rwx: number, more: Partial<Parameters<typeof eptEntry>[0]> = {}) =>
    eptEntry({ address: 0x2f0a1000, rwx, emt: EMT.WB, ...more });
  it('of EPT: write without read, execute-only without the capability, reserved bits and memory types', () => {
    expect([0b010, 0b110].map((rwx) => misconfigured(leaf(rwx), 1, c))).toEqual(
      new Array(2).fill('writable but not readable'),
    );
    expect(misconfigured(leaf(0b100), 1, c)).toMatch(/execute-only/);
    expect(misconfigured(leaf(0b100), 1, { ...c, executeOnly: true })).toBeUndefined();
    expect(misconfigured(leaf(7, { flags: bit(46) }), 1, c)).toMatch(/reserved bit/);
    expect(misconfigured(leaf(7, { flags: EPTE_SP }), 4, c)).toMatch(/reserved bit/);
    expect(misconfigured(eptEntry({ address: 0x1234000, rwx: 7, emt: 6 }), 2, c)).toMatch(/reserved bit/);
    expect(misconfigured(eptEntry({ address: 0x40201000, rwx: 7, emt: 6, flags: EPTE_SP }), 2, c)).toMatch(
      /reserved bit/,
    );
    expect(misconfigured(leaf(7, { flags: EPTE_SP }), 1, c)).toBeUndefined();
    expect([0, 1, 2, 3, 4, 5, 6, 7].filter((emt) => misconfigured(leaf(7, { emt }), 1, c))).toEqual([
      2, 3, 7,
    ]);
  });
  it('of the guest: NX without EFER.NXE, PS above level 3, low bits of a large page, and bit 8 of the top on AMD', () => {
    const g = { maxphyaddr: 46, nxe: true, vendor: 'intel' } as const;
    expect(reservedBits(bit(63) | 1n, 1, { ...g, nxe: false })).toBe(bit(63));
    expect(reservedBits(bit(7) | 1n, 4, g)).toBe(bit(7));
    expect(reservedBits(bit(7) | bit(13) | 1n, 2, g)).toBe(bit(13));
    expect(reservedBits(bit(7) | bit(12) | 1n, 2, g)).toBe(0n);
    expect(reservedBits(bit(7) | bit(29) | 1n, 3, g)).toBe(bit(29));
    expect(reservedBits(bit(8) | 1n, 4, g)).toBe(0n);
    expect(reservedBits(bit(8) | 1n, 4, { ...g, vendor: 'amd' })).toBe(bit(8));
  });
  it('are told bit by bit', () => {
    const fields = Object.fromEntries(
      guestEntryFields(0x800000000_2992867n, 1).map((f) => [f.name, f.value]),
    );
    expect(fields).toMatchObject({ P: 1n, RW: 1n, US: 1n, A: 1n, D: 1n, G: 0n, NX: 1n });
  });
});

it('the VMCB’s fields lie where Xen’s structure has them (vmcb.h)', () => {
  const at = (f: { readonly offset: number }): number => f.offset;
  expect(
    [
      VMCB.asid,
      VMCB.tlb_control,
      VMCB.exitcode,
      VMCB.exitinfo1,
      VMCB.exitinfo2,
      VMCB.np_enable,
      VMCB.h_cr3,
    ].map(at),
  ).toEqual([0x58, 0x5c, 0x70, 0x78, 0x80, 0x90, 0xb0]);
  expect(vmcb.size).toBe(0xb8);
});
