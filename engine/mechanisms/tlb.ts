/**
 * What a processor remembers of its walks, by which tags, and what makes it forget.
 * Combined mappings (both dimensions) carry VPID, PCID and EP4TA; guest-physical mappings (EPT alone) carry EP4TA only.
 * On AMD the ASID takes the place of VPID and EP4TA. Source: Intel SDM vol. 3A 4.10, 3C 28.3; Xen hvm/asid.c.
 */
import type { Machine } from '../core/machine.ts';
import { type Locals, line, procedure, sdm } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';
import { shiftOf } from './paging.ts';
import { type AccessKind, RIGHTS, walkerMechanism } from './walker.ts';

/** A linear address and the machine page behind it: rights of both dimensions. */
export interface Combined {
  readonly vpid: number;
  readonly pcid: number;
  readonly nested: number;
  readonly page: bigint;
  /** The smaller of the guest's page and the nested page. */
  readonly size: number;
  /** The guest's page, all of whose mappings INVLPG drops. */
  readonly guestPage: bigint;
  readonly guestSize: number;
  readonly gpa: number;
  readonly hpa: number;
  readonly us: boolean;
  readonly rw: boolean;
  readonly nx: boolean;
  readonly rwx: number;
  /** D is set in both dimensions: a write need not walk to set it. */
  readonly dirty: boolean;
  readonly global: boolean;
}
/** A guest table in machine memory (PML4E, PDPTE and PDE caches): the walk may begin there. */
export interface GuestTable {
  readonly vpid: number;
  readonly pcid: number;
  readonly nested: number;
  readonly level: number;
  readonly prefix: bigint;
  readonly gpa: number;
  readonly hpa: number;
  readonly us: boolean;
  readonly rw: boolean;
  readonly nx: boolean;
  readonly rwx: number;
}
/** A guest-physical page in machine memory. */
export interface GuestPhysical {
  readonly nested: number;
  readonly page: number;
  readonly size: number;
  readonly hpa: number;
  readonly rwx: number;
  readonly dirty: boolean;
}
/** A nested table in machine memory. */
export interface NestedTable {
  readonly nested: number;
  readonly level: number;
  readonly prefix: bigint;
  readonly hpa: number;
  readonly rwx: number;
}

export interface Tlb {
  /** Which caches this model has at all. */
  readonly remembers: { readonly translations: boolean; readonly structures: boolean };
  /** The tags in force. */
  readonly vpid: number;
  readonly pcid: number;
  readonly nested: number;
  readonly combined: readonly Combined[];
  readonly guestTables: readonly GuestTable[];
  readonly guestPhysical: readonly GuestPhysical[];
  readonly nestedTables: readonly NestedTable[];
}
export const tlbKey: Key<Tlb> = 'tlb';

export const newTlb = (remembers: Tlb['remembers'], tags: Pick<Tlb, 'vpid' | 'nested'>): Tlb => ({
  remembers,
  ...tags,
  pcid: 0,
  combined: [],
  guestTables: [],
  guestPhysical: [],
  nestedTables: [],
});

// ── finding ─────────────────────────────────────────────────────────────────────────────────────────

const within = (gva: bigint, page: bigint, size: number): boolean =>
  gva - page >= 0n && gva - page < BigInt(size);
const prefixOf = (address: bigint | number, level: number): bigint =>
  BigInt(address) >> BigInt(shiftOf(level + 1));
const mine = (t: Tlb, e: { vpid: number; pcid: number; nested: number; global?: boolean }): boolean =>
  e.vpid === t.vpid && e.nested === t.nested && (e.pcid === t.pcid || e.global === true);

export const findCombined = (t: Tlb, gva: bigint): Combined | undefined =>
  t.combined.find((e) => mine(t, e) && within(gva, e.page, e.size));

/** The table nearest to the page: the walk begins at the lowest level that is known. */
export const findGuestTable = (t: Tlb, gva: bigint): GuestTable | undefined =>
  lowest(t.guestTables.filter((e) => mine(t, e) && e.prefix === prefixOf(gva, e.level)));

export function findGuestPhysical(t: Tlb, gpa: number, access: AccessKind): GuestPhysical | undefined {
  const found = t.guestPhysical.find((e) => e.nested === t.nested && gpa >= e.page && gpa < e.page + e.size);
  const enough = found && (found.rwx & RIGHTS[access]) !== 0 && (access !== 'write' || found.dirty);
  return enough ? found : undefined;
}

export const findNestedTable = (t: Tlb, gpa: number): NestedTable | undefined =>
  lowest(t.nestedTables.filter((e) => e.nested === t.nested && e.prefix === prefixOf(gpa, e.level)));

/** The multiple of `size` at or below an address. */
export const floorTo = (address: bigint, size: number): bigint => address - (address % BigInt(size));

