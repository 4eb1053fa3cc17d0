/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import { assert } from '../../core/assert.ts';
import type { Procedure } from '../../core/procedure.ts';
import { rec } from '../../core/state.ts';
import { at, effectOf, writes } from '../../core/when.ts';
import { backRingKey, make_response } from '../../mechanisms/blkback.ts';
import { RING_PUSH_REQUESTS, RING_PUSH_RESPONSES, slotAt, sring } from '../../mechanisms/ring.ts';
import { counted, fieldAt, next, oneOf, yesNo } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';
import { ringAt } from './story.ts';

const { req_prod, req_event } = sring.fields;

/** Does the macro tell its caller to notify? */
const notifies = (macro: Procedure) =>
  yesNo((a) => effectOf(next(a, at(macro, 'check'))?.record, 'return')?.value === true);

const now = ({ history, step }: Asked) => history.state(step).ram;

/** Whose index leads to the slot that the answer is written into: its first field is at the slot's own address. */
function slotOfAnswer(a: Asked): 'next' | 'second-ring' | 'same' {
  const found = next(a, at(make_response, 'id'));
  assert(found, 'a finished transfer is answered');
  const before = rec(a.history.state(found.step - 1), backRingKey);
  const to = effectOf(found.record, 'write')?.place.at;
  if (to === slotAt(before, before.req_cons)) return 'next';
  return to === slotAt(before, before.rsp_prod_pvt) ? 'same' : 'second-ring';
}

export const questions: readonly Question[] = [
  {
    // Not before the first exit has been seen.
    id: 'exits',
    moment: 'kicked',
    ...counted(
      ({ history }) => history.ledger(history.length).X,
      { none: 0, emulated: 26, double: (_, exits) => 2 * Number(exits) + 2 },
      { sorted: true },
    ),
  },
  { id: 'rings', moment: 'published', ...notifies(RING_PUSH_REQUESTS) },
  {
    id: 'req-event',
    moment: 'handed-over',
    ...fieldAt(
      ringAt,
      req_event,
      writes('req_event'),
      {
        next: (a) => (now(a).load(ringAt, req_prod) + 1) >>> 0,
        same: (a) => now(a).load(ringAt, req_event),
        zero: 0,
      },
      'same',
    ),
  },
  { id: 'slot', moment: 'transferred', ...oneOf(['next', 'second-ring', 'same'], slotOfAnswer) },
  { id: 'answer-rings', moment: 'answer-published', ...notifies(RING_PUSH_RESPONSES) },
];
