/**
 * A reference for two-dimensional translation, written apart from the engine and from the manuals' text: recursive, over a
 * plain map of entries, with no listings, no caches and no effects.
 */
export type Mem = Map<number, bigint>;
export interface Machine {
  readonly vendor: 'intel' | 'amd';
  readonly cr3: number;
  readonly guestLevels: number;
  readonly nestedRoot: number;
  readonly nestedLevels: number;
  readonly ad: boolean;
  readonly wp: boolean;
  readonly smep: boolean;
  readonly smap: boolean;
  readonly width: number;
  readonly executeOnly: boolean;
}
export interface Ask {
  readonly gva: bigint;
  readonly access: 'read' | 'write' | 'fetch';
  readonly user: boolean;
}
export type Answer =
  | { readonly kind: 'ok'; readonly hpa: number; readonly size: number }
  | { readonly kind: 'pf'; readonly error: number }
  | { readonly kind: 'misconfiguration'; readonly gpa: number }
  | { readonly kind: 'violation'; readonly gpa: number; readonly word: bigint };

class Stop extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(answer.kind);
    this.answer = answer;
  }
}

const on = (entry: bigint, n: number): boolean => ((entry >> BigInt(n)) & 1n) === 1n;
const size = (level: number): number => 4096 * 512 ** (level - 1);
const index = (address: bigint, level: number): number => Number((address / BigInt(size(level))) % 512n);
const frame = (entry: bigint, level: number): number => {
  const address = Number(entry & 0xffffffffff000n);
  return address - (address % size(level));
};
const anyOf = (entry: bigint, high: number, low: number): boolean =>
  high >= low && (entry >> BigInt(low)) % 2n ** BigInt(high - low + 1) !== 0n;

/** Translates by the book. `loads` receives the machine address of every entry read, in order; A and D are written to `mem`. */
export function translate(mem: Mem, m: Machine, ask: Ask, loads: number[]): Answer {
  try {
    return linear(mem, m, ask, loads);
  } catch (e) {
    if (e instanceof Stop) return e.answer;
    throw e;
  }
}

interface Found {
  readonly hpa: number;
  readonly level: number;
  readonly r: boolean;
  readonly w: boolean;
  readonly x: boolean;
}

/** The word that the hypervisor gets. */
function refusal(
  m: Machine,
  gpa: number,
  how: { r: boolean; w: boolean; x: boolean },
  table: boolean,
  rights: readonly [boolean, boolean, boolean],
  extra: { present?: boolean; reserved?: boolean },
): Stop {
  const [r, w, x] = rights;
  let word = 0n;
  if (m.vendor === 'intel') {
    for (const [n, set] of [how.r, how.w, how.x, r, w, x, false, true, !table].entries())
      if (set) word += 1n << BigInt(n);
  } else {
    for (const [n, set] of [extra.present, how.w, true, extra.reserved, how.x].entries())
      if (set) word += 1n << BigInt(n);
    word += 1n << (table ? 33n : 32n);
  }
  return new Stop({ kind: 'violation', gpa, word });
}

