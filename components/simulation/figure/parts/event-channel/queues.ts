/** The FIFO words of a domain: which ports are linked into which queue, in which order, and which are in none. */
import type { DomainView, WordView } from '@/engine/index.ts';
import { type Cells, type Drawn, type Item, type Room, sentences } from '../../spec.ts';
import { isLines, lightsAt } from './names.ts';

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

/** Words in a row, and queues that the figure has room for. */
const WORDS = 4;
const QUEUES = 2;

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
      if (chain.length > 0 || q.head !== 0) lines.push({ vcpu: v.vcpu, priority: q.priority, words: chain });
    }
  }
  const queued = new Set(lines.flatMap((l) => l.words.map((w) => w.port)));
  return { lines, unlinked: [...words.values()].filter((w) => !queued.has(w.port)) };
}

/** While a port is being handled the rest of its queue starts at the link that was taken out of its word. */
const takenFrom = (scan: DomainView['vcpus'][number]['scan'], priority: number): number | undefined =>
  scan?.queue === priority && scan.next ? scan.next : undefined;

const FLAGS = [
  ['P', 'pending'],
  ['M', 'masked'],
  ['L', 'linked'],
] as const;
/** Larger ports leave no room for what is behind them. */
const LARGEST = 999;

/** One port's event word: its flags, and the port that comes behind it. */
function wordItem(word: WordView, terms: boolean): Item {
  const { port, at, kept, link, busy, priority } = word;
  if (at === undefined)
    return {
      id: `word.${port}`,
      value: `${port} ${kept ? '(P)' : '–'}`,
      look: 'idle',
      says: `Port ${port} has no event word yet, because its page is missing.${kept ? ' Xen keeps a note that something happened.' : ''}`,
    };
  const on = FLAGS.filter(([, flag]) => word[flag]);
  const flags = on.map(([letter]) => letter).join('');
  const behind = link !== 0 && port <= LARGEST ? `→${link}` : '';
  return {
    id: `word.${port}`,
    value: terms ? [port, `${flags}${behind}`].join(' ').trimEnd() : String(port),
    look: word.pending ? 'set' : word.masked ? 'masked' : 'clear',
    lights: lightsAt(at),
    says: `The event word of port ${port} holds ${on.map(([, flag]) => flag.toUpperCase()).join(', ') || 'no flag'}${busy ? ', BUSY' : ''}, LINK ${link}; its priority is ${priority}.`,
  };
}

/** As many as there is room for; of the others, how many. */
function fitted(words: readonly WordView[], most: number, terms: boolean): readonly Item[] {
  const rest = words.length - most + 1;
  if (rest <= 1) return words.map((w) => wordItem(w, terms));
  return [
    ...words.slice(0, most - 1).map((w) => wordItem(w, terms)),
    {
      id: `more.${words[0]?.port}`,
      value: `+${rest}`,
      look: 'idle',
      steady: true,
      says: `${rest} more words are not drawn.`,
    },
  ];
}

/** The first port of a queue, as the control block has it: a kernel that empties the queue keeps its own. */
function headItem(domain: DomainView, { vcpu, priority }: QueueLine): Item {
  const queue = domain.vcpus[vcpu]?.fifo?.queues[priority];
  const head = queue?.head ?? 0;
  return {
    id: `head.${vcpu}.${priority}`,
    value: String(head),
    look: head === 0 ? 'idle' : 'plain',
    lights: lightsAt(queue?.headAt),
    says: `The head of queue ${priority} in the control block of vCPU ${vcpu} is ${head === 0 ? 'none so far' : `port ${head}`}.`,
  };
}

/** A row for each queue that has something or had, in the order of LINK. */
function queueTable(domain: DomainView, { lines }: QueuesView, terms: boolean): Cells {
  const several = lines.some((l) => l.vcpu > 0);
  const rows = lines.toSorted((a, b) => Math.sign(b.words.length) - Math.sign(a.words.length));
  return {
    kind: 'cells',
    names: several ? 66 : 50,
    room: QUEUES,
    heads: [...(terms ? ['head'] : []), 'first', 'then', 'then', 'then'],
    rows: rows.slice(0, QUEUES).map((line) => ({
      label: `queue ${line.priority}${several ? `, v${line.vcpu}` : ''}`,
      cells: [...(terms ? [headItem(domain, line)] : []), ...fitted(line.words, WORDS, terms)],
    })),
  };
}

export function queuesDrawn(domain: DomainView, room: Room): Drawn {
  const queues = queuesOf(domain);
  const body = queueTable(domain, queues, isLines(room));
  const more = queues.lines.length - QUEUES;
  return {
    title: isLines(room) ? 'FIFO: event words in queues' : 'the guest’s bells, a bit for each',
    aside: more > 0 ? `${more} more` : isLines(room) ? '' : 'in queues',
    frame: 'shared',
    says: `The guest’s control blocks and event words are memory of its own that Xen writes too. ${sentences(body.rows.flatMap((r) => r.cells)) || 'No queue has anything.'}`,
    body,
  };
}

/** The words that are in no queue, in two rows. */
export function looseDrawn(domain: DomainView): Drawn {
  const per = WORDS + 1;
  const items = fitted(queuesOf(domain).unlinked, 2 * per, true);
  return {
    title: 'event words in no queue',
    aside: 'P, M, L, →LINK',
    frame: 'shared',
    says: `Some event words are in no queue. ${sentences(items) || 'There are none.'}`,
    body: {
      kind: 'cells',
      room: 2,
      heads: Array<string>(per).fill(''),
      rows: [items.slice(0, per), items.slice(per)].map((cells, i) => ({ label: String(i), cells })),
    },
  };
}
