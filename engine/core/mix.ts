/** Mixing of words into 64 bits, as two lanes of 32: what a hash is made of. Steps and constants: MurmurHash3 (public domain). */
export class Lanes {
  low = 0x2f0b4c47;
  high = 0x6a09e667 | 0;
}

/** Adds a 32-bit word; the order of words matters. */
export function mixWord(h: Lanes, word: number): void {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const low = h.low ^ k;
  h.low = (Math.imul((low << 13) | (low >>> 19), 5) + 0xe6546b64) | 0;
  k = Math.imul(word ^ 0x5bd1e995, 0x38b34ae5);
  k = Math.imul((k << 16) | (k >>> 16), 0xa1e38b93);
  const high = h.high ^ k;
  h.high = (Math.imul((high << 17) | (high >>> 15), 5) + 0x561ccd1b) | 0;
}

/** Makes each bit depend on all: needed before lanes are added up. */
export function finish(h: Lanes): void {
  const { low, high } = h;
  h.low = avalanche(low ^ Math.imul(high, 0x9e3779b1));
  h.high = avalanche(high ^ Math.imul(low, 0x7feb352d));
}
function avalanche(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Names recur in every state. Bounded, as a record may hold texts that are made while it runs. */
const texts = new Map<string, Lanes>();
const MAX_TEXTS = 10_000;

export function textLanes(out: Lanes, text: string): void {
  let own = texts.get(text);
  if (!own) {
    own = new Lanes();
    mixWord(own, text.length);
    for (let i = 0; i < text.length; i++) mixWord(own, text.charCodeAt(i));
    finish(own);
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(text, own);
  }
  mixWord(out, own.low);
  mixWord(out, own.high);
}
