/** A shared ring: the words of the engine's scenario of the same id. */
import { REQUEST_GOALS } from './goals.ts';
import type { ScenarioLabels } from './words.ts';

export const sharedRing: ScenarioLabels = {
  title: 'A shared ring, and a bell for each side',

  narration: [() => import('../narration/ring.ts'), () => import('../narration/shared-ring-program.ts')],

  moments: {
    start: 'Before',
    waits: 'The producer sleeps',
    slept: 'The consumer sleeps',
    heard: 'The producer wakes',
    'producer-armed': 'The producer asks to be told',
    full: 'No slot is free',
    filled: 'A slot is filled',
    published: 'The index moves',
    decided: 'Ring, or not?',
    rung: 'The producer rings',
    woken: 'The consumer wakes',
    taken: 'The request is copied out',
    answered: 'The answer is written',
    'answer-published': 'The answer’s index moves',
    'answer-decided': 'Ring back, or not?',
    'rung-back': 'The consumer rings back',
    armed: 'The consumer asks to be told',
    'looked-again': 'It looks once more',
    collected: 'The answer is read',
    lost: 'Both sleep, and work lies in the page',
    end: 'After',
  },

  story: {
    start: {
      what: 'A producer and a consumer share one page of memory.',
      why: 'Both can read and write it.',
    },
    full: {
      what: 'The producer finds no free slot.',
      why: 'Each slot holds a request, or an answer not yet read.',
    },
    filled: {
      what: 'The producer writes a request into a free slot.',
      why: 'The consumer cannot know of it yet.',
      again: 'The producer fills {n} more slots.',
    },
    published: {
      what: 'The producer moves the count of requests.',
      why: 'From now on the consumer may take what is counted.',
    },
    decided: {
      what: 'The producer reads the consumer’s note: ring or not?',
      cases: [
        {
          returns: true,
          what: 'The producer reads the consumer’s note: ring or not?',
          why: 'It names a request just counted, so: ring.',
        },
        {
          returns: false,
          what: 'The producer reads the consumer’s note: ring or not?',
          why: 'It names no request just counted: no bell.',
        },
      ],
    },
    rung: {
      what: 'The producer rings the consumer’s bell.',
      why: 'Memory wakes nobody: that takes a call down to Xen.',
    },
    waits: { what: 'The producer has nothing else to do, and sleeps.', why: 'Its bell will wake it.' },
    woken: { what: 'The bell wakes the consumer.', why: 'It was asleep and used no processor.' },
    taken: {
      what: 'The consumer copies the number out of its slot.',
      why: 'The producer could change the slot at any time.',
      again: 'It copies {n} more out.',
    },
    answered: {
      what: 'The consumer doubles it, and writes the answer over the request.',
      why: 'One row of slots serves both.',
      again: 'It writes {n} more answers.',
    },
    'answer-published': {
      what: 'The consumer moves the count of answers.',
      why: 'From now on the producer may read what is counted.',
    },
    'answer-decided': {
      what: 'The consumer reads the producer’s note: ring or not?',
      cases: [
        {
          returns: true,
          what: 'The consumer reads the producer’s note: ring or not?',
          why: 'It names an answer just counted, so: ring.',
        },
        {
          returns: false,
          what: 'The consumer reads the producer’s note: ring or not?',
          why: 'It names no answer just counted: no bell.',
        },
      ],
    },
    'rung-back': {
      what: 'The consumer rings the producer’s bell.',
      why: 'The producer sleeps until it hears it.',
    },
    armed: {
      what: 'The consumer writes its note anew: ring me at the next request.',
      why: 'Only then may it go to sleep.',
    },
    'looked-again': {
      what: 'The consumer reads the count of requests once more.',
      why: 'One that came before the note would lie there unseen.',
    },
    slept: { what: 'Nothing new: the consumer sleeps.', why: 'Whoever writes the next request will ring.' },
    heard: { what: 'The bell wakes the producer.', why: 'It will look what has come.' },
    collected: {
      what: 'The producer reads the answer.',
      why: 'Its slot is free again.',
      again: 'It reads {n} more answers.',
    },
    'producer-armed': {
      what: 'The producer writes its note anew: ring me at the next answer.',
      why: 'The next answer will ring its bell.',
    },
    end: {
      what: 'Every request is answered. The producer is done, the consumer sleeps.',
      why: 'Bells went through Xen, data did not.',
      cases: [
        {
          after: 'lost',
          what: 'Both sleep, and work lies in the page. Nobody will ever ring.',
          why: 'A wake-up was lost.',
        },
      ],
    },
  },
  goals: {
    ...REQUEST_GOALS,
    tell: 'Tell the producer',
    sleep: 'Go to sleep safely',
    collect: 'Read the answer',
  },
  counts: [],
  handles: [
    {
      param: 'requests',
      label: 'Requests',
      values: [
        ['1', '1'],
        ['3', '3'],
        ['8', '8'],
      ],
    },
    {
      param: 'slots',
      label: 'Slots',
      values: [
        ['2', '2'],
        ['4', '4'],
        ['8', '8'],
      ],
    },
    {
      param: 'consumer',
      label: 'Consumer',
      values: [
        ['asleep', 'asleep'],
        ['awake', 'awake'],
      ],
    },
  ],

  questions: {
    room: {
      ask: 'The first request is written. How many will the producer have written when it stops and waits for an answer?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'It writes what it wants to ask, until each slot holds a request or an answer that it has not read. The counts run on and on, so a full ring and an empty one are told apart by their difference, and no slot is kept empty for it.',
        },
        spare: {
          text: '{value}',
          reply:
            'So it would be where positions in the row are compared: there full and empty look the same, and one slot has to stay empty. Here counts are compared, which run on past the end of the row.',
        },
        all: {
          text: '{value}',
          reply:
            'It wants to ask so many. But each slot is taken until its answer has been read, and there are fewer slots than that.',
        },
        twice: {
          text: '{value}',
          reply:
            'That would need a second row, for answers. There is one row: an answer is written over a request, in the same slots.',
        },
      },
    },
    rings: {
      ask: 'The request is published. Will the producer ring the consumer’s bell for it?',
      options: {
        yes: {
          text: 'Yes, it rings',
          reply:
            'It rings only if the consumer’s threshold lies in the stretch that was published just now. A consumer that is going to sleep sets it one past what it has taken: “tell me about the next”.',
        },
        no: {
          text: 'No, it just goes on',
          reply:
            'It stays silent only if the threshold lies outside the stretch that was published just now: the consumer was rung for before and has not said since that it will sleep. It will find this request by itself.',
        },
      },
    },
    slot: {
      ask: 'The consumer has copied the request. Into which slot will it write the answer?',
      options: {
        counted: {
          text: 'Slot {value}',
          reply:
            'Answers have an index of their own, which counts answers. Here it leads to this slot. Because no answer can come before its request, no request that is still to be taken is run over.',
        },
        next: {
          text: 'Slot {value}',
          reply:
            'The next slot may hold a request that nobody has taken yet. The index of answers counts answers, and so it stays behind that of requests.',
        },
        last: {
          text: 'Slot {value}',
          reply:
            'Nothing is kept free at the end for answers. One array serves both directions: an answer takes the place of a request that was taken.',
        },
      },
    },
    threshold: {
      ask: 'The consumer will soon have nothing to do. Which request will it ask to be told of: what will it write into req_event?',
      options: {
        next: {
          text: '{value}',
          reply:
            'One past the last request that it has taken: the very next one rings. Whatever was published before is found by the look that follows.',
        },
        same: {
          text: '{value}',
          reply:
            'That is what stands there now. If the consumer has taken something since, it is in the past, and no request to come would pass it.',
        },
        zero: {
          text: '{value}',
          reply:
            'Indices run on and are not set back. Nought would be passed again after four thousand million requests.',
        },
      },
    },
    served: {
      ask: 'The consumer has written its note. Will every request of the producer be answered in the end?',
      options: {
        yes: {
          text: 'Yes, each of them',
          reply:
            'Each, as long as the consumer looks at the count once more after it has written its note: what came before the note it then sees, and what comes after the note rings.',
        },
        no: {
          text: 'No, one may be left lying',
          reply:
            'One is left lying where it came just before the note and nobody looks again: the note asks for a request that has passed already. The look that follows the note is there for this one, and it needs a barrier before it.',
        },
      },
    },
    'rings-back': {
      ask: 'The answer is published. Will the consumer ring the producer’s bell for it?',
      options: {
        yes: {
          text: 'Yes, it rings',
          reply:
            'It rings only if the producer’s threshold lies in the stretch that was published just now. The producer set it one past the last answer that it collected.',
        },
        no: {
          text: 'No, the answer just lies there',
          reply:
            'It stays silent only if the threshold lies outside that stretch: an earlier answer has rung, and the producer has not looked since.',
        },
      },
    },
  },

  params: {
    slots: {
      label: 'Slots',
      hint: 'How many requests and answers fit into the ring',
      options: { '1': '1', '2': '2', '4': '4', '8': '8' },
    },
    requests: { label: 'Requests', hint: 'How many numbers the producer wants doubled' },
    batch: { label: 'Batch', hint: 'How many requests the producer publishes together' },
    consumer: {
      label: 'Consumer',
      hint: 'Whether it has just been rung for when the story begins',
      options: { asleep: 'asleep', awake: 'awake' },
    },
  },

  threads: {
    producer: { name: 'the producer', short: 'producer', plain: 'producer’s CPU' },
    consumer: { name: 'the consumer', short: 'consumer', plain: 'consumer’s CPU' },
  },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'driver domain’s kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'Guest: producer', host: 'Driver domain: consumer' },
};
