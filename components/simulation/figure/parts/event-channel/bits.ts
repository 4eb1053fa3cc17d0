/** The bits of a domain with two levels: which of them are drawn, and what they hold. */
import type { DomainView, ScanView } from '@/engine/index.ts';
import type { Tone } from '../../../model/worlds.ts';
import { type Cells, type Drawn, type Item, type Room, sentences } from '../../spec.ts';
import { isLines, lightsAt } from './names.ts';

/** Bits in a row. */
export const BITS = 16;
/** Runs of them that the figure has room for. */
const CHUNKS = 2;
const WORD_BITS = 64;
/** Ports that fit side by side where only those in use are drawn. */
const IN_USE = 8;

type Word = DomainView['words'][number];

export interface BitView {
  readonly port: number;
  readonly pending: boolean;
  readonly mask: boolean;
  readonly used: boolean;
  readonly word: Word;
}

const isSet = (word: bigint, bit: number): boolean => ((word >> BigInt(bit)) & 1n) !== 0n;
const wordOf = (port: number): number => Math.floor(port / WORD_BITS);

function bitsAt(domain: DomainView, ports: readonly number[]): readonly BitView[] {
  return ports.flatMap((port) => {
    const word = domain.words.find((w) => w.word === wordOf(port));
    const bit = port % WORD_BITS;
    return word
      ? [
          {
            port,
            pending: isSet(word.pending, bit),
            mask: isSet(word.mask, bit),
            used: isSet(word.used, bit),
            word,
          },
        ]
      : [];
  });
}

/** The runs to draw: those with a port that is pending or at hand first, then the lowest, then the highest in use. */
export function chunksOf(domain: DomainView, subject: number | null): readonly (readonly BitView[])[] {
  const runOf = (port: number): number => port - (port % BITS);
  const used = domain.ports.map((p) => p.port);
  const urgent = domain.ports.filter((p) => p.pending).map((p) => p.port);
  const wanted = [subject ?? 0, used[0] ?? 0, used.at(-1) ?? 0, ...urgent, ...used].map(runOf);
  const known = new Set(domain.words.map((w) => w.word));
  const chosen = [...new Set(wanted)].filter((first) => known.has(wordOf(first)));
  // Where there is room, what comes next in the same word.
  const next = chosen
    .flatMap((first) => [first + BITS, first - BITS])
    .filter((n) => n >= 0 && n % WORD_BITS !== 0);
  return [...new Set([...chosen, ...next])]
    .slice(0, CHUNKS)
    .sort((a, b) => a - b)
    .map((first) =>
      bitsAt(
        domain,
        Array.from({ length: BITS }, (_, i) => first + i),
      ),
    );
}

/** The ports in use, the one at hand and those that are pending among them, where not all fit. */
function bitsInUse(domain: DomainView, subject: number | null): readonly BitView[] {
  const urgent = domain.ports.filter((p) => p.port === subject || p.pending);
  const ports = [...new Set([...urgent, ...domain.ports])].slice(0, IN_USE).map((p) => p.port);
  return bitsAt(domain, ports).toSorted((a, b) => a.port - b.port);
}

const MEANS = {
  pending: { on: 'something happened', off: 'nothing happened' },
  mask: { on: 'held back', off: 'may interrupt' },
} as const;

function bitItem(kind: 'pending' | 'mask', bit: BitView, subject: number | null): Item {
  const { port, used, word } = bit;
  const on = bit[kind] && (kind === 'pending' || used);
  const asked = subject === null ? used : port === subject;
  return {
    id: `${kind}.${port}`,
    value: bit[kind] ? '1' : '0',
    look: on ? (kind === 'pending' ? 'set' : 'masked') : used ? 'clear' : 'idle',
    says: `Bit ${port} of evtchn_${kind} is ${bit[kind] ? 1 : 0}: ${used ? MEANS[kind][bit[kind] ? 'on' : 'off'] : 'nobody uses this port'}.`,
    ...(asked && { lights: lightsAt(kind === 'pending' ? word.pendingAt : word.maskAt) }),
  };
}

