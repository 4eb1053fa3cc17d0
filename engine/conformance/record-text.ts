/**
 * Records described in words, as golden files name them: `netif_tx_request gref=12 offset=0x40 flags=csum_blank|data_validated`,
 * `blkif_request WRITE nseg=2 seg0={gref 8, 0..7}`. They become assignments to the fields of a layout.
 */
import type { Field } from '../core/layout.ts';
import { type AnyLayout, CONSTANTS, LAYOUTS } from './declared.ts';

/** Shorthands of the files, by record: the field that a word means. */
const FIELD: Readonly<Record<string, string>> = {
  nseg: 'nr_segments',
  sector: 'sector_number',
  nr: 'nr_sectors',
  gref0: 'indirect_grefs[0]',
  remote: 'remote_dom',
  port: 'port',
};

/** Words that stand alone. */
const WORD: Readonly<Record<string, readonly [field: string, constant: string]>> = {
  READ: ['operation', 'BLKIF_OP_READ'],
  WRITE: ['operation', 'BLKIF_OP_WRITE'],
  permit_access: ['flags', 'GTF_permit_access'],
  readonly: ['flags', 'GTF_readonly'],
  reading: ['flags', 'GTF_reading'],
};

/** What a kind of record implies or calls differently. */
interface Dialect {
  /** Fields that the words leave out. */
  readonly always?: Readonly<Record<string, number>>;
  readonly words?: typeof WORD;
  readonly fields?: Readonly<Record<string, string>>;
  /** Of the constants that stand for values. */
  readonly prefix?: string;
}

const RECORD: Readonly<Record<string, Dialect>> = {
  blkif_request_indirect: {
    always: { operation: 6 },
    words: { READ: ['indirect_op', 'BLKIF_OP_READ'], WRITE: ['indirect_op', 'BLKIF_OP_WRITE'] },
  },
  // The device is that of the other records, though the words do not say so.
  blkif_request_discard: { always: { operation: 5, handle: 51712 } },
  netif_tx_request: { prefix: 'NETTXF_' },
  netif_rx_response: { prefix: 'NETRXF_' },
  // The header lays u.gso over u: its size in the first 16 bits, its type in the next 8.
  netif_extra_info: {
    words: { GSO: ['type', 'XEN_NETIF_EXTRA_TYPE_GSO'] },
    fields: { size: 'u[0]', type: 'u[1]' },
    prefix: 'XEN_NETIF_GSO_TYPE_',
  },
};

interface Description {
  readonly layout: AnyLayout;
  readonly values: readonly (readonly [field: Field, value: bigint])[];
}

const number = (text: string): bigint | undefined =>
  /^-?(0x[0-9a-f]+|\d+)/i.test(text) ? signed(text.replace(/\(.*$/, '')) : undefined;
const signed = (text: string): bigint => (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text));
const constant = (name: string): bigint | undefined => {
  const n = CONSTANTS.get(name);
  return n === undefined ? undefined : BigInt(n);
};

/** `a|b` with a prefix, a number, or a constant. */
function combined(text: string, prefix: string): bigint | undefined {
  const parts = text.split('|').map((p) => number(p) ?? constant(prefix + p) ?? constant(p));
  return parts.reduce((a, b) => (a === undefined || b === undefined ? undefined : a | b), 0n);
}

/** The pairs that one token stands for, or undefined if it cannot be read. */
function pairs(token: string, name: string): readonly (readonly [string, bigint | undefined])[] | undefined {
  const about = RECORD[name];
  const segment = /^seg(\d+)=\{gref (\d+), (\d+)\.\.(\d+)\}$/.exec(token);
  if (segment) {
    const [, n, ...values] = segment;
    return ['gref', 'first_sect', 'last_sect'].map((f, i) => [`seg[${n}].${f}`, BigInt(values[i] ?? 0)]);
  }
  const pair = /^(\w+)=(.+)$/.exec(token);
  if (pair) {
    const [, said = '', value = ''] = pair;
    return [[about?.fields?.[said] ?? FIELD[said] ?? said, combined(value, about?.prefix ?? '')]];
  }
  const words = token.split('|').map((w) => about?.words?.[w] ?? WORD[w]);
  if (words.every((w) => w !== undefined)) return words.map(([field, c]) => [field, constant(c)]);
  const dom = /^dom(\d+)$/.exec(token);
  return dom ? [['domid', BigInt(dom[1] as string)]] : undefined;
}

/** Undefined if the engine has no such record, or the words say something it does not understand. */
export function recordFromText(text: string): Description | undefined {
  const [name = '', ...tokens] = text.replace(/frame (?=0x)/, 'frame=').match(/\w+=\{[^}]*\}|\S+/g) ?? [];
  const layout = LAYOUTS.get(name);
  if (!layout) return undefined;
  const sums = new Map<string, bigint>(
    Object.entries(RECORD[name]?.always ?? {}).map(([f, v]) => [f, BigInt(v)]),
  );
  for (const token of tokens) {
    const read = pairs(token, name);
    if (!read) return undefined;
    for (const [field, value] of read) {
      if (value === undefined) return undefined;
      sums.set(field, (sums.get(field) ?? 0n) | value);
    }
  }
  const values = [...sums].map(
    ([field, value]) => [layout.scalars.find((f) => f.name === field), value] as const,
  );
  const known = values.filter((v): v is readonly [Field, bigint] => v[0] !== undefined);
  return known.length === values.length ? { layout, values: known } : undefined;
}
