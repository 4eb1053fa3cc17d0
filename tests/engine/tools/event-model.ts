/**
 * Event channels as sets and lists: what the operations mean, told without bytes, words or listings. A second opinion for
 * the property tests. Errors are the positive numbers of xen/include/public/errno.h.
 */
const EPERM = 1;
const ENOENT = 2;
const ESRCH = 3;
const EACCES = 13;
const EBUSY = 16;
const EEXIST = 17;
const EINVAL = 22;
const ENOSPC = 28;
const ENOSYS = 38;
const EOPNOTSUPP = 95;

const SELF = 0x7ff0;
const BUCKET = 64;
const PER_PAGE = 1024;
export const VCPUS = 2;

type Kind =
  | { readonly kind: 'unbound'; readonly for: number }
  | { readonly kind: 'pair'; readonly dom: number; readonly port: number }
  | { readonly kind: 'virq'; readonly virq: number }
  | { readonly kind: 'pirq'; readonly pirq: number }
  | { readonly kind: 'ipi' };
interface Channel {
  is: Kind;
  vcpu: number;
}
interface Fifo {
  readonly pending: Set<number>;
  readonly masked: Set<number>;
  /** Ports that are in some queue. */
  readonly linked: Set<number>;
  pages: number;
  control: boolean[];
  /** For each vCPU the ports of each priority, oldest first: taken out by the guest. */
  queues: number[][][];
  ready: Set<number>[];
}

export class ModelDomain {
  readonly id: number;
  readonly pv: boolean;
  readonly cap: number;
  channels = new Map<number, Channel>();
  grown = BUCKET;
  /** The 2-level bits. They stay in the shared page as they are while FIFO is in use. */
  private readonly bits = { pending: new Set<number>(), masked: new Set<number>() };
  words: Set<number>[] = [new Set(), new Set()];
  upcall = [false, false];
  fifo: Fifo | null = null;
  /** FIFO: raised while their page was missing; never forgotten. */
  saved = new Set<number>();
  priority = new Map<number, number>();

  constructor(id: number, pv: boolean, cap: number) {
    this.id = id;
    this.pv = pv;
    this.cap = cap;
  }

  get pending(): Set<number> {
    return (this.fifo ?? this.bits).pending;
  }
  get masked(): Set<number> {
    return (this.fifo ?? this.bits).masked;
  }

  hasWord(port: number): boolean {
    return this.fifo !== null && port < this.fifo.pages * PER_PAGE;
  }

  free(): number {
    for (let port = 1; port <= this.cap; port++)
      if (!this.channels.has(port) && !this.fifo?.linked.has(port)) return port;
    return -ENOSPC;
  }

  open(port: number, is: Kind, vcpu: number): void {
    this.channels.set(port, { is, vcpu });
    while (this.grown <= port) this.grown += BUCKET;
    if (this.fifo) this.priority.set(port, 7);
  }

  raise(port: number, vcpu: number): void {
    if (this.fifo) this.raiseFifo(port, vcpu);
    else if (!this.pending.has(port)) {
      this.pending.add(port);
      this.select(port, vcpu);
    }
  }

  select(port: number, vcpu: number): void {
    const word = Math.floor(port / 64);
    if (this.masked.has(port) || this.words[vcpu]?.has(word)) return;
    this.words[vcpu]?.add(word);
    this.upcall[vcpu] = true;
  }

  raiseFifo(port: number, vcpu: number): void {
    const f = this.fifo as Fifo;
    if (!this.hasWord(port)) this.saved.add(port);
    else if (f.control[vcpu]) {
      this.pending.add(port);
      if (this.masked.has(port) || f.linked.has(port)) return;
      f.linked.add(port);
      const q = this.priority.get(port) ?? 7;
      const queue = f.queues[vcpu]?.[q] as number[];
      queue.push(port);
      if (queue.length > 1 || f.ready[vcpu]?.has(q)) return;
      f.ready[vcpu]?.add(q);
      this.upcall[vcpu] = true;
    }
  }

  /** The guest looks: the ports that it handles, in its order. */
  consume(vcpu: number): number[] {
    if (!this.upcall[vcpu]) return [];
    this.upcall[vcpu] = false;
    return this.fifo ? this.consumeFifo(this.fifo, vcpu) : this.consumeBits(vcpu);
  }

  private consumeBits(vcpu: number): number[] {
    const out: number[] = [];
    for (const word of [...(this.words[vcpu] as Set<number>)].sort((a, b) => a - b))
      for (const port of [...this.pending].sort((a, b) => a - b))
        if (Math.floor(port / 64) === word && !this.masked.has(port) && this.vcpuOf(port) === vcpu)
          out.push(port);
    this.words[vcpu]?.clear();
    for (const port of out) this.pending.delete(port);
    return out;
  }

