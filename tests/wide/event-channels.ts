import { eventChannelsParams } from '../../engine/scenarios/event-channels/story.ts';
import { namesOf } from './names.ts';

/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const STORIES = namesOf(eventChannelsParams.list, 'story').filter((s) => s !== 'custom');
/** Operations that no other story has, and every way of being refused. */
const OPERATIONS = [
  'g0.bind_pirq(9);g0.bind_pirq(9);g0.bind_pirq(99);g0.close(1)',
  'g0.bind_virq(24,0);g0.bind_virq(2,1);g0.bind_virq(0,2);g0.bind_virq(2,0);g0.bind_virq(0,0);g0.bind_virq(0,0);g0.close(1);g0.bind_ipi(2)',
  'g0.op(77);g0.send(5);g0.send(99);g0.status(99);g0.status(1,9);g0.status(1,0);g0.bind_vcpu(1,2);g0.bind_vcpu(99,1);g0.bind_vcpu(1,1)',
  'g0.reset(9);g0.reset(0);d.reset(1);g0.init_control(2,64,0);g0.init_control(0,9999,0);g0.init_control(0,64,9);g0.expand_array(1);g0.set_priority(99,0);g0.set_priority(1,0)',
  'g0.alloc(0,9);g0.alloc(0,0);g0.bind(9,1);g0.bind(0,1);g0.alloc(0);g0.unmask(1);g0.unmask(2);g0.unmask(99);g0.close(1);g0.close(1);g0.close(99)',
  'g0.alloc(0);g0.handler(1);d.bind(1,1);g0.send(1);g0.disable(1);d.send(1);g0.unmask(1);g0.status(1);g0.set_priority(1,16);g0.set_priority(1,3);g0.set_priority(5,3)',
  'g0.send!(1);g0.alloc!(0);g0.bind!(0,1);g0.bind_virq!(0,0);g0.bind_ipi!(0);g0.bind_pirq!(9);g0.close!(1);g0.status!(1);g0.bind_vcpu!(1,1);g0.unmask!(1);g0.reset!();g0.init_control!(0,64,0);g0.expand_array!(1);g0.set_priority!(1,1)',
  'g0.init_control(0,64,0);g0.alloc(0);d.bind(1,1);d.send(1);g0.unmask(1);g0.handler(1);g0.init_control(0,64,0);g0.expand_array(9999);g0.expand_array(300)',
  'g0.init_control(1,64,0);g0.expand_array(256);g0.alloc(0);d.bind(1,1);d.send(1)',
];
export const wide: readonly string[] = [
  ...STORIES.flatMap((story) =>
    ['abi=2-level', 'abi=fifo'].flatMap((abi) =>
      ['per-vcpu-vector', 'callback-vector', 'intx', 'pv'].flatMap((delivery) =>
        ['', 'vcpu=halted', 'apicv=off'].map((other) =>
          [`story=${story}`, abi, `delivery=${delivery}`, other].join(' '),
        ),
      ),
    ),
  ),
  ...OPERATIONS.flatMap((ops) =>
    ['', 'abi=fifo', 'delivery=pv'].map((more) => `story=custom ops=${ops} ${more}`),
  ),
  'story=limits cap=abi',
  'story=limits cap=abi abi=fifo',
];