function nested(
  mem: Mem,
  m: Machine,
  loads: number[],
  gpa: number,
  access: Ask['access'],
  table: boolean,
): Found {
  const writes = access === 'write' || (table && (m.vendor === 'amd' || m.ad));
  const how = { r: access === 'read', w: writes, x: access === 'fetch' };
  const down = (at: number, level: number, r: boolean, w: boolean, x: boolean, us: boolean): Found => {
    const slot = at + 8 * index(BigInt(gpa), level);
    const entry = mem.get(slot) ?? 0n;
    loads.push(slot);
    const intel = m.vendor === 'intel';
    const present = intel ? entry % 8n !== 0n : on(entry, 0);
    if (!present) throw refusal(m, gpa, how, table, [false, false, false], {});
    const leaf = level === 1 || (level <= 3 && on(entry, 7));
    const wide = anyOf(entry, 51, m.width);
    if (intel) {
      const type = Number((entry >> 3n) % 8n);
      const bad =
        (on(entry, 1) && !on(entry, 0)) ||
        (entry % 8n === 4n && !m.executeOnly) ||
        wide ||
        (level > 3 && on(entry, 7)) ||
        (!leaf && anyOf(entry, 6, 3)) ||
        (leaf && level > 1 && anyOf(entry, level === 2 ? 20 : 29, 12)) ||
        (leaf && [2, 3, 7].includes(type));
      if (bad) throw new Stop({ kind: 'misconfiguration', gpa });
    } else {
      const bad =
        wide ||
        (level > 3 && (on(entry, 7) || on(entry, 8))) ||
        (leaf && level > 1 && anyOf(entry, level === 2 ? 20 : 29, 13));
      if (bad) throw refusal(m, gpa, how, table, [false, false, false], { present: true, reserved: true });
    }
    const [a, d] = intel ? [8, 9] : [5, 6];
    const keeps = !intel || m.ad;
    const rr = r && (intel ? on(entry, 0) : true);
    const ww = w && on(entry, 1);
    const xx = x && (intel ? on(entry, 2) : !on(entry, 63));
    const uu = us && (intel || on(entry, 2));
    if (!leaf) {
      if (keeps) mem.set(slot, entry | (1n << BigInt(a)));
      return down(frame(entry, 1), level - 1, rr, ww, xx, uu);
    }
    const allowed = uu && (access !== 'read' || rr) && (!writes || ww) && (access !== 'fetch' || xx);
    if (!allowed) throw refusal(m, gpa, how, table, [rr, ww, xx], { present: true });
    if (keeps) mem.set(slot, entry | (1n << BigInt(a)) | (writes ? 1n << BigInt(d) : 0n));
    return { hpa: frame(entry, level) + (gpa % size(level)), level, r: rr, w: ww, x: xx };
  };
  return down(m.nestedRoot, m.nestedLevels, true, true, true, true);
}

function linear(mem: Mem, m: Machine, { gva, access, user }: Ask, loads: number[]): Answer {
  const pf = (what: number): Stop =>
    new Stop({
      kind: 'pf',
      error: what + (access === 'write' ? 2 : 0) + (user ? 4 : 0) + (access === 'fetch' ? 16 : 0),
    });
  const down = (table: number, level: number, us: boolean, rw: boolean, nx: boolean): Answer => {
    const gpa = table + 8 * index(gva, level);
    const place = nested(mem, m, loads, gpa, 'read', true);
    const entry = mem.get(place.hpa) ?? 0n;
    loads.push(place.hpa);
    if (!on(entry, 0)) throw pf(0);
    const leaf = level === 1 || (level <= 3 && on(entry, 7));
    const reserved =
      anyOf(entry, 51, m.width) ||
      (level > 3 && (on(entry, 7) || (m.vendor === 'amd' && on(entry, 8)))) ||
      (leaf && level > 1 && anyOf(entry, level === 2 ? 20 : 29, 13));
    if (reserved) throw pf(9);
    const [u, w, n] = [us && on(entry, 2), rw && on(entry, 1), nx || on(entry, 63)];
    const mark = (bits: bigint): void => {
      if ((entry & bits) === bits) return;
      if (!place.w) {
        throw refusal(m, gpa, { r: false, w: true, x: false }, true, [place.r, place.w, place.x], {
          present: true,
        });
      }
      mem.set(place.hpa, entry | bits);
    };
    if (!leaf) {
      mark(32n);
      return down(frame(entry, 1), level - 1, u, w, n);
    }
    const readOnly = access === 'write' && !w && (user || m.wp);
    const keepOut = user ? !u : u && (access === 'fetch' ? m.smep : m.smap);
    if ((access === 'fetch' && n) || keepOut || readOnly) throw pf(1);
    mark(access === 'write' ? 96n : 32n);
    const data = nested(
      mem,
      m,
      loads,
      frame(entry, level) + Number(gva % BigInt(size(level))),
      access,
      false,
    );
    return { kind: 'ok', hpa: data.hpa, size: Math.min(size(level), size(data.level)) };
  };
  return down(m.cr3, m.guestLevels, true, true, false);
}

