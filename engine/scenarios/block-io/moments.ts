/** The named places of the story. A moment is recognised by what a step did, so it holds for every schedule and parameter. */
import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import type { Moment, Phases } from '../../stories/scenario.ts';
import { DOM0 } from './map.ts';

const at =
  (procedure: string, label: string) =>
  (r: StepRecord): boolean =>
    r.procedure === procedure && r.label === label;
const does =
  (holds: (e: Effect) => boolean, backend?: boolean) =>
  (r: StepRecord): boolean =>
    (backend === undefined || (r.domain === DOM0.id) === backend) && r.effects.some(holds);
const sends = (e: Effect): boolean => e.kind === 'hypercall' && e.op === 'EVTCHNOP_send';
const interrupts = (e: Effect): boolean => e.kind === 'interrupt';

export const moments: readonly Moment[] = [
  { id: 'submit', when: at('blkif_queue_rq', 'lock') },
  { id: 'granted', when: (r) => r.procedure === 'get_grant' && r.effects.some((e) => e.kind === 'return') },
  { id: 'written', when: at('blkif_queue_rw_req', 'publish') },
  { id: 'published', when: at('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', 'publish') },
  { id: 'decided', when: at('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', 'check') },
  { id: 'kicked', when: does(sends, false) },
  { id: 'pending', when: does((e) => e.kind === 'notify' && e.to === DOM0.id) },
  { id: 'backend-upcall', when: does(interrupts, true) },
  { id: 'woken', when: does((e) => e.kind === 'wake') },
  { id: 'consumed', when: at('__do_block_io_op', 'copy') },
  { id: 'mapped', when: does((e) => e.kind === 'grant' && e.op === 'map') },
  { id: 'transferred', when: does((e) => e.kind === 'dma') },
  { id: 'answered', when: at('make_response', 'fill') },
  { id: 'answer-published', when: at('RING_PUSH_RESPONSES_AND_CHECK_NOTIFY', 'publish') },
  { id: 'answer-decided', when: at('RING_PUSH_RESPONSES_AND_CHECK_NOTIFY', 'check') },
  { id: 'answer-kicked', when: does(sends, true) },
  { id: 'guest-upcall', when: does(interrupts, false) },
  { id: 'collected', when: at('blkif_interrupt', 'copy') },
  { id: 'completed', when: at('blkif_interrupt', 'done') },
  { id: 'armed', when: does((e) => e.kind === 'write' && e.place.leaf === 'rsp_event', false) },
];

export const phases: Phases = {
  submit: ['submit'],
  kick: ['decided'],
  service: ['pending', 'consumed'],
  complete: ['answer-decided'],
};