const lowest = <T extends { readonly level: number }>(found: readonly T[]): T | undefined =>
  found.reduce<T | undefined>((best, e) => (best && best.level <= e.level ? best : e), undefined);

// ── remembering ─────────────────────────────────────────────────────────────────────────────────────

const tagged = (t: Tlb) => ({ vpid: t.vpid, pcid: t.pcid, nested: t.nested });
const told = (n: number | bigint): string => `0x${n.toString(16)}`;

export function rememberCombined(m: Machine, e: Omit<Combined, 'vpid' | 'pcid' | 'nested'>): void {
  const t = m.rec(tlbKey);
  if (!t.remembers.translations) return;
  const others = t.combined.filter((o) => !(mine(t, o) && within(e.page, o.page, o.size)));
  m.patch(tlbKey, { combined: [...others, { ...e, ...tagged(t) }] });
  m.emit({ kind: 'tlb', op: 'fill', what: `${told(e.page)} to ${told(e.hpa)}` });
}

export function rememberGuestTable(
  m: Machine,
  gva: bigint,
  e: Omit<GuestTable, 'vpid' | 'pcid' | 'nested' | 'prefix'>,
): void {
  const t = m.rec(tlbKey);
  const prefix = prefixOf(gva, e.level);
  if (!t.remembers.structures) return;
  if (t.guestTables.some((o) => mine(t, o) && o.level === e.level && o.prefix === prefix)) return;
  m.patch(tlbKey, { guestTables: [...t.guestTables, { ...e, ...tagged(t), prefix }] });
  m.emit({ kind: 'tlb', op: 'fill', what: `guest table ${told(e.gpa)} of level ${e.level}` });
}

export function rememberGuestPhysical(m: Machine, e: Omit<GuestPhysical, 'nested'>): void {
  const t = m.rec(tlbKey);
  if (!t.remembers.structures) return;
  const others = t.guestPhysical.filter((o) => !(o.nested === t.nested && o.page === e.page));
  m.patch(tlbKey, { guestPhysical: [...others, { ...e, nested: t.nested }] });
  m.emit({ kind: 'tlb', op: 'fill', what: `guest page ${told(e.page)} to ${told(e.hpa)}` });
}

export function rememberNestedTable(
  m: Machine,
  gpa: number,
  e: Omit<NestedTable, 'nested' | 'prefix'>,
): void {
  const t = m.rec(tlbKey);
  const prefix = prefixOf(gpa, e.level);
  if (!t.remembers.structures) return;
  if (t.nestedTables.some((o) => o.nested === t.nested && o.level === e.level && o.prefix === prefix)) return;
  m.patch(tlbKey, { nestedTables: [...t.nestedTables, { ...e, nested: t.nested, prefix }] });
}

// ── forgetting ──────────────────────────────────────────────────────────────────────────────────────

type Kept = Pick<Tlb, 'combined' | 'guestTables' | 'guestPhysical' | 'nestedTables'>;

function forget(m: Machine, what: string, keep: (t: Tlb) => Partial<Kept>): void {
  m.patch(tlbKey, keep(m.rec(tlbKey)));
  m.emit({ kind: 'tlb', op: 'flush', what });
}

/** A page fault forgets what it used, so that a stale mapping cannot make it recur (SDM vol. 3A 4.10.4.1). */
export function forgetLinear(m: Machine, gva: bigint): void {
  const t = m.rec(tlbKey);
  const combined = t.combined.filter((e) => !(mine(t, e) && within(gva, e.page, e.size)));
  const guestTables = t.guestTables.filter((e) => !(mine(t, e) && e.prefix === prefixOf(gva, e.level)));
  if (combined.length + guestTables.length < t.combined.length + t.guestTables.length)
    forget(m, `${told(gva)}`, () => ({ combined, guestTables }));
}

/** An EPT violation forgets the guest-physical mappings of its address, and the combined ones of the linear address. */
export function forgetGuestPhysical(m: Machine, gpa: number, gva: bigint): void {
  const t = m.rec(tlbKey);
  const same = (e: { nested: number }): boolean => e.nested === t.nested;
  const guestPhysical = t.guestPhysical.filter((e) => !(same(e) && gpa >= e.page && gpa < e.page + e.size));
  const nestedTables = t.nestedTables.filter((e) => !(same(e) && e.prefix === prefixOf(gpa, e.level)));
  if (guestPhysical.length + nestedTables.length < t.guestPhysical.length + t.nestedTables.length)
    forget(m, `guest page ${told(gpa)}`, () => ({ guestPhysical, nestedTables }));
  forgetLinear(m, gva);
}

