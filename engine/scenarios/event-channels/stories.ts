/** The stories that can be told, each as operations. `{halt}` is where the receiving vCPU goes to sleep, if it is to. */
import { FIFO_PAGES } from './map.ts';

/** A channel between guest port 1 and dom0 port 1, with a driver at either end. */
const CONNECTED = 'g0.alloc(0);g0.handler(1);d.bind(1,1);d.handler(1)';

export interface Story {
  readonly ops: string;
  /** Which vCPU of the guest sleeps where the story says so. */
  readonly sleeper: 0 | 1;
  /** Ports that are in use from before. */
  readonly used?: (limit: number) => number;
  /** Starts with the 2-level ABI even where the parameter says FIFO: the change itself is the story. */
  readonly starts2l?: boolean;
}

export const STORIES = {
  send: { ops: `${CONNECTED};{halt};d.send(1)`, sleeper: 0 },
  'two-sends': { ops: `${CONNECTED};{halt};d.send(1);d.send(1)`, sleeper: 0 },
  masked: { ops: `${CONNECTED};g0.disable(1);d.send(1);g0.enable(1)`, sleeper: 0 },
  unbound: {
    ops: 'g0.alloc(0);g0.handler(1);g0.send(1);d.bind(1,1);d.handler(1);d.close(1);g0.send(1);g0.status(1)',
    sleeper: 0,
  },
  ipi: { ops: 'g0.bind_ipi(1);g0.handler(1);{halt};g0.send(1)', sleeper: 1 },
  virq: { ops: 'g0.bind_virq(0,0);g0.handler(1);{halt};xen.virq(0,0)', sleeper: 0 },
  move: { ops: `${CONNECTED};g0.move(1,1);{halt};d.send(1)`, sleeper: 1 },
  order: {
    ops: 'g0.alloc(0);g0.alloc(0);g0.alloc(0);g0.handler(1);g0.handler(2);g0.handler(3);d.bind(1,1);d.bind(1,2);d.bind(1,3);g0.set_priority(3,0);{halt};d.send(2);d.send(1);d.send(3)',
    sleeper: 0,
  },
  limits: {
    ops: 'g0.alloc(0);g0.alloc(0);g0.close(5);g0.alloc(0)',
    sleeper: 0,
    used: (limit) => limit - 1,
  },
  'fifo-setup': {
    ops: `${CONNECTED};g0.disable(1);d.send(1);g0.init_control(0,${FIFO_PAGES.control},0);g0.expand_array(${FIFO_PAGES.array});g0.set_priority(1,3);g0.enable(1);g0.init_control(0,${FIFO_PAGES.control},0)`,
    sleeper: 0,
    starts2l: true,
  },
  reset: { ops: 'g0.reset();g0.status(1)', sleeper: 0, used: () => 66 },
  custom: { ops: '', sleeper: 0 },
} as const satisfies Readonly<Record<string, Story>>;

export type StoryName = keyof typeof STORIES;
export const STORY_NAMES = Object.keys(STORIES) as readonly StoryName[];

/** What the parameter `ops` starts with: every step from a free port to a closed one. */
export const EXAMPLE = `${CONNECTED};d.send(1);g0.status(1);g0.close(1);d.send(1)`;

/** Other things to try: a ring at a port of nobody's, a pointer to nowhere, a port that is taken away, one's own far end. */
export const SUGGESTIONS = [
  EXAMPLE,
  'd.send(5);d.op(99);d.status!(1)',
  `${CONNECTED};g0.close(1);d.send(1);d.status(1)`,
  'g0.alloc(1);g0.bind(1,1);g0.handler(1);g0.handler(2);g0.send(1);g0.send(2)',
  'g0.bind_ipi(0);g0.bind_ipi(1);g0.handler(1);g0.handler(2);g1.send(1);g0.send(2);g0.bind_vcpu(1,1)',
  'g0.bind_pirq(4);g0.bind_virq(0,1);g0.handler(2);g1.halt();xen.virq(0,1)',
] as const;
