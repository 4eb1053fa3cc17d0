/**
 * Byte memory in 4 KiB pages, immutable and structure-sharing: a write copies one 64-byte line, its page's
 * line table and the path to it, so a kept state costs about a kilobyte and "changed" is `!==`. A copy of whole lines
 * moves no bytes: both places hold the same lines until one of them is written.
 * The same class holds machine RAM (by machine address) and a disk's medium (by byte offset).
 *
 * An `Edit` is a licence to write in place what the same edit already copied; `step` uses a fresh one for
 * every step, a fast run one for many.
 */
import { EngineError } from './assert.ts';
import { PAGE_SIZE } from './brand.ts';
import type { Field } from './layout.ts';
import { finish, Lanes, mixWord } from './mix.ts';

const LINE_BYTES = 64;
const LINE_SHIFT = 6;
const LINE_WORDS = 16;
const LINES = PAGE_SIZE / LINE_BYTES;
const FAN = 16;
const FAN_SHIFT = 4;
/** Addresses stay below this, and so do pages below NO_PAGE. */
const MAX_BYTES = 2 ** 42;
const NO_PAGE = MAX_BYTES / PAGE_SIZE;

/** Pages that a tree of this depth can hold. Not by `**`, which is a call into the runtime. */
const CAPACITY = Array.from({ length: 10 }, (_, depth) => FAN ** depth);
const capacityOf = (depth: number): number => CAPACITY[depth] as number;

/** One writer's licence to mutate what it has itself copied. Compared by identity. */
export class Edit {}

interface Page {
  readonly lines: Uint32Array[];
  readonly edit: Edit | null;
  /** Bit per line: copied under `edit` (two 32-bit halves). */
  ownedLow: number;
  ownedHigh: number;
  /** Known once it was asked for; a page or node that is written is a new one, which does not know it yet. */
  hash: Lanes | undefined;
}
interface Node {
  readonly kids: (Node | Page | undefined)[];
  readonly edit: Edit | null;
  hash: Lanes | undefined;
}

const ZERO_LINE = new Uint32Array(LINE_WORDS);
const ZERO_PAGE: Page = {
  lines: new Array(LINES).fill(ZERO_LINE),
  edit: null,
  ownedLow: 0,
  ownedHigh: 0,
  hash: undefined,
};
const NO_KIDS: Node = { kids: new Array(FAN).fill(undefined), edit: null, hash: undefined };

/** A 64-bit value and its two halves, to pass between bigint and words. */
const wide = new BigUint64Array(1);
const halves = new Uint32Array(wide.buffer);

export class Memory {
  static readonly empty = new Memory(1, NO_KIDS, null);

  private readonly depth: number;
  private readonly capacity: number;
  private readonly root: Node;
  private readonly edit: Edit | null;
  /** The page used last: most accesses are to the same one. Always what a walk would find. */
  private hotIndex = NO_PAGE;
  private hotPage: Page = ZERO_PAGE;

  private constructor(depth: number, root: Node, edit: Edit | null) {
    this.depth = depth;
    this.capacity = capacityOf(depth);
    this.root = root;
    this.edit = edit;
  }

  /** Reads a field of a structure at byte address `base`. */
  load<T extends number | bigint>(base: number, field: Field<T>): T {
    const at = base + field.offset;
    const { size } = field;
    if (size === 8) {
      halves[0] = this.uint(at, 4);
      halves[1] = this.uint(at + 4, 4);
      return wide[0] as T;
    }
    const raw = this.uint(at, size);
    if (!field.signed) return raw as T;
    const shift = 32 - size * 8;
    return ((raw << shift) >> shift) as T;
  }

  /** An unsigned little-endian integer of 1, 2 or 4 bytes. */
  uint(at: number, size: number): number {
    const inWord = at & 3;
    if (inWord + size <= 4) {
      const word = this.lineAt(at)[(at & (LINE_BYTES - 1)) >>> 2] as number;
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
      const from = (at + i) & (LINE_BYTES - 1);
      const n = Math.min(LINE_BYTES - from, length - i);
      const line = this.lineAt(at + i);
      if (line !== ZERO_LINE) readLine(line, from, out, i, n);
      i += n;
    }
    return out;
  }