// ── random trees ────────────────────────────────────────────────────────────────────────────────────

export type Chance = (n: number) => number;
export function chanceFrom(seed: number): Chance {
  let x = seed | 0;
  return (n) => {
    x = (x + 0x6d2b79f5) | 0;
    let t = Math.imul(x ^ (x >>> 15), 1 | x);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const NESTED_TABLES = 0x10_0000;
const NESTED_FRAMES = 24;
/** One time in `rarity` an entry has something wrong with it. */
export const rare = (c: Chance, rarity: number): boolean => c(rarity) === 0;

/** A nested entry: mostly as Xen would write it, sometimes not. */
export function nestedEntry(c: Chance, m: Machine, level: number, rarity: number): bigint {
  const leaf = level === 1 || (level <= 3 && c(3) === 0);
  const wrong = rare(c, rarity);
  const target = leaf
    ? (1 + c(64)) * size(level) + (level === 1 ? 0x400_0000 : 0)
    : NESTED_TABLES + (1 + c(NESTED_FRAMES)) * 4096;
  const large = leaf && level > 1 ? 128n : 0n;
  if (m.vendor === 'intel') {
    if (wrong) return BigInt(target) | large | BigInt(c(8)) | (BigInt(c(16)) << 3n) | (BigInt(c(2)) << 50n);
    return BigInt(target) | large | 7n | (leaf ? 0x70n : 0n) | (BigInt(c(2)) << 8n);
  }
  if (wrong) return BigInt(target) | large | BigInt(c(512)) | (BigInt(c(2)) << 50n) | (BigInt(c(2)) << 63n);
  return BigInt(target) | large | 7n | (BigInt(c(4)) << 5n);
}

export function guestEntry(c: Chance, level: number, target: number, rarity: number): bigint {
  const leaf = level === 1 || (level <= 3 && c(3) === 0);
  const page = c(32) * size(level);
  const large = leaf && level > 1 ? 128n : 0n;
  const base = BigInt(leaf ? page : target) | large;
  if (rare(c, rarity)) return base | BigInt(c(512)) | (BigInt(c(2)) << 50n) | (BigInt(c(2)) << 63n);
  return base | 7n | (BigInt(c(4)) << 5n);
}

/** The nested entries on the way to a guest-physical address, made where there are none. Where it leads, if anywhere. */
export function provide(mem: Mem, m: Machine, c: Chance, gpa: number, rarity: number): number | undefined {
  let at = m.nestedRoot;
  for (let level = m.nestedLevels; ; level--) {
    const slot = at + 8 * index(BigInt(gpa), level);
    const entry = mem.get(slot) ?? nestedEntry(c, m, level, rarity);
    mem.set(slot, entry);
    if (anyOf(entry, 51, m.width)) return undefined;
    if (level === 1 || (level <= 3 && on(entry, 7))) return frame(entry, level) + (gpa % size(level));
    if (entry % 8n === 0n) return undefined;
    at = frame(entry, 1);
  }
}

/** Both trees, as far as one access needs them. */
export function grow(mem: Mem, m: Machine, c: Chance, gva: bigint, rarity: number): void {
  let table = m.cr3;
  for (let level = m.guestLevels; level >= 1; level--) {
    const slot = provide(mem, m, c, table + 8 * index(gva, level), rarity);
    if (slot === undefined) return;
    const target = 0x20_0000 + c(16) * 4096;
    const entry = mem.get(slot) ?? guestEntry(c, level, target, rarity);
    mem.set(slot, entry);
    if (anyOf(entry, 51, m.width)) return;
    if (level === 1 || (level <= 3 && on(entry, 7))) {
      provide(mem, m, c, frame(entry, level) + Number(gva % BigInt(size(level))), rarity);
      return;
    }
    table = frame(entry, 1);
  }
}
