/**
 * Byte layouts, named once. Reads, writes, the field table, the hex panel and the conformance tests all
 * come from a layout. Offsets follow the C rules of the named ABI (natural alignment; on i386 a u64 aligns to 4),
 * and are checked against `sizeof`/`offsetof` of the real headers in tests/vectors/layouts.json.
 */
import { assert } from './assert.ts';

export type Abi = 'x86_64' | 'x86_32';

/** An integer of `size` bytes, little-endian. 64-bit ones read as bigint. */
export interface Scalar<T extends number | bigint = number | bigint> {
  readonly kind: 'scalar';
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly sample: T;
}
/** Opaque bytes: padding, names, payload. */
export interface Blob {
  readonly kind: 'blob';
  readonly size: number;
}
export interface List<U extends Scalar | AnyLayout = Scalar | AnyLayout> {
  readonly kind: 'list';
  readonly of: U;
  readonly count: number;
}
type Member = Scalar | Blob | List | AnyLayout;
// biome-ignore lint/suspicious/noExplicitAny: a layout of any members; the members' types are carried by Layout<S>
type AnyLayout = Layout<any>;

export const u8: Scalar<number> = { kind: 'scalar', size: 1, signed: false, sample: 0 };
export const u16: Scalar<number> = { kind: 'scalar', size: 2, signed: false, sample: 0 };
export const s16: Scalar<number> = { kind: 'scalar', size: 2, signed: true, sample: 0 };
export const u32: Scalar<number> = { kind: 'scalar', size: 4, signed: false, sample: 0 };
export const s32: Scalar<number> = { kind: 'scalar', size: 4, signed: true, sample: 0 };
export const u64: Scalar<bigint> = { kind: 'scalar', size: 8, signed: false, sample: 0n };
export const blob = (size: number): Blob => ({ kind: 'blob', size });
export const list = <U extends Scalar | AnyLayout>(of: U, count: number): List<U> => ({
  kind: 'list',
  of,
  count,
});

/** One scalar of a layout at its byte offset. `T` is the type it reads as. */
export interface Field<T extends number | bigint = number | bigint> {
  readonly layout: string;
  /** Path inside the structure, e.g. `seg[0].gref`. */
  readonly name: string;
  /** Last component of the path: the name that a listing's text mentions. */
  readonly leaf: string;
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly sample: T;
}
/** A run of opaque bytes in a layout. */
export interface Span {
  readonly layout: string;
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

type Spec = Readonly<Record<string, Member>>;
export type FieldsOf<S> = {
  readonly [K in keyof S]: S[K] extends Scalar<infer T>
    ? Field<T>
    : S[K] extends Blob
      ? Span
      : S[K] extends List<infer U>
        ? U extends Scalar<infer T>
          ? readonly Field<T>[]
          : U extends Layout<infer V>
            ? readonly FieldsOf<V>[]
            : never
        : S[K] extends Layout<infer V>
          ? FieldsOf<V>
          : never;
};

export interface Layout<S extends Spec = Spec> {
  readonly kind: 'layout';
  readonly name: string;
  readonly abi: Abi;
  readonly size: number;
  readonly align: number;
  readonly fields: FieldsOf<S>;
  /** Every scalar in byte order, arrays unrolled. */
  readonly scalars: readonly Field[];
  readonly spec: S;
}

const alignUp = (n: number, to: number): number => Math.ceil(n / to) * to;

function alignOf(m: Member, abi: Abi): number {
  if (m.kind === 'scalar') return abi === 'x86_32' && m.size === 8 ? 4 : m.size;
  if (m.kind === 'blob') return 1;
  return m.kind === 'list' ? alignOf(m.of, abi) : m.align;
}

const sizeOf = (m: Member): number => (m.kind === 'list' ? sizeOf(m.of) * m.count : m.size);

type Built = Field | Span | readonly Built[] | { readonly [name: string]: Built };

function build(owner: string, path: string, m: Member, offset: number, out: Field[]): Built {
  if (m.kind === 'scalar') {
    const leaf = path.replace(/^.*\./, '').replace(/\[.*$/, '');
    const field: Field = {
      layout: owner,
      name: path,
      leaf,
      offset,
      size: m.size,
      signed: m.signed,
      sample: m.sample,
    };
    out.push(field);
    return field;
  }
  if (m.kind === 'blob') return { layout: owner, name: path, offset, size: m.size };
  if (m.kind === 'list') {
    const stride = sizeOf(m.of);
    return Array.from({ length: m.count }, (_, i) =>
      build(owner, `${path}[${i}]`, m.of, offset + i * stride, out),
    );
  }
  return members(owner, `${path}.`, m.spec, m.abi, offset, out).built;
}

function members(owner: string, prefix: string, spec: Spec, abi: Abi, base: number, out: Field[]) {
  const built: Record<string, Built> = {};
  let end = base;
  let align = 1;
  for (const [name, m] of Object.entries(spec)) {
    const a = alignOf(m, abi);
    const at = base + alignUp(end - base, a);
    built[name] = build(owner, prefix + name, m, at, out);
    end = at + sizeOf(m);
    align = Math.max(align, a);
  }
  return { built, size: alignUp(end - base, align), align };
}

/**
 * Declares a C structure. Members take the offsets that a C compiler would give them.
 * @param options.size total size where the header pads beyond the natural one (bytes)
 */
export function layout<const S extends Spec>(
  name: string,
  spec: S,
  options: { readonly abi?: Abi; readonly size?: number } = {},
): Layout<S> {
  const abi = options.abi ?? 'x86_64';
  const scalars: Field[] = [];
  const { built, size, align } = members(name, '', spec, abi, 0, scalars);
  assert(
    options.size === undefined || options.size >= size,
    `layout ${name} does not fit in ${options.size} bytes`,
  );
  return {
    kind: 'layout',
    name,
    abi,
    size: options.size ?? size,
    align,
    fields: built as FieldsOf<S>,
    scalars,
    spec,
  };
}