  /** Byte ranges `[start, end)` of whole 64-byte lines in which `other` may differ. Shared lines are skipped by identity. */
  changedLines(other: Memory): (readonly [number, number])[] {
    const out: (readonly [number, number])[] = [];
    const depth = Math.max(this.depth, other.depth);
    diff(raised(this.root, this.depth, depth), raised(other.root, other.depth, depth), depth, 0, out);
    return out;
  }

  /** Numbers of the pages that were ever written. */
  pages(): number[] {
    const out: number[] = [];
    const visit = (node: Node | Page | undefined, depth: number, index: number): void => {
      if (!node) return;
      if (depth === 0) out.push(index);
      else for (let i = 0; i < FAN; i++) visit((node as Node).kids[i], depth - 1, index * FAN + i);
    };
    visit(this.root, this.depth, 0);
    return out;
  }

  /**
   * Mixes in what the memory holds. Lines of zeros count as never written, and each line counts by its address, so
   * that parts are added up: what states share is computed once. Not for a memory that is being written in place.
   */
  addHash(out: Lanes): void {
    const sum = hashOf(this.root, this.depth, 0);
    mixWord(out, sum.low);
    mixWord(out, sum.high);
  }

  /** A memory that `edit` may write in place; the original stays as it is. */
  writable(edit: Edit): Memory {
    return this.edit === edit ? this : new Memory(this.depth, this.root, edit);
  }

  /** Writes under the edit of `writable`; returns the memory that holds the write (this one, or a deeper one). */
  store<T extends number | bigint>(base: number, field: Field<T>, value: T): Memory {
    const at = base + field.offset;
    if (field.size < 8) return this.storeUint(at, field.size, Number(value));
    wide[0] = BigInt(value);
    const low = halves[0] as number;
    const high = halves[1] as number;
    return this.storeUint(at, 4, low).storeUint(at + 4, 4, high);
  }

