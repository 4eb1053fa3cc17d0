/**
 * Byte memory in 4 KiB pages, immutable and structure-sharing: a write copies one 64-byte line, its page's
 * line table and the path to it, so a kept state costs about a kilobyte and "changed" is `!==`.
 * The same class holds machine RAM (by machine address) and a disk's medium (by byte offset).
 *
 * An `Edit` is a licence to write in place what the same edit already copied; `step` uses a fresh one for
 * every step, a fast run one for many.
 */
import { assert } from './assert.ts';
import type { Field } from './layout.ts';

const LINE_WORDS = 16;
const LINE_SHIFT = 6;
const LINES = 64;
const FAN = 16;
const FAN_SHIFT = 4;

/** One writer's licence to mutate what it has itself copied. Compared by identity. */
export class Edit {}

interface Page {
  readonly lines: Uint32Array[];
  edit: Edit | null;
  /** Bit per line: copied under `edit` (two 32-bit halves). */
  ownedLow: number;
  ownedHigh: number;
}
type Node = (Node | Page | undefined)[] & { edit?: Edit };

const ZERO_LINE = new Uint32Array(LINE_WORDS);
const ZERO_PAGE: Page = { lines: new Array(LINES).fill(ZERO_LINE), edit: null, ownedLow: 0, ownedHigh: 0 };

export class Memory {
  static readonly empty = new Memory(1, [], null);

  private readonly depth: number;
  private readonly root: Node;
  private readonly edit: Edit | null;

  private constructor(depth: number, root: Node, edit: Edit | null) {
    this.depth = depth;
    this.root = root;
    this.edit = edit;
  }

  /** Reads a field of a structure at byte address `base`. */
  load<T extends number | bigint>(base: number, field: Field<T>): T {
    const at = base + field.offset;
    if (field.size === 8) {
      return ((BigInt(this.uint(at + 4, 4)) << 32n) | BigInt(this.uint(at, 4))) as T;
    }
    const raw = this.uint(at, field.size);
    if (!field.signed) return raw as T;
    const shift = 32 - field.size * 8;
    return ((raw << shift) >> shift) as T;
  }

  /** An unsigned little-endian integer of 1, 2 or 4 bytes. */
  uint(at: number, size: number): number {
    const inWord = at & 3;
    if (inWord + size <= 4) {
      const word = this.word(at);
      if (size === 4) return word;
      return (word >>> (inWord * 8)) & (size === 1 ? 0xff : 0xffff);
    }
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.uint(at + i, 1);
    return value;
  }

