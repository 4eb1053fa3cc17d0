/** Which records a ring of some kind holds, and what a trace writes into them. */
import { assert, InputError } from '../core/assert.ts';
import { type Field, type Layout, layout, type Scalar, u8, u16, u32, u64 } from '../core/layout.ts';
import { BLKIF_X86_32, blkif_request, blkif_response } from '../mechanisms/blkif.ts';
import {
  netif_rx_request,
  netif_rx_response,
  netif_tx_request,
  netif_tx_response,
} from '../mechanisms/netif.ts';
import { slotBytes } from '../mechanisms/ring.ts';
import { type Obj, str } from './decode.ts';
import { type Assignment, readPayload } from './payload.ts';

// biome-ignore lint/suspicious/noExplicitAny: layouts of any members, looked up by field name
type AnyLayout = Layout<any>;

interface Records {
  readonly request: AnyLayout;
  readonly response: AnyLayout;
}

/** By kind; where a protocol has two ABIs the slot size tells which. */
const KINDS = new Map<string, readonly Records[]>([
  [
    'blkif',
    [
      { request: blkif_request, response: blkif_response },
      { request: BLKIF_X86_32.request, response: BLKIF_X86_32.response },
    ],
  ],
  ['netif_tx', [{ request: netif_tx_request, response: netif_tx_response }]],
  ['netif_rx', [{ request: netif_rx_request, response: netif_rx_response }]],
]);

const TYPES = new Map<string, Scalar>([
  ['u8', u8],
  ['u16', u16],
  ['u32', u32],
  ['u64', u64],
]);

/** A field of a slot and its value for request or response number `i`, counted from 1. */
export interface Fill {
  readonly field: Field;
  readonly value: (i: number) => number | bigint;
}

/** The payload of a ring's slots. */
export interface Slots {
  readonly request: readonly Fill[];
  readonly response: readonly Fill[];
  /** Bytes of a slot as the engine lays the two records over each other. */
  readonly size: number;
}

/** `tiny8` is of the family `tiny`. */
const family = (kind: string): string => kind.replace(/\d+$/, '');

function textFor(payload: Obj, kind: string, side: 'req' | 'rsp'): string {
  const keys = [`${kind}.${side}`, `${family(kind)}.${side}`, kind, family(kind)];
  const key = keys.find((k) => Object.hasOwn(payload, k));
  if (key === undefined)
    throw new InputError(
      `payload has neither ${keys[0]} nor ${family(kind)}: nothing says what the slots hold.`,
    );
  return str(payload[key], `payload[${JSON.stringify(key)}]`);
}

/** The record that a text with types describes, for kinds that the engine has no layout for. */
function described(kind: string, list: readonly Assignment[]): AnyLayout {
  const spec: Record<string, Scalar> = {};
  for (const a of list) {
    const type = TYPES.get(a.type ?? '');
    if (!type)
      throw new InputError(
        `kind ${JSON.stringify(kind)} is not a ring that the engine has records for (${[...KINDS.keys()].join(', ')}), and its payload does not give the types of its fields.`,
      );
    spec[a.field] = type;
  }
  return layout(kind, spec);
}

function fills(record: AnyLayout, list: readonly Assignment[]): readonly Fill[] {
  return list.map(({ field: name, value }) => {
    const field = record.scalars.find((f) => f.name === name);
    if (!field) throw new InputError(`payload: ${record.name} has no field ${JSON.stringify(name)}.`);
    const whole = (i: number): number => {
      const n = value(i);
      if (!Number.isSafeInteger(n))
        throw new InputError(`payload: ${name} of number ${i} is not a whole number.`);
      return n;
    };
    return { field, value: field.size === 8 ? (i) => BigInt(whole(i)) : whole };
  });
}

const slotSize = ({ request, response }: Records): number => slotBytes(request, response);

/** The records of a ring of this kind with slots of `entryBytes` (the last candidate if none has that size). */
export function slotsOf(kind: string, entryBytes: number, payload: Obj): Slots {
  const request = readPayload(textFor(payload, kind, 'req'), `payload of ${kind} requests`);
  const response = readPayload(textFor(payload, kind, 'rsp'), `payload of ${kind} responses`);
  const candidates = KINDS.get(family(kind)) ?? [
    { request: described(kind, request), response: described(kind, response) },
  ];
  const records = candidates.find((c) => slotSize(c) === entryBytes) ?? candidates[0];
  assert(records, `there are no records for ${kind}`);
  return {
    request: fills(records.request, request),
    response: fills(records.response, response),
    size: slotSize(records),
  };
}