  storeUint(at: number, size: number, value: number): Memory {
    const inWord = at & 3;
    if (inWord + size > 4) {
      let m: Memory = this;
      for (let i = 0; i < size; i++) m = m.storeUint(at + i, 1, (value >>> (8 * i)) & 0xff);
      return m;
    }
    const m = this.reach(at);
    const line = m.ownLine(at, true);
    const w = (at & (LINE_BYTES - 1)) >>> 2;
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
      const from = (at + i) & (LINE_BYTES - 1);
      const n = Math.min(LINE_BYTES - from, bytes.length - i);
      m = m.reach(at + i);
      writeLine(m.ownLine(at + i, n < LINE_BYTES), from, bytes, i, n);
      i += n;
    }
    return m;
  }

  /** Copies `size` bytes at `from` in `source` (which may be this memory) to `to`. */
  copyFrom(source: Memory, from: number, to: number, size: number): Memory {
    const whole = ((from | to | size) & (LINE_BYTES - 1)) === 0;
    const apart = source !== this || Math.abs(from - to) >= size;
    if (!whole || !apart) return this.storeBytes(to, source.bytes(from, size));
    let m: Memory = this;
    for (let i = 0; i < size; i += LINE_BYTES) {
      m = m.reach(to + i);
      // Read after `reach`: where source and destination are one memory, its pages may just have been copied.
      m.putLine(to + i, (source === this ? m : source).lent(from + i));
    }
    return m;
  }

  /** The line of byte `at`, to be held in a second place: from now on neither holder writes it in place. */
  private lent(at: number): Uint32Array {
    const index = Math.floor(at / PAGE_SIZE);
    const page = index === this.hotIndex ? this.hotPage : this.pageAt(index);
    const n = (at & (PAGE_SIZE - 1)) >>> LINE_SHIFT;
    disown(page, n);
    return page.lines[n] as Uint32Array;
  }

  /** Makes the line of byte `at` one that is held elsewhere too. */
  private putLine(at: number, line: Uint32Array): void {
    const page = this.pageToWrite(Math.floor(at / PAGE_SIZE));
    const n = (at & (PAGE_SIZE - 1)) >>> LINE_SHIFT;
    page.lines[n] = line;
    disown(page, n);
  }

  private lineAt(at: number): Uint32Array {
    const index = Math.floor(at / PAGE_SIZE);
    const page = index === this.hotIndex ? this.hotPage : this.pageAt(index);
    return page.lines[(at & (PAGE_SIZE - 1)) >>> LINE_SHIFT] as Uint32Array;
  }

  private pageAt(index: number): Page {
    if (!(index >= 0)) throw new EngineError(`there is no memory at page ${index}`);
    if (index >= this.capacity) return ZERO_PAGE;
    let node: Node | Page | undefined = this.root;
    for (let level = this.depth - 1; level >= 0 && node; level--)
      node = (node as Node).kids[digit(index, level)];
    const page = (node as Page | undefined) ?? ZERO_PAGE;
    this.hotIndex = index;
    this.hotPage = page;
    return page;
  }

  /** This memory, or one deep enough to hold byte `at` whose root may be written. */
  private reach(at: number): Memory {
    if (at < this.capacity * PAGE_SIZE && this.root.edit === this.edit && this.edit) return this;
    if (!this.edit) throw new EngineError('memory is written only through a machine');
    if (at >= MAX_BYTES) throw new EngineError(`there is no memory at ${at}`);
    let { depth, root } = this;
    for (; at >= capacityOf(depth) * PAGE_SIZE; depth++) root = raised(root, depth, depth + 1);
    return new Memory(depth, root.edit === this.edit ? root : own(root, this.edit), this.edit);
  }

  /** The line of byte `at`, to be written in place. `keep`: with what it holds. */
  private ownLine(at: number, keep: boolean): Uint32Array {
    const page = this.pageToWrite(Math.floor(at / PAGE_SIZE));
    const n = (at & (PAGE_SIZE - 1)) >>> LINE_SHIFT;
    const bit = 1 << (n & 31);
    if ((n < 32 ? page.ownedLow : page.ownedHigh) & bit) return page.lines[n] as Uint32Array;
    const line = new Uint32Array(LINE_WORDS);
    const old = page.lines[n] as Uint32Array;
    if (keep && old !== ZERO_LINE) for (let w = 0; w < LINE_WORDS; w++) line[w] = old[w] as number;
    page.lines[n] = line;
    if (n < 32) page.ownedLow |= bit;
    else page.ownedHigh |= bit;
    return line;
  }

  private pageToWrite(index: number): Page {
    return index === this.hotIndex && this.hotPage.edit === this.edit ? this.hotPage : this.ownPage(index);
  }

  private ownPage(index: number): Page {
    if (!(index >= 0)) throw new EngineError(`there is no memory at page ${index}`);
    const { edit } = this;
    let node = this.root;
    for (let level = this.depth - 1; level > 0; level--) {
      const i = digit(index, level);
      const child = (node.kids[i] as Node | undefined) ?? NO_KIDS;
      const owned: Node = child.edit === edit ? child : own(child, edit);
      node.kids[i] = owned;
      node = owned;
    }
    const i = index & (FAN - 1);
    let page = (node.kids[i] as Page | undefined) ?? ZERO_PAGE;
    if (page.edit !== edit) {
      page = { lines: page.lines.slice(), edit, ownedLow: 0, ownedHigh: 0, hash: undefined };
      node.kids[i] = page;
    }
    this.hotIndex = index;
    this.hotPage = page;
    return page;
  }
}

/** Which child of a node at `level` (0 holds pages) the way to page `index` takes. */
const digit = (index: number, level: number): number => (index >>> (level * FAN_SHIFT)) & (FAN - 1);

