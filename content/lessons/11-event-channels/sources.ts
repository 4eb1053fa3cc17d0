/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { type Sources, xen } from '../../source.ts';

export const sources = {
  'xen-event-binding': xen(
    'xen/common/event_channel.c',
    'evtchn_alloc_unbound, evtchn_bind_interdomain, evtchn_bind_ipi, evtchn_bind_virq, evtchn_bind_vcpu',
  ),
} as const satisfies Sources;