  private consumeFifo(f: Fifo, vcpu: number): number[] {
    const out: number[] = [];
    for (const q of [...(f.ready[vcpu] as Set<number>)].sort((a, b) => a - b)) {
      for (const port of f.queues[vcpu]?.[q] ?? []) {
        f.linked.delete(port);
        if (!this.pending.has(port) || this.masked.has(port)) continue;
        this.pending.delete(port);
        out.push(port);
      }
      (f.queues[vcpu] as number[][])[q] = [];
    }
    f.ready[vcpu]?.clear();
    return out;
  }

  vcpuOf(port: number): number {
    return this.channels.get(port)?.vcpu ?? 0;
  }

  /** Raises what was saved for ports below the table's end in the pages from `first` on. */
  grow(): void {
    const f = this.fifo as Fifo;
    const first = f.pages * PER_PAGE;
    f.pages++;
    for (let port = first; port < f.pages * PER_PAGE && port < this.grown; port++)
      if (this.saved.has(port)) this.raiseFifo(port, this.vcpuOf(port));
  }
}

const perVcpu = (virq: number): boolean => [0, 1, 7, 13].includes(virq);
const perDomain = (virq: number): boolean => virq === 11;

/** Three domains: 0 is dom0. */
export class EventModel {
  readonly domains: readonly ModelDomain[];

  constructor(cap: number) {
    this.domains = [
      new ModelDomain(0, true, cap),
      new ModelDomain(1, false, cap),
      new ModelDomain(2, true, cap),
    ];
  }

  private at(id: number): ModelDomain {
    return this.domains[id] as ModelDomain;
  }
  private find(caller: number, id: number): ModelDomain | undefined {
    return id === SELF ? this.at(caller) : this.domains[id];
  }
  private may(caller: number, d: ModelDomain): boolean {
    return caller === 0 || caller === d.id;
  }

  /** One operation: 0 or a port that was given, or a negative error. */
  perform(
    caller: number,
    op: string,
    args: readonly number[],
  ): { readonly rc: number; readonly port?: number } {
    const d = this.at(caller);
    const [a = 0, b = 0, c = 0] = args;
    const run = OPS[op];
    if (!run) return { rc: -ENOSYS };
    const got = run(this, d, a, b, c);
    return typeof got === 'number' ? { rc: got } : { rc: 0, port: got.port };
  }

  send(d: ModelDomain, port: number): number {
    const is = d.channels.get(port)?.is;
    if (port >= d.grown || !is) return -EINVAL;
    if (is.kind === 'unbound') return 0;
    if (is.kind === 'ipi') d.raise(port, d.vcpuOf(port));
    else if (is.kind === 'pair') this.at(is.dom).raise(is.port, this.at(is.dom).vcpuOf(is.port));
    else return -EINVAL;
    return 0;
  }

  close(d: ModelDomain, port: number): number {
    const chn = d.channels.get(port);
    if (!chn) return -EINVAL;
    if (!d.fifo || d.hasWord(port)) d.pending.delete(port);
    d.channels.delete(port);
    if (chn.is.kind === 'pair') {
      const peer = this.at(chn.is.dom).channels.get(chn.is.port);
      if (peer) peer.is = { kind: 'unbound', for: d.id };
    }
    return 0;
  }

  allocate(caller: number, id: number, remote: number) {
    const d = this.find(caller, id);
    if (!d) return -ESRCH;
    const port = d.free();
    if (port < 0) return port;
    if (!this.may(caller, d)) return -EPERM;
    d.open(port, { kind: 'unbound', for: remote === SELF ? caller : remote }, 0);
    return { port };
  }

  connect(d: ModelDomain, id: number, rport: number) {
    const rd = this.find(d.id, id);
    if (!rd) return -ESRCH;
    const port = d.free();
    if (port < 0) return port;
    const remote = rd.channels.get(rport);
    if (remote?.is.kind !== 'unbound' || remote.is.for !== d.id) return -EINVAL;
    d.open(port, { kind: 'pair', dom: rd.id, port: rport }, 0);
    remote.is = { kind: 'pair', dom: d.id, port };
    d.raise(port, 0);
    return { port };
  }

  status(caller: number, port: number, id: number): number {
    const d = this.find(caller, id);
    if (!d) return -ESRCH;
    if (port >= d.grown) return -EINVAL;
    return this.may(caller, d) ? 0 : -EPERM;
  }

