/** The FIFO words of a domain as queues, derived from the view: which ports are linked, in which order, and which are not. */
import type { DomainView, WordView } from '@/engine/index.ts';

export interface QueueLine {
  readonly vcpu: number;
  readonly priority: number;
  readonly words: readonly WordView[];
}
export interface QueuesView {
  readonly lines: readonly QueueLine[];
  /** In no queue, by port. */
  readonly unlinked: readonly WordView[];
}

/** Ports from where the kernel takes next, along LINK, as far as the words are LINKED. */
function chainOf(words: ReadonlyMap<number, WordView>, first: number): readonly WordView[] {
  const out: WordView[] = [];
  for (let w = words.get(first); w?.linked && !out.includes(w); w = words.get(w.link)) out.push(w);
  return out;
}

export function queuesOf(domain: DomainView): QueuesView {
  const words = new Map((domain.vcpus[0]?.fifo?.words ?? []).map((w) => [w.port, w]));
  const lines: QueueLine[] = [];
  for (const v of domain.vcpus) {
    for (const q of v.fifo?.queues ?? []) {
      const taken = takenFrom(v.scan, q.priority);
      const chain = chainOf(words, taken ?? (v.heads[q.priority] || q.head));
      if (chain.length > 0) lines.push({ vcpu: v.vcpu, priority: q.priority, words: chain });
    }
  }
  const queued = new Set(lines.flatMap((l) => l.words.map((w) => w.port)));
  return { lines, unlinked: [...words.values()].filter((w) => !queued.has(w.port)) };
}

/** While a port is being handled the rest of its queue starts at the link that was taken out of its word. */
const takenFrom = (scan: DomainView['vcpus'][number]['scan'], priority: number): number | undefined =>
  scan?.queue === priority && scan.next ? scan.next : undefined;