/** What a kernel has taken of a word and has still to handle, and the port that it has found. */
function todoItem(bit: BitView, scan: ScanView, vcpu: number): Item {
  const found = scan.port === bit.port;
  const todo = scan.word === bit.word.word && isSet(scan.bits, bit.port % WORD_BITS);
  const began = scan.start === bit.port;
  const what = found ? 'found, and at hand' : todo ? 'still to be handled' : 'not to be handled';
  return {
    id: `todo.${bit.port}`,
    value: found ? '▲' : todo ? '1' : began ? '›' : '',
    look: found ? 'now' : todo ? 'masked' : 'idle',
    tone: 'guest',
    steady: true,
    says: `Port ${bit.port} is ${what} by vCPU ${vcpu}${began ? ', whose look began here' : ''}.`,
  };
}

/** Wide numbers stand over the first bit, the last, and the one at hand only. */
function headsOf(bits: readonly BitView[], subject: number | null): readonly string[] {
  const wide = (bits.at(-1)?.port ?? 0) > 99 && bits.length > IN_USE;
  const at = bits.findIndex((b) => b.port === subject);
  const far = (i: number): boolean => at < 0 || Math.abs(at - i) > 3;
  const shown = (i: number): boolean => !wide || i === at || ((i === 0 || i === bits.length - 1) && far(i));
  return bits.map(({ port }, i) => (shown(i) ? String(port) : ''));
}

/** Pending over mask, and under them what a kernel that looks has still to do. */
function bitTable(domain: DomainView, bits: readonly BitView[], subject: number | null, room: Room): Cells {
  const { scan, vcpu = 0 } = domain.vcpus.find((v) => v.scan) ?? {};
  const word = bits[0]?.word.word ?? 0;
  const lines = isLines(room);
  // Its own copies: of the selector first, then of one word after the other.
  const looks = scan && (bits.some((b) => b.word.word === scan.word) || isSet(scan.words, word));
  const row = (label: string, cells: readonly Item[], tone: Tone = 'shared') => ({ label, cells, tone });
  return {
    kind: 'cells',
    names: 70,
    room: 3,
    // A few bits are as wide as many.
    heads: [...headsOf(bits, subject), ...Array<string>(Math.max(0, IN_USE - bits.length)).fill('')],
    rows: [
      row(
        lines ? `pending[${word}]` : 'rung',
        bits.map((b) => bitItem('pending', b, subject)),
      ),
      row(
        lines ? `mask[${word}]` : 'held back',
        bits.map((b) => bitItem('mask', b, subject)),
      ),
      ...(looks
        ? [
            row(
              'to do',
              bits.map((b) => todoItem(b, scan, vcpu)),
              'guest',
            ),
          ]
        : []),
    ],
  };
}

/** The guest's bits: at the level of lines one of the runs, above it those of ports in use. */
export function bitsDrawn(domain: DomainView, subject: number | null, room: Room, run = 0): Drawn | null {
  const lines = isLines(room);
  const bits = lines ? chunksOf(domain, subject)[run] : bitsInUse(domain, subject);
  if (!bits) return null;
  const body = bitTable(domain, bits, subject, room);
  const used = body.rows.flatMap((r) => r.cells.filter((c) => c.look !== 'idle'));
  return {
    ...(run === 0 && {
      title: lines ? 'event bits in shared_info' : 'the guest’s bells, a bit for each',
      aside: lines
        ? subject === null
          ? '64 words of 64 bits'
          : `port ${subject} at hand`
        : bits.length > 0
          ? ''
          : 'none yet',
    }),
    frame: 'shared',
    says: `The guest’s evtchn_pending and evtchn_mask have 64 words of 64 bits each, which Xen writes too. ${sentences(used) || 'Nobody uses these.'}`,
    ...(bits.length > 0 && { body }),
  };
}
