/**
 * What a step lights, by the names of the drawn parts: `1.pending.3` is port 3's bit in domain 1's page. What was read
 * and written comes from the record, what Xen keeps in tables of its own from the difference of two views.
 */
import type { DomainView, EventChannelsView, StepRecord } from '@/engine/index.ts';
import { MAX_LIT } from '../../model/focus.ts';
import { wayOf } from './ways.ts';

type Effect = StepRecord['effects'][number];
type Access = Extract<Effect, { kind: 'read' | 'write' }>;

const WORD_BITS = 64;
const VCPU_INFO_SIZE = 64;

/** Numbers of the bits in which two words differ. */
function changedBits(a: number | bigint, b: number | bigint): readonly number[] {
  let rest = BigInt.asUintN(64, BigInt(a) ^ BigInt(b));
  const out: number[] = [];
  for (let bit = 0; rest !== 0n; bit++, rest >>= 1n) if (rest & 1n) out.push(bit);
  return out;
}
const indexOf = (field: string): number => Number(/\[(\d+)\]$/.exec(field)?.[1] ?? 0);

/** A word of bits: those that a write changed; of a read the one that it was for, if it is in this word. */
function bitsOf(e: Access, subject: number | undefined): readonly number[] {
  if (e.kind === 'write') return changedBits(e.value, e.old);
  return subject === undefined ? [] : [subject];
}

function accessed(e: Access, d: DomainView, port: number | undefined): readonly string[] {
  const { leaf, field, at } = e.place;
  const name = (what: string): string => `${d.domain}.${what}`;
  if (leaf === 'evtchn_pending' || leaf === 'evtchn_mask') {
    if (at < d.at || at >= d.at + 4096) return [];
    const word = indexOf(field);
    const asked = port !== undefined && Math.floor(port / WORD_BITS) === word ? port % WORD_BITS : undefined;
    const kind = leaf === 'evtchn_pending' ? 'pending' : 'mask';
    const bits = bitsOf(e, asked);
    return bits.length > 4 || (e.kind === 'read' && asked === undefined)
      ? [name(`${kind}.word.${word}`)]
      : bits.map((b) => name(`${kind}.${word * WORD_BITS + b}`));
  }
  const vcpu = d.vcpus.find((v) => at >= v.at && at < v.at + VCPU_INFO_SIZE);
  if (leaf === 'evtchn_pending_sel' && vcpu) {
    const asked = port === undefined ? undefined : Math.floor(port / WORD_BITS);
    return bitsOf(e, asked).map((w) => name(`sel.${vcpu.vcpu}.${w}`));
  }
  if (leaf.startsWith('evtchn_upcall_') && vcpu) return [name(`${leaf}.${vcpu.vcpu}`)];
  return fifoParts(e, d).map(name);
}

function fifoParts(e: Access, d: DomainView): readonly string[] {
  const { leaf, field, at } = e.place;
  if (leaf === 'event_word')
    return (d.vcpus[0]?.fifo?.words ?? []).filter((w) => w.at === at).map((w) => `word.${w.port}`);
  const vcpu = d.vcpus.find(({ fifo }) => fifo?.control && at >= fifo.control && at < fifo.control + 72);
  if (!vcpu) return [];
  if (leaf === 'ready')
    return changedBits(e.value, 'old' in e ? e.old : 0).map((q) => `ready.${vcpu.vcpu}.${q}`);
  return leaf === 'head' ? [`head.${vcpu.vcpu}.${indexOf(field)}`] : [];
}

/** What Xen keeps to itself: its tables of ports, and what is on its way to a vCPU. */
function changedIn(d: DomainView, before: DomainView | undefined): readonly string[] {
  if (!before || before === d) return [];
  const ports = d.ports
    .filter((p) => {
      const old = before.ports.find((o) => o.port === p.port);
      return old?.state !== p.state || old.vcpu !== p.vcpu || old.remoteDom !== p.remoteDom;
    })
    .map((p) => `${d.domain}.port.${p.port}`);
  const ways = d.vcpus.flatMap((v, i) => {
    const old = before.vcpus[i];
    const was = old && wayOf(old);
    const now = wayOf(v);
    const moved = now.stations.filter((s, k) => s.value !== was?.stations[k]?.value).map((s) => s.id);
    const state = was && was.state !== now.state ? ['state'] : [];
    return [...moved, ...state].map((id) => `${d.domain}.way.${v.vcpu}.${id}`);
  });
  return ports.length > 3 ? ways : [...ports, ...ways];
}

/** Names of all that a step lights, at most seven. */
export function litParts(
  record: StepRecord | undefined,
  view: EventChannelsView,
  before: EventChannelsView | undefined,
): readonly string[] {
  if (!record) return [];
  const domains = [view.guest, view.dom0];
  const accesses = record.effects.filter((e): e is Access => e.kind === 'write' || e.kind === 'read');
  const portIn = (d: DomainView): number | undefined =>
    [view.subject, before?.subject].find((s) => s?.domain === d.domain)?.port;
  const touched = domains.flatMap((d) => accesses.flatMap((e) => accessed(e, d, portIn(d))));
  const changed = [...changedIn(view.guest, before?.guest), ...changedIn(view.dom0, before?.dom0)];
  return [...new Set([...touched, ...changed])].slice(0, MAX_LIT);
}