  reset(caller: number, id: number): number {
    const d = this.find(caller, id);
    if (!d) return -ESRCH;
    if (!this.may(caller, d)) return -EPERM;
    if (d.id !== caller) return -EINVAL;
    for (const port of [...d.channels.keys()]) this.close(d, port);
    // Back to the bits, as they were left: the words of the queues stay behind in the guest's memory.
    d.fifo = null;
    return 0;
  }
}

const bind = (d: ModelDomain, is: Kind, vcpu: number) => {
  const port = d.free();
  if (port < 0) return port;
  d.open(port, is, vcpu);
  return { port };
};
const bound = (d: ModelDomain, test: (is: Kind, vcpu: number) => boolean): boolean =>
  [...d.channels.values()].some((c) => test(c.is, c.vcpu));

type Op = (
  m: EventModel,
  d: ModelDomain,
  a: number,
  b: number,
  c: number,
) => number | { readonly port: number };
const OPS: Readonly<Record<string, Op>> = {
  alloc: (m, d, dom, remote) => m.allocate(d.id, dom, remote),
  bind: (m, d, dom, port) => m.connect(d, dom, port),
  bind_virq: (_, d, virq, vcpu) => {
    if (virq >= 24 || (!perVcpu(virq) && vcpu !== 0)) return -EINVAL;
    if (vcpu >= VCPUS) return -ENOENT;
    if (!perVcpu(virq) && !perDomain(virq) && d.id !== 0) return -EBUSY;
    const same = (is: Kind, v: number) =>
      is.kind === 'virq' && is.virq === virq && (!perVcpu(virq) || v === vcpu);
    return bound(d, same) ? -EEXIST : bind(d, { kind: 'virq', virq }, vcpu);
  },
  bind_ipi: (_, d, vcpu) => (vcpu >= VCPUS ? -ENOENT : bind(d, { kind: 'ipi' }, vcpu)),
  bind_pirq: (_, d, pirq) => {
    if (pirq >= 56) return -EINVAL;
    if (d.pv && d.id !== 0) return -EPERM;
    return bound(d, (is) => is.kind === 'pirq' && is.pirq === pirq)
      ? -EEXIST
      : bind(d, { kind: 'pirq', pirq }, 0);
  },
  close: (m, d, port) => (port >= d.grown ? -EINVAL : m.close(d, port)),
  send: (m, d, port) => m.send(d, port),
  status: (m, d, port, dom) => m.status(d.id, port, dom),
  bind_vcpu: (_, d, port, vcpu) => {
    if (vcpu >= VCPUS) return -ENOENT;
    const chn = d.channels.get(port);
    if (!chn || chn.is.kind === 'ipi' || (chn.is.kind === 'virq' && perVcpu(chn.is.virq))) return -EINVAL;
    chn.vcpu = vcpu;
    return 0;
  },
  unmask: (_, d, port) => {
    if (port >= d.grown) return -EINVAL;
    if (!d.channels.has(port)) return 0;
    if (d.fifo) {
      if (!d.hasWord(port)) return 0;
      d.masked.delete(port);
      if (d.pending.has(port)) d.raiseFifo(port, d.vcpuOf(port));
    } else if (d.masked.delete(port) && d.pending.has(port)) d.select(port, d.vcpuOf(port));
    return 0;
  },
  reset: (m, d, dom) => m.reset(d.id, dom),
  init_control: (_, d, vcpu, gfn, offset) => {
    if (vcpu >= VCPUS) return -ENOENT;
    if (offset > 4024 || offset % 8 !== 0) return -EINVAL;
    if (d.fifo?.control[vcpu] || gfn >= 0x200) return -EINVAL;
    if (!d.fifo) {
      const empty = () => Array.from({ length: 16 }, (): number[] => []);
      for (const port of d.pending) if (port < d.grown) d.saved.add(port);
      d.fifo = {
        pending: new Set(),
        masked: new Set(),
        linked: new Set(),
        pages: 0,
        control: [false, false],
        queues: [empty(), empty()],
        ready: [new Set(), new Set()],
      };
      for (const port of d.priority.keys()) d.priority.set(port, 7);
    }
    d.fifo.control[vcpu] = true;
    return 0;
  },
  expand_array: (_, d, gfn) => {
    if (!d.fifo) return -EOPNOTSUPP;
    if (gfn >= 0x200) return -EINVAL;
    d.grow();
    return 0;
  },
  set_priority: (_, d, port, priority) => {
    if (port >= d.grown) return -EINVAL;
    if (!d.fifo) return -ENOSYS;
    if (!d.channels.has(port)) return -EACCES;
    if (priority > 15) return -EINVAL;
    d.priority.set(port, priority);
    return 0;
  },
};
