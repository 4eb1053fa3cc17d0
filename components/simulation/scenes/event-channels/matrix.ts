/** Which bits of a domain's words are drawn, and what they hold: derived from the view and from nothing drawn. */
import type { DomainView, ScanView } from '@/engine/index.ts';

/** A run of bits of one word of `evtchn_pending` and of `evtchn_mask`. */
export interface Chunk {
  readonly word: number;
  /** The port of its first bit. */
  readonly first: number;
  readonly bits: readonly BitView[];
  /** Of each vCPU: is the word in its selector? */
  readonly selected: readonly boolean[];
  /** The vCPU whose kernel looks at this word now, and its own copies of what is left to do. */
  readonly looking: Looking | null;
}
export interface BitView {
  readonly port: number;
  readonly pending: boolean;
  readonly mask: boolean;
  readonly used: boolean;
}
export interface Looking {
  readonly vcpu: number;
  readonly word: boolean;
  /** Bits of the word still to be handled; null while another word is looked at. */
  readonly todo: readonly boolean[] | null;
  readonly port: number | null;
  /** The port at which this look began. */
  readonly start: number | null;
}

const WORD_BITS = 64;
const isSet = (word: bigint, bit: number): boolean => ((word >> BigInt(bit)) & 1n) !== 0n;

/** The runs to draw: those with a port that is pending or at hand first, then the lowest, then the highest in use. */
function firstsOf(domain: DomainView, subject: number | null, bits: number, most: number): readonly number[] {
  const runOf = (port: number): number => port - (port % bits);
  const used = domain.ports.map((p) => p.port);
  const urgent = domain.ports.filter((p) => p.pending).map((p) => p.port);
  const wanted = [subject ?? 0, used[0] ?? 0, used.at(-1) ?? 0, ...urgent, ...used].map(runOf);
  const known = new Set(domain.words.map((w) => w.word));
  const chosen = [...new Set(wanted)].filter((first) => known.has(Math.floor(first / WORD_BITS)));
  // Where there is room, what comes next in the same word.
  const next = chosen
    .flatMap((first) => [first + bits, first - bits])
    .filter((n) => n >= 0 && n % WORD_BITS !== 0);
  return [...new Set([...chosen, ...next])].slice(0, most).sort((a, b) => a - b);
}

export function chunksOf(
  domain: DomainView,
  subject: number | null,
  bits: number,
  most: number,
): readonly Chunk[] {
  const looker = domain.vcpus.find((v) => v.scan);
  return firstsOf(domain, subject, bits, most).map((first) => {
    const word = Math.floor(first / WORD_BITS);
    const held = domain.words.find((w) => w.word === word);
    return {
      word,
      first,
      bits: Array.from({ length: bits }, (_, i) => {
        const bit = (first % WORD_BITS) + i;
        return {
          port: first + i,
          pending: isSet(held?.pending ?? 0n, bit),
          mask: isSet(held?.mask ?? 0n, bit),
          used: isSet(held?.used ?? 0n, bit),
        };
      }),
      selected: domain.vcpus.map((v) => isSet(v.pending_sel, word)),
      looking: looker?.scan ? lookingAt(looker.vcpu, looker.scan, word, first, bits) : null,
    };
  });
}

function lookingAt(vcpu: number, scan: ScanView, word: number, first: number, bits: number): Looking {
  const here = scan.word === word;
  const todo = here
    ? Array.from({ length: bits }, (_, i) => isSet(scan.bits, (first % WORD_BITS) + i))
    : null;
  return { vcpu, word: isSet(scan.words, word), todo, port: here ? scan.port : null, start: scan.start };
}
