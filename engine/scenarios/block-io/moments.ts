/** The named places of the story. A moment is recognised by what a step did, so it holds for every schedule and parameter. */
import { all, at, by, does, not, returns, within, writes } from '../../core/when.ts';
import {
  __do_block_io_op,
  dispatch_rw_block_io,
  end_block_io_op,
  make_response,
} from '../../mechanisms/blkback.ts';
import {
  blkif_completion,
  blkif_interrupt,
  blkif_queue_rq,
  blkif_queue_rw_req,
  get_grant,
} from '../../mechanisms/blkfront.ts';
import { evtchn_2l_set_pending } from '../../mechanisms/event-channel.ts';
import { linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import { atLine } from '../../mechanisms/mechanism.ts';
import { ringMechanism } from '../../mechanisms/ring.ts';
import type { Moment, Told } from '../../stories/scenario.ts';
import { DOM0, GUEST } from './story.ts';

const ring = ringMechanism.moments;
const sends = does('hypercall', (e) => e.op === 'EVTCHNOP_send');
const inBackend = by('backend');
/** The kernel has found the port, and clears its bit before the driver's handler runs. */
const cleared = atLine(linuxEventsMechanism, 'handle_edge_irq', 'clear');

export const moments: readonly Moment[] = [
  // A slot shows what was done to it from when its private index has moved.
  { id: 'taken', when: at(__do_block_io_op, 'cons') },
  { id: 'laid', when: at(make_response, 'pvt') },
  { id: 'dom0-armed', when: all(inBackend, writes('req_event')) },
  // A bell has been heard when the kernel has found the port and cleared its bit.
  { id: 'dom0-hears', when: all(inBackend, cleared) },
  { id: 'guest-hears', when: all(not(inBackend), cleared) },
  { id: 'disk-rang', when: at(end_block_io_op, 'bio') },
  { id: 'submit', when: at(blkif_queue_rq, 'lock') },
  { id: 'granted', when: all(within(get_grant), returns()) },
  { id: 'written', when: at(blkif_queue_rw_req, 'publish') },
  { id: 'published', when: ring.published },
  { id: 'decided', when: ring.decided },
  { id: 'kicked', when: all(not(inBackend), sends) },
  { id: 'pending', when: does('notify', (e) => e.to === DOM0.id) },
  { id: 'backend-upcall', when: all(inBackend, does('interrupt')) },
  { id: 'woken', when: does('wake') },
  { id: 'consumed', when: at(__do_block_io_op, 'copy') },
  { id: 'mapped', when: does('grant', (e) => e.op === 'map') },
  { id: 'transferred', when: does('dma') },
  { id: 'answered', when: at(make_response, 'fill') },
  { id: 'answer-published', when: ring['answer-published'] },
  { id: 'answer-decided', when: ring['answer-decided'] },
  { id: 'answer-kicked', when: all(inBackend, sends) },
  { id: 'guest-upcall', when: all(not(inBackend), does('interrupt')) },
  { id: 'collected', when: at(blkif_interrupt, 'copy') },
  { id: 'completed', when: at(blkif_interrupt, 'done') },
  { id: 'armed', when: all(not(inBackend), writes('rsp_event')) },
  { id: 'bounced', when: all(at(blkif_queue_rw_req, 'copy'), does('copy')) },
  // The bit was set before: the ring adds nothing, and no event passes.
  {
    id: 'rung-before',
    when: all(not(inBackend), at(evtchn_2l_set_pending, 'pending'), not(does('notify'))),
  },
  { id: 'handed-over', when: at(dispatch_rw_block_io, 'submit') },
  { id: 'unmapped', when: does('grant', (e) => e.op === 'unmap') },
  { id: 'guest-rung', when: does('notify', (e) => e.to === GUEST.id) },
  { id: 'fetched', when: all(at(blkif_completion, 'copy'), does('copy')) },
];

export const told: Told = {
  opens: 'start',
  goals: [
    { id: 'fill', moments: ['submit', 'granted', 'bounced', 'written'] },
    { id: 'publish', moments: ['published'] },
    { id: 'ring', moments: ['decided', 'kicked', 'pending', 'rung-before'] },
    {
      id: 'work',
      moments: [
        'dom0-hears',
        'woken',
        'taken',
        'mapped',
        'handed-over',
        'dom0-armed',
        'transferred',
        'disk-rang',
      ],
    },
    { id: 'answer', moments: ['unmapped', 'laid', 'answer-published'] },
    {
      id: 'tell',
      moments: ['answer-decided', 'guest-rung', 'guest-hears', 'collected', 'fetched', 'completed', 'armed'],
    },
  ],
  once: ['dom0-armed', 'armed'],
};