  /** A copy of `length` bytes from `at`. */
  bytes(at: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; ) {
      const a = at + i;
      const line = this.lineAt(a);
      const from = a & 63;
      const n = Math.min(64 - from, length - i);
      for (let k = 0; k < n; k++) {
        const b = from + k;
        out[i + k] = ((line[b >> 2] as number) >>> ((b & 3) * 8)) & 0xff;
      }
      i += n;
    }
    return out;
  }

  /** Byte ranges `[start, end)` of whole 64-byte lines in which `other` may differ. Shared lines are skipped by identity. */
  changedLines(other: Memory): (readonly [number, number])[] {
    const out: (readonly [number, number])[] = [];
    const depth = Math.max(this.depth, other.depth);
    diff(this.raised(depth), other.raised(depth), depth, 0, out);
    return out;
  }

  /** Numbers of the pages that were ever written. */
  pages(): number[] {
    const out: number[] = [];
    const visit = (node: Node | Page | undefined, depth: number, index: number): void => {
      if (!node) return;
      if (depth === 0) out.push(index);
      else for (let i = 0; i < FAN; i++) visit((node as Node)[i], depth - 1, index * FAN + i);
    };
    visit(this.root, this.depth, 0);
    return out;
  }

  /** A memory that `edit` may write in place; the original stays as it is. */
  writable(edit: Edit): Memory {
    return this.edit === edit ? this : new Memory(this.depth, this.root, edit);
  }

  /** Writes under the edit of `writable`; returns the memory that holds the write (this one, or a deeper one). */
  store<T extends number | bigint>(base: number, field: Field<T>, value: T): Memory {
    const at = base + field.offset;
    if (field.size < 8) return this.storeUint(at, field.size, Number(value));
    const wide = BigInt.asUintN(64, BigInt(value));
    return this.storeUint(at, 4, Number(wide & 0xffffffffn)).storeUint(at + 4, 4, Number(wide >> 32n));
  }

  storeUint(at: number, size: number, value: number): Memory {
    const inWord = at & 3;
    if (inWord + size > 4) {
      let m: Memory = this;
      for (let i = 0; i < size; i++) m = m.storeUint(at + i, 1, (value >>> (8 * i)) & 0xff);
      return m;
    }
    const m = this.reach(at);
    const line = m.ownLine(at);
    const w = (at & 63) >> 2;
    if (size === 4) line[w] = value;
    else {
      const mask = (size === 1 ? 0xff : 0xffff) << (inWord * 8);
      line[w] = ((line[w] as number) & ~mask) | ((value << (inWord * 8)) & mask);
    }
    return m;
  }

  storeBytes(at: number, bytes: Uint8Array): Memory {
    let m: Memory = this;
    for (let i = 0; i < bytes.length; ) {
      m = m.reach(at + i);
      const line = m.ownLine(at + i);
      const from = (at + i) & 63;
      const n = Math.min(64 - from, bytes.length - i);
      for (let k = 0; k < n; k++) {
        const b = from + k;
        const shift = (b & 3) * 8;
        line[b >> 2] = ((line[b >> 2] as number) & ~(0xff << shift)) | ((bytes[i + k] as number) << shift);
      }
      i += n;
    }
    return m;
  }

  private raised(depth: number): Node {
    let root = this.root;
    for (let d = this.depth; d < depth; d++) root = [root];
    return root;
  }

  private word(at: number): number {
    return this.lineAt(at)[(at & 63) >> 2] as number;
  }

  private lineAt(at: number): Uint32Array {
    const page = this.pageAt(Math.floor(at / 4096));
    return (page.lines[Math.floor(at / 64) & 63] as Uint32Array) ?? ZERO_LINE;
  }

  private pageAt(index: number): Page {
    assert(index >= 0, `there is no memory at page ${index}`);
    if (index >= FAN ** this.depth) return ZERO_PAGE;
    let node: Node | Page | undefined = this.root;
    for (let shift = (this.depth - 1) * FAN_SHIFT; shift >= 0; shift -= FAN_SHIFT) {
      node = (node as Node)[Math.floor(index / 2 ** shift) & (FAN - 1)];
      if (!node) return ZERO_PAGE;
    }
    return node as Page;
  }

  /** This memory, or one deep enough to hold byte `at`. */
  private reach(at: number): Memory {
    assert(this.edit, 'memory is written only through a machine');
    let m: Memory = this;
    while (Math.floor(at / 4096) >= FAN ** m.depth)
      m = new Memory(m.depth + 1, own([m.root], this.edit), this.edit);
    if (m.root.edit !== this.edit) m = new Memory(m.depth, own(m.root, this.edit), this.edit);
    return m;
  }

  private ownLine(at: number): Uint32Array {
    const edit = this.edit as Edit;
    const index = Math.floor(at / 4096);
    let node = this.root;
    for (let shift = (this.depth - 1) * FAN_SHIFT; shift > 0; shift -= FAN_SHIFT) {
      const i = Math.floor(index / 2 ** shift) & (FAN - 1);
      const child = (node[i] as Node | undefined) ?? [];
      const owned = child.edit === edit ? child : own(child, edit);
      node[i] = owned;
      node = owned;
    }
    const i = index & (FAN - 1);
    let page = (node[i] as Page | undefined) ?? ZERO_PAGE;
    if (page.edit !== edit) {
      page = { lines: page.lines.slice(), edit, ownedLow: 0, ownedHigh: 0 };
      node[i] = page;
    }
    const n = Math.floor(at / (1 << LINE_SHIFT)) & (LINES - 1);
    const bit = 1 << (n & 31);
    if ((n < 32 ? page.ownedLow : page.ownedHigh) & bit) return page.lines[n] as Uint32Array;
    const line = (page.lines[n] as Uint32Array).slice();
    page.lines[n] = line;
    if (n < 32) page.ownedLow |= bit;
    else page.ownedHigh |= bit;
    return line;
  }
}

function own(node: Node, edit: Edit): Node {
  const copy: Node = node.slice();
  copy.edit = edit;
  return copy;
}

function diff(
  a: Node | Page | undefined,
  b: Node | Page | undefined,
  depth: number,
  index: number,
  out: (readonly [number, number])[],
): void {
  if (a === b) return;
  if (depth > 0) {
    for (let i = 0; i < FAN; i++)
      diff((a as Node | undefined)?.[i], (b as Node | undefined)?.[i], depth - 1, index * FAN + i, out);
    return;
  }
  const left = (a as Page | undefined) ?? ZERO_PAGE;
  const right = (b as Page | undefined) ?? ZERO_PAGE;
  for (let n = 0; n < LINES; n++) {
    const at = index * 4096 + n * 64;
    if (left.lines[n] !== right.lines[n]) out.push([at, at + 64]);
  }
}