interface Address extends Locals {
  gva: bigint;
}
export const INVLPG = procedure<Address>(
  'INVLPG',
  {
    source: sdm(
      'vol. 3A 4.10.4.1 Operations that Invalidate TLBs and Paging-Structure Caches; vol. 3C 28.3.3.1 Operations that Invalidate Cached Mappings',
    ),
    world: 'hardware',
    via: 'instruction',
  },
  [
    line(
      'page',
      'drop the combined mappings of the page: this VPID, this PCID or global, every EP4TA',
      (m, l) =>
        forget(m, `page ${told(l.gva)}`, (t) => ({
          combined: t.combined.filter(
            (e) =>
              !(
                e.vpid === t.vpid &&
                (e.pcid === t.pcid || e.global) &&
                within(l.gva, e.guestPage, e.guestSize)
              ),
          ),
        })),
    ),
    line('structures', 'drop all guest tables of this PCID   // guest-physical mappings stay', (m) =>
      forget(m, 'guest tables', (t) => ({
        guestTables: t.guestTables.filter((e) => !(e.vpid === t.vpid && e.pcid === t.pcid)),
      })),
    ),
  ],
);

export const MOV_CR3 = procedure<Locals>(
  'MOV CR3',
  {
    source: sdm(
      'vol. 3A 4.10.4.1 Operations that Invalidate TLBs and Paging-Structure Caches; vol. 3C 28.3.3.1 Operations that Invalidate Cached Mappings',
    ),
    world: 'hardware',
    via: 'instruction',
  },
  [
    line('pages', 'drop the combined mappings of this VPID and PCID, but for global ones', (m) =>
      forget(m, 'all but global pages', (t) => ({
        combined: t.combined.filter((e) => !(e.vpid === t.vpid && e.pcid === t.pcid && !e.global)),
      })),
    ),
    line('structures', 'drop all guest tables of this PCID   // guest-physical mappings stay', (m) =>
      forget(m, 'guest tables', (t) => ({
        guestTables: t.guestTables.filter((e) => !(e.vpid === t.vpid && e.pcid === t.pcid)),
      })),
    ),
  ],
);

/** INVVPID types (SDM vol. 3C 30.3; Xen vmx.h). */
export const INVVPID_TYPE = { individual: 0, single: 1, all: 2, retainingGlobals: 3 } as const;
interface Invvpid extends Locals {
  type: number;
  vpid: number;
  gva: bigint;
}
export const INVVPID = procedure<Invvpid>(
  'INVVPID',
  {
    source: sdm('vol. 3C 28.3.3.1 Operations that Invalidate Cached Mappings; 30.3 VMX Instructions'),
    world: 'hardware',
    via: 'instruction',
  },
  [
    line(
      'drop',
      'drop combined mappings and guest tables by VPID: 0 an address, 1 a VPID, 2 all, 3 as 1 but global ones',
      (m, l) => {
        const hit = (vpid: number): boolean => (l.type === INVVPID_TYPE.all ? vpid !== 0 : vpid === l.vpid);
        const page = (e: Combined): boolean =>
          l.type !== INVVPID_TYPE.individual || within(l.gva, e.guestPage, e.guestSize);
        const spared = (e: Combined): boolean => l.type === INVVPID_TYPE.retainingGlobals && e.global;
        forget(m, `by VPID, type ${l.type}`, (t) => ({
          combined: t.combined.filter((e) => !(hit(e.vpid) && page(e) && !spared(e))),
          guestTables: t.guestTables.filter(
            (e) =>
              !(hit(e.vpid) && (l.type !== INVVPID_TYPE.individual || e.prefix === prefixOf(l.gva, e.level))),
          ),
        }));
      },
    ),
  ],
);

/** INVEPT types (SDM vol. 3C 30.3; Xen vmx.h). */
export const INVEPT_TYPE = { single: 1, all: 2 } as const;
interface Invept extends Locals {
  type: number;
  ep4ta: number;
}
export const INVEPT = procedure<Invept>(
  'INVEPT',
  {
    source: sdm('vol. 3C 28.3.3.1 Operations that Invalidate Cached Mappings; 30.3 VMX Instructions'),
    world: 'hardware',
    via: 'instruction',
  },
  [
    line(
      'drop',
      'drop guest-physical and combined mappings: 1 of one EP4TA, 2 of all   // every VPID and PCID',
      (m, l) => {
        const hit = (e: { readonly nested: number }): boolean =>
          l.type === INVEPT_TYPE.all || e.nested === l.ep4ta;
        forget(m, `by EPT root, type ${l.type}`, (t) => ({
          combined: t.combined.filter((e) => !hit(e)),
          guestTables: t.guestTables.filter((e) => !hit(e)),
          guestPhysical: t.guestPhysical.filter((e) => !hit(e)),
          nestedTables: t.nestedTables.filter((e) => !hit(e)),
        }));
      },
    ),
  ],
);

export const tlbMechanism: Mechanism = {
  id: 'tlb',
  needs: [walkerMechanism],
  procedures: [INVLPG, MOV_CR3, INVVPID, INVEPT],
};
