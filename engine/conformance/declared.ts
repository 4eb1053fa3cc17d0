/**
 * What the engine declares of the public headers: every layout and every constant that a mechanism exports.
 * A new mechanism is a row in MODULES.
 */
import type { Field, Layout, List, Scalar, Span } from '../core/layout.ts';
import * as ata from '../mechanisms/ata.ts';
import * as blkif from '../mechanisms/blkif.ts';
import * as cpuid from '../mechanisms/cpuid.ts';
import * as dmOp from '../mechanisms/dm-op.ts';
import * as eventBinding from '../mechanisms/event-binding.ts';
import * as eventChannel from '../mechanisms/event-channel.ts';
import * as eventFifo from '../mechanisms/event-fifo.ts';
import * as eventOps from '../mechanisms/event-ops.ts';
import * as gnttabop from '../mechanisms/gnttabop.ts';
import * as grantTable from '../mechanisms/grant-table.ts';
import * as guestWalk from '../mechanisms/guest-walk.ts';
import * as hvmOp from '../mechanisms/hvm-op.ts';
import * as hypercall from '../mechanisms/hypercall.ts';
import * as ioreq from '../mechanisms/ioreq.ts';
import * as memoryOp from '../mechanisms/memory-op.ts';
import * as multicall from '../mechanisms/multicall.ts';
import * as netif from '../mechanisms/netif.ts';
import { ringEntries, SRING_HEADER, slotBytes, sring } from '../mechanisms/ring.ts';
import * as schedOp from '../mechanisms/sched-op.ts';
import * as sharedInfo from '../mechanisms/shared-info.ts';
import * as xenVersion from '../mechanisms/xen-version.ts';

const MODULES: readonly Readonly<Record<string, unknown>>[] = [
  blkif,
  netif,
  grantTable,
  eventChannel,
  eventBinding,
  eventFifo,
  eventOps,
  gnttabop,
  sharedInfo,
  hypercall,
  ioreq,
  dmOp,
  ata,
  guestWalk,
  cpuid,
  xenVersion,
  memoryOp,
  multicall,
  schedOp,
  hvmOp,
];

// biome-ignore lint/suspicious/noExplicitAny: layouts of any members, looked up by name
export type AnyLayout = Layout<any>;

/** A member of a structure: where it lies, and its own members where it is a structure itself. */
export interface Placed {
  readonly offset: number;
  readonly size: number;
  /** Of an array. */
  readonly count: number | undefined;
  /** Of an integer. */
  readonly signed: boolean | undefined;
  readonly members: ReadonlyMap<string, Placed> | undefined;
  /** Bytes without a meaning of their own. */
  readonly opaque: boolean;
}

export interface DeclaredType {
  readonly size: number;
  readonly align: number;
  readonly members: ReadonlyMap<string, Placed>;
}

const isLayout = (v: unknown): v is AnyLayout =>
  typeof v === 'object' && v !== null && (v as { kind?: unknown }).kind === 'layout';

type Built = Field | Span | readonly Built[] | { readonly [name: string]: Built };
type Member = Scalar | { readonly kind: 'blob'; readonly size: number } | List | AnyLayout;

const isLeaf = (b: Built): b is Field | Span => typeof (b as { offset?: unknown }).offset === 'number';
const start = (b: Built): number => (isLeaf(b) ? b.offset : start(Object.values(b)[0] as Built));

function placed(member: Member, built: Built): Placed {
  const none = { count: undefined, signed: undefined, members: undefined, opaque: false };
  const offset = start(built);
  if (member.kind === 'scalar') return { ...none, offset, size: member.size, signed: member.signed };
  if (member.kind === 'blob') return { ...none, offset, size: member.size, opaque: true };
  if (member.kind === 'list')
    return { ...none, offset, size: member.of.size * member.count, count: member.count };
  return {
    ...none,
    offset,
    size: member.size,
    members: membersOf(member.spec, built as Record<string, Built>),
  };
}

