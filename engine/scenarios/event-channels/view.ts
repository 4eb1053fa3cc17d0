/** What the figures draw: derived from a state, never stored. */
import { rec, type State, type ThreadId } from '../../core/state.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import { evtchnKey, portOf } from '../../mechanisms/event-channel.ts';
import { type DomainView, framesOf, inspectEventDomain, numberOr } from '../../mechanisms/event-view.ts';
import { irqKey } from '../../mechanisms/linux-events.ts';
import { vcpuKey } from '../../mechanisms/vcpu.ts';
import { type Operation, writeOperation } from './ops.ts';
import { DOM0, GUEST, program, type Workload, workloadKey } from './story.ts';

export interface EventChannelsView {
  readonly guest: DomainView;
  readonly dom0: DomainView;
  readonly guestType: 'pv' | 'hvm' | 'pvh';
  /** The port that the running code is about. */
  readonly subject: { readonly domain: number; readonly port: number } | null;
  /** The bell of the guest's that Xen is ringing, and whether it has found that whoever asked may. */
  readonly ringing: { readonly port: number; readonly allowed: boolean } | null;
  readonly program: {
    readonly ops: readonly { readonly text: string; readonly who: Operation['who'] }[];
    readonly begun: number;
    readonly results: Workload['results'];
    readonly handled: Workload['handled'];
    /** Ports of the guest's to which one of its drivers listens. */
    readonly listened: readonly number[];
    /** Processors of the guest's that its own program has: they execute no line of the story, and are not idle. */
    readonly running: readonly ThreadId[];
  };
}

/** Of the running thread: the innermost listing that is about a port, Xen's of any domain or a kernel's own. */
function subjectOf(s: State): EventChannelsView['subject'] {
  if (s.last === null) return null;
  for (const { procedure, locals } of framesOf(s, s.last)) {
    const named = NAMES_DOMAIN.has(procedure) && locals.port !== undefined;
    const domain = numberOr(named ? locals.dom : OWNERS[s.last]);
    const port = numberOr(locals.port ?? locals.lport);
    if (port !== null && port !== 0 && domain !== null) return { domain, port };
  }
  return null;
}
/** Of the running thread: a caller names its own port, and Xen's table says which one of the guest's is behind it. */
function ringingOf(s: State): EventChannelsView['ringing'] {
  const frames = s.last === null ? [] : framesOf(s, s.last);
  const { locals, procedure } = frames.find((f) => SENDS.has(f.procedure)) ?? {};
  const own = OWNERS[s.last ?? ''];
  if (locals?.dom !== undefined)
    return locals.dom === GUEST.id && typeof locals.port === 'number'
      ? { port: locals.port, allowed: true }
      : null;
  if (procedure !== 'evtchn_send' || own === undefined) return null;
  const lport = Number(locals?.lport);
  const chn = portOf(rec(s, evtchnKey(own)), lport);
  const [domain, port] = chn.state === 'interdomain' ? [chn.remoteDom, chn.remotePort] : [own, lport];
  return domain === GUEST.id ? { port, allowed: false } : null;
}
const SENDS = new Set(['evtchn_send', 'send_guest_vcpu_virq']);

const OWNERS: Readonly<Record<string, number>> = { guest: GUEST.id, guest1: GUEST.id, dom0: DOM0.id };
/** Listings of Xen that say whose port it is; in the others it is one of the caller's. */
const NAMES_DOMAIN = new Set([
  'evtchn_2l_set_pending',
  'evtchn_fifo_set_pending',
  'evtchn_fifo_set_link',
  'evtchn_fifo_unmask',
  'evtchn_send',
  'evtchn_close',
  'send_guest_vcpu_virq',
]);

/** The processors of the guest, in order. */
const CPUS: readonly ThreadId[] = ['guest', 'guest1'];

/** Whoever has not given the processor away uses it: between two lines of the story, for what the story leaves out. */
const runsProgram = (s: State, thread: ThreadId, vcpu: number): boolean =>
  s.threads[thread]?.top?.procedure === program.name && !rec(s, vcpuKey(GUEST.id, vcpu)).blocked;

export function inspect(state: State): EventChannelsView {
  const w = rec(state, workloadKey);
  return {
    guest: inspectEventDomain(state, GUEST.id, CPUS),
    dom0: inspectEventDomain(state, DOM0.id, ['dom0']),
    guestType: rec(state, domainKey(GUEST.id)).type,
    subject: subjectOf(state),
    ringing: ringingOf(state),
    program: {
      ops: w.ops.map((o) => ({ text: writeOperation(o), who: o.who })),
      begun: w.begun,
      results: w.results,
      handled: w.handled,
      listened: Object.keys(rec(state, irqKey(GUEST.id)).handlers).map(Number),
      running: CPUS.filter((thread, vcpu) => runsProgram(state, thread, vcpu)),
    },
  };
}
