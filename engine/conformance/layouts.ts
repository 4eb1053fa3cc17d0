/** layouts.json: what a C compiler makes of the public headers, against what the engine declares of them. */
import { CONSTANTS, DERIVED, type DeclaredType, type Placed, TYPES } from './declared.ts';
import { arr, int, isObj, type Obj, obj, str } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';

/** The two sets of headers in the file. */
const SETS = ['xen', 'virtio'] as const;

interface CField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly ctype: string;
  readonly count: number | undefined;
  readonly fields: readonly CField[] | undefined;
  readonly union: boolean;
  /** A few bits of the integer at its offset: the engine declares the integer, under the name of one of them. */
  readonly bits: boolean;
}

function readField(v: unknown, at: string): CField {
  const o = obj(v, at);
  const name = str(o.name, `${at}.name`);
  const where = `${at}.${name}`;
  return {
    name,
    offset: int(o.offset, `${where}.offset`, 0),
    size: int(o.size, `${where}.size`, 0),
    ctype: str(o.ctype, `${where}.ctype`),
    count: o.count === undefined ? undefined : int(o.count, `${where}.count`, 0),
    fields: o.fields === undefined ? undefined : readFields(o.fields, where),
    union: o.kind === 'union',
    bits: o.bitfield !== undefined,
  };
}

const readFields = (v: unknown, at: string): readonly CField[] =>
  arr(v, `${at}.fields`).map((f, i) => readField(f, `${at}[${i}]`));

const plain = (name: string): string => name.replace(/^_+/, '');

/** The engine's member for a field of the header. An unnamed union may go by the name of one of its members. */
function find(members: ReadonlyMap<string, Placed>, field: CField): Placed | undefined {
  const names = [
    field.name,
    plain(field.name),
    ...(field.union ? (field.fields ?? []).map((f) => f.name) : []),
  ];
  const named = names.map((n) => members.get(n)).find((m) => m !== undefined);
  if (named || !field.bits) return named;
  return [...members.values()].find((m) => m.offset === field.offset && m.size === field.size);
}

function compareMembers(
  tally: Tally,
  at: string,
  fields: readonly CField[],
  members: ReadonlyMap<string, Placed>,
): void {
  const used = new Set<Placed>();
  for (const f of fields) {
    const where = `${at}.${f.name}`;
    const got = find(members, f);
    tally.fact(where, 'offset', f.offset, got?.offset ?? 'not declared');
    if (!got) continue;
    used.add(got);
    tally.fact(where, 'size', f.size, got.size);
    if (f.count !== undefined && got.count !== undefined)
      tally.fact(where, 'number of elements', f.count, got.count);
    if (/^u?int\d+_t$/.test(f.ctype) && got.signed !== undefined)
      tally.fact(where, 'signed', f.ctype.startsWith('int'), got.signed);
    if (f.fields && got.members) compareMembers(tally, where, f.fields, got.members);
  }
  for (const [name, m] of members)
    if (!used.has(m) && !m.opaque) tally.fact(`${at}.${name}`, 'offset', 'no such field', m.offset);
}

function compareType(tally: Tally, name: string, file: Obj, declared: DeclaredType): void {
  const at = `types[${JSON.stringify(name)}]`;
  tally.fact(at, 'size', int(file.size, `${at}.size`), declared.size);
  tally.fact(at, 'align', int(file.align, `${at}.align`), declared.align);
  compareMembers(tally, at, readFields(file.fields, at), declared.members);
}

/** A number or a table of numbers. */
function compareDerived(tally: Tally, at: string, file: unknown, declared: unknown): void {
  if (!isObj(file)) {
    tally.fact(`derived.${at}`, 'it', file, declared);
    return;
  }
  for (const [k, v] of Object.entries(file))
    tally.fact(`derived.${at}[${k}]`, 'it', v, isObj(declared) ? declared[k] : declared);
}

export function replayLayouts(file: Obj): Outcome {
  const tally = new Tally();
  const count = { types: 0, ofTypes: 0, constants: 0, ofConstants: 0 };
  for (const set of SETS) {
    const { types, constants } = obj(file[set], set);
    for (const [name, type] of Object.entries(obj(types, `${set}.types`))) {
      const declared = TYPES.get(name.replace(/^(struct|union) /, ''));
      count.ofTypes++;
      if (declared) {
        count.types++;
        compareType(tally, name, obj(type, name), declared);
      } else tally.skip(`${set} types`, 1);
    }
    for (const [header, table] of Object.entries(obj(constants, `${set}.constants`))) {
      for (const [name, value] of Object.entries(obj(table, header))) {
        const declared = CONSTANTS.get(name);
        count.ofConstants++;
        if (declared !== undefined) {
          count.constants++;
          tally.fact(`constants[${JSON.stringify(header)}].${name}`, 'it', value, declared);
        } else tally.skip(`${set} constants`, 1);
      }
    }
  }
  for (const [name, value] of Object.entries(obj(file.derived, 'derived'))) {
    if (Object.hasOwn(DERIVED, name)) compareDerived(tally, name, value, DERIVED[name]);
    else tally.skip('derived sizes', 1);
  }
  return tally.outcome('layouts', [
    `the engine declares ${count.types} of ${count.ofTypes} types and ${count.constants} of ${count.ofConstants} constants`,
  ]);
}