const membersOf = (
  spec: Readonly<Record<string, Member>>,
  built: Readonly<Record<string, Built>>,
): ReadonlyMap<string, Placed> =>
  new Map(Object.entries(spec).map(([name, m]) => [name, placed(m, built[name] as Built)]));

const typeOf = (l: AnyLayout): DeclaredType => ({
  size: l.size,
  align: l.align,
  members: membersOf(l.spec, l.fields),
});

/** `union x_sring_entry`: a request and a response lie over each other. */
function entryOf(request: AnyLayout, response: AnyLayout): DeclaredType {
  const over = (l: AnyLayout): Placed => ({
    offset: 0,
    size: l.size,
    count: undefined,
    signed: undefined,
    members: typeOf(l).members,
    opaque: false,
  });
  return {
    size: slotBytes(request, response),
    align: Math.max(request.align, response.align),
    members: new Map([
      ['req', over(request)],
      ['rsp', over(response)],
    ]),
  };
}

/** `struct x_sring`: the header and the first slot. */
function ringOf(entry: DeclaredType): DeclaredType {
  const ring: Placed = {
    offset: SRING_HEADER,
    size: entry.size,
    count: 1,
    signed: undefined,
    members: undefined,
    opaque: false,
  };
  const header = typeOf(sring);
  const align = Math.max(header.align, entry.align);
  return { size: SRING_HEADER + entry.size, align, members: new Map([...header.members, ['ring', ring]]) };
}

const RINGS: Readonly<Record<string, readonly [request: AnyLayout, response: AnyLayout]>> = {
  blkif: [blkif.blkif_request, blkif.blkif_response],
  netif_tx: [netif.netif_tx_request, netif.netif_tx_response],
  netif_rx: [netif.netif_rx_request, netif.netif_rx_response],
};

/** Layouts by their name in C, for a 64-bit guest. */
export const LAYOUTS: ReadonlyMap<string, AnyLayout> = new Map(
  MODULES.flatMap((m) => Object.values(m).filter(isLayout)).map((l) => [l.name, l]),
);

/** Every structure of the headers that the engine declares, by its name in C without `struct` or `union`. */
export const TYPES: ReadonlyMap<string, DeclaredType> = new Map([
  ...[...LAYOUTS].map(([name, l]) => [name, typeOf(l)] as const),
  ...Object.entries(RINGS).flatMap(([name, [request, response]]) => {
    const entry = entryOf(request, response);
    return [[`${name}_sring_entry`, entry] as const, [`${name}_sring`, ringOf(entry)] as const];
  }),
]);

/** `X = 1` is X; a table `GNTST = { okay: 0 }` is GNTST_okay. */
function constantsOf(name: string, value: unknown): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[name, value]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([k, v]) =>
    typeof v === 'number' ? [[`${name}_${k}`, v] as const] : [],
  );
}

/** Every constant that a mechanism exports, by its name in C. */
export const CONSTANTS: ReadonlyMap<string, number> = new Map(
  MODULES.flatMap((m) => Object.entries(m).flatMap(([name, value]) => constantsOf(name, value))),
);

const slotsIn = (name: keyof typeof RINGS, pages: number): number => {
  const [request, response] = RINGS[name] as (typeof RINGS)[string];
  return ringEntries(pages * 4096, slotBytes(request, response));
};
const perPage = (l: AnyLayout): number => 4096 / l.size;

/** Sizes that follow from layouts. */
export const DERIVED: Readonly<Record<string, unknown>> = {
  blkif_ring_entries_by_order: Object.fromEntries(
    [0, 1, 2, 3, 4].map((order) => [order, slotsIn('blkif', 2 ** order)]),
  ),
  netif_tx_ring_entries: slotsIn('netif_tx', 1),
  netif_rx_ring_entries: slotsIn('netif_rx', 1),
  blkif_request_struct_allocated_by_gcc: blkif.blkif_request.size,
  blkif_sring_entry_size: slotBytes(blkif.blkif_request, blkif.blkif_response),
  sring_header_size: SRING_HEADER,
  grant_v1_entries_per_page: perPage(grantTable.grant_entry_v1),
};
