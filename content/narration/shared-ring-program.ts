/** The two programs that hand each other numbers over a ring (this project's), shaped after blkfront and blkback. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  produce: {
    init: 'The page is made into an empty ring: all indices at nought, and each side asks to be told of the first entry.',
    next: {
      holds: 'There is a number to hand over. The producer needs a free slot for it, and nobody’s leave.',
      passed: 'Every request has been written. What is left is to wait for the answers.',
    },
    full: 'A slot is free again only when its answer has been collected. The producer alone can tell: it owns both of these indices.',
    room: {
      holds:
        'No slot is free. Writing now would run over a request that nobody has answered, so the producer waits.',
      passed: 'A slot is free, so there is nothing to wait for.',
    },
    again: {
      holds: 'Some answers have been collected meanwhile, so there may be room now.',
      passed: 'The ring was not full: the slot can be filled.',
    },
    fill: 'The request is written into the shared page. The consumer could see the bytes, but has no reason to look: the index has not moved.',
    private:
      'The producer counts for itself. As long as only its own index moves, it may still change the request.',
    batch: {
      holds: 'More requests follow at once. One publication, and at most one bell, will do for all of them.',
      passed: 'Nothing more is to be added: what has been written can be published.',
    },
    push: 'One macro publishes all that has been written and says whether the consumer wants to hear of it.',
    notify: {
      holds:
        'The consumer asked to be told of this very entry, because it is about to sleep or asleep. Memory wakes nobody, so the bell must ring.',
      passed:
        'The consumer has not asked: it is still at work and will look again before it sleeps. No bell, no cost.',
    },
    loop: 'On to the next number.',
    rest: {
      holds: 'Answers are owed. The producer sleeps and will be rung for, because it said with which answer.',
      passed: 'As many answers as requests: nothing is owed.',
    },
    more: 'It has been rung for once; more may still be owed.',
    end: 'The producer is done.',
  },
  collect: {
    sleep:
      'The bell has rung. The bit is cleared before looking, so that a bell that rings meanwhile is not lost.',
    rp: 'How far the consumer has published. Read once: what comes later is for the next look.',
    rmb: 'The answers must not be read before the index that announces them.',
    while: {
      holds: 'An answer that has not been collected.',
      passed: 'All that was published has been collected. Before sleeping, one more look is needed.',
    },
    read: 'The answer lies where the request was. Only after this may the slot be used again.',
    took: 'With this the slot is free: the producer may fill it anew.',
    check: 'Ask to be told of the next answer, then look once more: an answer may have come in between.',
    again: {
      holds: 'One did come in between. Nobody will ring for it, so it is collected now.',
      passed: 'Nothing came. Whatever comes from now on will ring.',
    },
  },
  consume: {
    sleep:
      'The consumer wakes because its bell rang. It clears the bit first, then looks: the other order could lose a bell.',
    rp: 'How far the producer has published. Slots up to here are complete.',
    rmb: 'The requests must not be read before the index that announces them.',
    while: {
      holds: 'A request waits to be taken.',
      passed: 'All that was published has been taken. Before sleeping, one more look is needed.',
    },
    overflow: {
      holds:
        'More is published than a ring of this size can hold. The producer is broken or malicious, and its slots are not to be trusted.',
      passed:
        'The producer has not published more than the ring can hold, so each slot holds what its index says.',
    },
    copy: 'Copied before it is looked at. The producer can still write here, and what has been checked must not change afterwards.',
    took: 'The consumer counts for itself. Only it needs to know how far it has read.',
    answer:
      'The answer takes the place of a request, in the order of answers: the slots serve both directions.',
    private: 'Counted, and not yet published.',
    push: 'One macro publishes the answer and says whether the producer wants to hear of it.',
    notify: {
      holds: 'The producer asked to be told of this answer, so its bell must ring.',
      passed:
        'The producer has not asked to be told of this one: it will find it on the visit that has been rung for.',
    },
    next: 'On to the next request, if there is one.',
    check: 'Ask to be told of the next request, then look once more: a request may have come in between.',
    again: {
      holds: 'A request came in between. Its producer saw no need to ring, so it must be taken now.',
      passed: 'Nothing came. The consumer sleeps, and the next request will ring.',
    },
  },
  'ring the bell': {
    set: 'One bit is set and the sleeper is made to run. The bell says that there is something to see, not what.',
    back: 'Whoever rang goes on at once. What was published lies in the page until it is taken.',
  },
};
