/**
 * What the requests and responses of a trace hold, as the file itself says it:
 * `operation=i&1 (1=WRITE,0=READ), id=u16(i), seg[0]={gref=8+i%1024, last_sect=7}` where `i` counts from 1.
 * A field may name its type (`u32 id=i`), which describes a record that the engine has no layout for.
 */
import { InputError } from '../core/assert.ts';

/** `field = expression of i`. Paths are those of a layout: `seg[0].gref`. */
export interface Assignment {
  readonly field: string;
  /** `u8` … `u64` if the file gives it. */
  readonly type: string | undefined;
  readonly value: (i: number) => number;
}

type Expr = (i: number) => number;

/** Operators of C by binding strength. */
const BINARY = new Map<string, readonly [strength: number, apply: (a: number, b: number) => number]>([
  ['|', [1, (a, b) => (a | b) >>> 0]],
  ['&', [2, (a, b) => (a & b) >>> 0]],
  ['<<', [3, (a, b) => a * 2 ** b]],
  ['>>', [3, (a, b) => Math.floor(a / 2 ** b)]],
  ['+', [4, (a, b) => a + b]],
  ['-', [4, (a, b) => a - b]],
  ['*', [5, (a, b) => a * b]],
  ['/', [5, (a, b) => Math.floor(a / b)]],
  ['%', [5, (a, b) => a % b]],
]);
const NARROW = new Map<string, Expr>([
  ['u8', (n) => n & 0xff],
  ['u16', (n) => n & 0xffff],
  ['u32', (n) => n >>> 0],
]);

const TOKEN = /\s*(0x[0-9a-fA-F]+|\d+|[A-Za-z_]\w*(?:\[\d+\])*|<<|>>|[-+*/%&|(){}=,])/y;

class Reader {
  private readonly tokens: readonly string[];
  private at = 0;
  private readonly where: string;

  constructor(text: string, where: string) {
    this.where = where;
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const before = TOKEN.lastIndex;
      const m = TOKEN.exec(text);
      if (!m)
        throw new InputError(
          `${where} cannot be read at ${JSON.stringify(text.slice(before, before + 20))}.`,
        );
      tokens.push(m[1] as string);
    }
    this.tokens = tokens;
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  private peek(offset = 0): string | undefined {
    return this.tokens[this.at + offset];
  }

  private take(expected?: string): string {
    const token = this.peek();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new InputError(`${this.where}: expected ${expected ?? 'more'}, found ${token ?? 'the end'}.`);
    }
    this.at++;
    return token;
  }

  assignments(prefix: string): Assignment[] {
    const out: Assignment[] = [];
    do {
      const typed = this.peek(1) !== '=';
      const type = typed ? this.take() : undefined;
      const field = prefix + this.take();
      this.take('=');
      if (this.peek() === '{') {
        this.take('{');
        out.push(...this.assignments(`${field}.`));
        this.take('}');
      } else out.push({ field, type, value: this.expression(0) });
      this.remark();
    } while (this.peek() === ',' && this.take(','));
    return out;
  }

  /** `(1=WRITE,0=READ)` after an expression is a remark. */
  private remark(): void {
    if (this.peek() !== '(') return;
    while (this.take() !== ')');
  }

  private expression(strength: number): Expr {
    let left = this.term();
    for (;;) {
      const op = BINARY.get(this.peek() ?? '');
      if (!op || op[0] <= strength) return left;
      this.take();
      const [a, b, apply] = [left, this.expression(op[0]), op[1]];
      left = (i) => apply(a(i), b(i));
    }
  }

  private term(): Expr {
    const token = this.take();
    if (token === '(') {
      const inner = this.expression(0);
      this.take(')');
      return inner;
    }
    if (token === 'i') return (i) => i;
    const narrow = NARROW.get(token);
    if (narrow) {
      this.take('(');
      const inner = this.expression(0);
      this.take(')');
      return (i) => narrow(inner(i));
    }
    const n = Number(token);
    if (!Number.isInteger(n))
      throw new InputError(`${this.where}: ${JSON.stringify(token)} is not something to compute with.`);
    return () => n;
  }
}

export function readPayload(text: string, where: string): readonly Assignment[] {
  const reader = new Reader(text, where);
  const out = reader.assignments('');
  if (!reader.done) throw new InputError(`${where} says more than a list of fields.`);
  return out;
}
