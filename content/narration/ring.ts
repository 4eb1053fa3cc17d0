/** Why the ring's macros do what they do, and in that order. Checked against Xen's public ring.h. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  RING_FULL: {
    free: 'Indices run freely and wrap at 2³², so their difference counts what is in flight and every slot can be used. Masked before the subtraction, a full ring would look like an empty one.',
  },
  RING_PUSH_REQUESTS_AND_CHECK_NOTIFY: {
    old: 'About to be published: every index from here up to the new one. The test at the end asks whether the backend’s threshold lies in that stretch, so its start must be remembered.',
    new: 'So far the requests are counted in private memory only. However complete a slot is, the backend may not look at it before the shared index covers it.',
    wmb: 'The slot must be visible before the index that announces it, or the backend could read what the slot held before. x86 keeps stores in order: only the compiler is held back.',
    publish:
      'This store hands the request over. Nothing is sent and Xen takes no part: both domains look at the same page, and what the index covers now belongs to the backend.',
    mb: 'The index must be visible before the threshold is read. Let the two swap and both sides may stay silent: no wish seen here, no request seen there. x86 needs a real fence for this.',
    check:
      'Ring only if the threshold lies in what was just published: the backend asked to be told at that count. A backend that is awake leaves its threshold behind and finds the request by itself.',
  },
  RING_PUSH_RESPONSES_AND_CHECK_NOTIFY: {
    old: 'The same macro in the other direction. It remembers where the published answers ended, because the guest’s threshold is compared with the stretch that is added now.',
    new: 'The answer lies in the shared page already, but it does not count until the shared index covers it.',
    wmb: 'The answer before the index that announces it: otherwise the guest could take what is left of the old request for an answer.',
    publish:
      'With this store the answer belongs to the guest. A guest that polls the ring would see it now, without any interrupt.',
    mb: 'The index must be visible before the guest’s threshold is read. Otherwise the guest may arm and go, and this side read the threshold of before: an answer that nobody fetches.',
    check:
      'Interrupt the guest only if it asked for an answer at this count. If an earlier answer has rung and the guest has not looked yet, it will find this one on the same visit.',
  },
  XEN_RING_NR_UNCONSUMED_REQUESTS: {
    req: 'Published by the guest, minus taken by the backend. Both counts wrap at 2³² and so does the difference, so it is right when they do.',
    rsp: 'How many more requests could be taken before one would have no slot for its answer: an answer goes where a taken request was.',
    min: 'The smaller of the two: requests that are there, and that could be answered.',
  },
  XEN_RING_NR_UNCONSUMED_RESPONSES: {
    rsp: 'Answers published by the backend, minus answers the guest has collected.',
  },
  RING_FINAL_CHECK_FOR_REQUESTS: {
    look: 'Before it goes to sleep the backend looks once more. While there is work it need not be told of any, and every notification would cost the guest a hypercall.',
    found: {
      holds:
        'If work was found the threshold is left where it is, behind the producer. That is how a busy backend keeps the guest’s bell silent.',
      passed:
        'Nothing more is there. The threshold must be set before anybody sleeps, so that the next request rings.',
    },
    arm: 'One past the last request taken: ring at the very next one. From here until the backend is awake again, a request costs the guest one notification.',
    mb: 'The threshold must be visible before the last look. Swap them, and a request can slip in between: not rung for by the guest, not seen here. That is the lost wake-up.',
    again:
      'A request published just before the threshold was set brought no notification. Nobody will tell of it later, so it has to be found now.',
    answer:
      'If something slipped in, the backend goes on; the guest may ring for it as well. A needless notification costs a little, a missing one would stop the disk until something else rings.',
  },
  RING_FINAL_CHECK_FOR_RESPONSES: {
    look: 'Requests are still out, so answers may arrive at any moment. First see whether one already has.',
    found: {
      holds:
        'If an answer is there it is collected at once, and the backend is not asked to interrupt for it.',
      passed:
        'No answer is there yet. The threshold must be set before anybody sleeps, so that the next answer rings.',
    },
    arm: 'One past the last answer collected: interrupt at the very next one.',
    mb: 'The threshold must be visible before the last look, or an answer could slip in between, unannounced and unseen.',
    again:
      'An answer published just before the threshold was set brought no interrupt, so it has to be found now.',
    answer:
      'If something slipped in, the handler goes round again. Otherwise the next answer will interrupt.',
  },
  SHARED_RING_INIT: {
    prods: 'Nothing has been published in either direction.',
    events: 'Both sides ask to be told of the first entry: one past nothing.',
    pad: 'The page may have been used for something else. What it held is not for the other domain.',
  },
};
