/**
 * Which lines touch two contended places at once. A place is an aligned word of 8 bytes, the most that a processor reads or
 * writes in one access (Intel SDM vol. 3A 8.1.1), or a run of bytes that is moved as one. It is contended in a run if
 * two threads touch it and one of them writes. Lines are atomic here; a line that writes one contended place and
 * touches another would hide what happens between the two.
 */
import type { Effect, StepRecord } from '../../../engine/index.ts';

const WORD = 8;

interface Access {
  readonly from: number;
  readonly to: number;
  readonly write: boolean;
}

/** Runs of memory that an effect touched. A drain moves what a line has already written. */
function accessesOf(e: Effect): readonly Access[] {
  switch (e.kind) {
    case 'read':
    case 'write':
      return [{ from: e.place.at, to: e.place.at + e.place.size, write: e.kind === 'write' }];
    case 'fill':
    case 'fetch':
      return [{ from: e.at, to: e.at + e.size, write: e.kind === 'fill' }];
    case 'copy':
      return [
        { from: e.from, to: e.from + e.size, write: false },
        { from: e.to, to: e.to + e.size, write: true },
      ];
    case 'dma':
      return [{ from: e.at, to: e.at + e.size, write: e.dir === 'to-memory' }];
    case 'walk':
      return [{ from: e.at, to: e.at + WORD, write: false }];
    default:
      return [];
  }
}

/** Who has touched a word, as bits by thread. */
interface Touched {
  readers: number;
  writers: number;
}

export class Contention {
  private readonly words = new Map<number, Touched>();
  private readonly threads = new Map<string, number>();
  /** By line: the accesses of each step that had several, at least one of them a write. */
  private readonly groups = new Map<string, (readonly Access[])[]>();

  visit(record: StepRecord): void {
    const all = record.effects.flatMap(accessesOf);
    if (all.length === 0) return;
    // A device moves its bytes in its own time: no line of a program does it.
    const byProgram = record.effects.filter((e) => e.kind !== 'dma').flatMap(accessesOf);
    let bit = this.threads.get(record.thread);
    if (bit === undefined) {
      bit = 1 << this.threads.size;
      this.threads.set(record.thread, bit);
    }
    for (const { from, to, write } of all)
      for (let w = Math.floor(from / WORD); w * WORD < to; w++) {
        let t = this.words.get(w);
        if (!t) {
          t = { readers: 0, writers: 0 };
          this.words.set(w, t);
        }
        if (write) t.writers |= bit;
        else t.readers |= bit;
      }
    if (!byProgram.some((a) => a.write) || byProgram.length < 2) return;
    const line = `${record.procedure}.${record.label}`;
    const groups = this.groups.get(line);
    if (groups) groups.push(byProgram);
    else this.groups.set(line, [byProgram]);
  }

  private contended(word: number): boolean {
    const t = this.words.get(word);
    if (!t || t.writers === 0) return false;
    const all = t.readers | t.writers;
    return (all & (all - 1)) !== 0;
  }

  /** The contended places of an access: words, of a run its first contended one. */
  private placesOf({ from, to }: Access): readonly number[] {
    for (let w = Math.floor(from / WORD); w * WORD < to; w++) if (this.contended(w)) return [w];
    return [];
  }

  /** Lines that wrote a contended place and touched another in the same step. */
  offenders(): readonly string[] {
    const out: string[] = [];
    for (const [line, groups] of this.groups) {
      const bad = groups.some((all) => {
        const places = new Set(all.flatMap((a) => this.placesOf(a)));
        return places.size > 1 && all.some((a) => a.write && this.placesOf(a).length > 0);
      });
      if (bad) out.push(line);
    }
    return out;
  }
}