/** Line `n` is no longer the page's own to write. */
function disown(page: Page, n: number): void {
  if (n < 32) page.ownedLow &= ~(1 << n);
  else page.ownedHigh &= ~(1 << (n & 31));
}

const own = (node: Node, edit: Edit | null): Node => ({ kids: node.kids.slice(), edit, hash: undefined });

/** The same tree, `to` levels deep. */
function raised(root: Node, from: number, to: number): Node {
  let node = root;
  for (let d = from; d < to; d++)
    node = { kids: [node, ...NO_KIDS.kids.slice(1)], edit: null, hash: undefined };
  return node;
}

/** `n` bytes of a line, from its byte `from`, into `out` at `to`. */
function readLine(line: Uint32Array, from: number, out: Uint8Array, to: number, n: number): void {
  for (let k = 0; k < n; ) {
    const b = from + k;
    const word = line[b >>> 2] as number;
    if ((b & 3) === 0 && n - k >= 4) {
      out[to + k] = word;
      out[to + k + 1] = word >>> 8;
      out[to + k + 2] = word >>> 16;
      out[to + k + 3] = word >>> 24;
      k += 4;
    } else {
      out[to + k] = word >>> ((b & 3) * 8);
      k++;
    }
  }
}

/** `n` bytes from `bytes` at `from`, into a line from its byte `to` on. */
function writeLine(line: Uint32Array, to: number, bytes: Uint8Array, from: number, n: number): void {
  for (let k = 0; k < n; ) {
    const b = to + k;
    const i = from + k;
    if ((b & 3) === 0 && n - k >= 4) {
      line[b >>> 2] =
        (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24);
      k += 4;
    } else {
      const shift = (b & 3) * 8;
      line[b >>> 2] = ((line[b >>> 2] as number) & ~(0xff << shift)) | ((bytes[i] as number) << shift);
      k++;
    }
  }
}

const ZERO = { low: 0, high: 0 } as Lanes;
const oneLine = new Lanes();

function hashOf(node: Node | Page | undefined, depth: number, index: number): Lanes {
  if (!node || node === ZERO_PAGE) return ZERO;
  if (node.hash) return node.hash;
  const sum = new Lanes();
  let low = 0;
  let high = 0;
  if (depth > 0)
    for (let i = 0; i < FAN; i++) {
      const kid = (node as Node).kids[i];
      if (!kid) continue;
      const of = hashOf(kid, depth - 1, index * FAN + i);
      low = (low + of.low) | 0;
      high = (high + of.high) | 0;
    }
  else
    for (let n = 0; n < LINES; n++) {
      const line = (node as Page).lines[n] as Uint32Array;
      if (line === ZERO_LINE || !addLine(line, index, n)) continue;
      low = (low + oneLine.low) | 0;
      high = (high + oneLine.high) | 0;
    }
  sum.low = low;
  sum.high = high;
  node.hash = sum;
  return sum;
}

/** The hash of a line at its address, in `oneLine`; false if the line holds zeros only. */
function addLine(line: Uint32Array, page: number, n: number): boolean {
  oneLine.low = page | 0;
  oneLine.high = n;
  let any = 0;
  for (let w = 0; w < LINE_WORDS; w++) {
    const word = line[w] as number;
    any |= word;
    mixWord(oneLine, word);
  }
  finish(oneLine);
  return any !== 0;
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
      diff(
        (a as Node | undefined)?.kids[i],
        (b as Node | undefined)?.kids[i],
        depth - 1,
        index * FAN + i,
        out,
      );
    return;
  }
  const left = (a as Page | undefined) ?? ZERO_PAGE;
  const right = (b as Page | undefined) ?? ZERO_PAGE;
  for (let n = 0; n < LINES; n++) {
    const at = index * PAGE_SIZE + n * LINE_BYTES;
    if (left.lines[n] !== right.lines[n]) out.push([at, at + LINE_BYTES]);
  }
}
