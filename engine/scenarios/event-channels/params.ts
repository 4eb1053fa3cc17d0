import type { DomainType } from '../../mechanisms/domain.ts';
import type { Abi } from '../../mechanisms/linux-events.ts';
import { DELIVERIES, type Delivery } from '../../mechanisms/vcpu.ts';
import type { Param, Params } from '../../stories/params.ts';
import { type Operation, readOperations } from './ops.ts';
import { EXAMPLE, STORIES, STORY_NAMES, type Story, type StoryName, SUGGESTIONS } from './stories.ts';

const ABIS = ['2-level', 'fifo'] as const;
const CAPS = ['1023', 'abi'] as const;

export const params: readonly Param[] = [
  { kind: 'choice', id: 'story', options: STORY_NAMES, default: 'send' },
  { kind: 'choice', id: 'abi', options: ABIS, default: '2-level' },
  { kind: 'choice', id: 'delivery', options: DELIVERIES, default: 'per-vcpu-vector' },
  { kind: 'choice', id: 'vcpu', options: ['running', 'halted'], default: 'running' },
  { kind: 'flag', id: 'apicv', default: true },
  { kind: 'choice', id: 'cap', options: CAPS, default: '1023' },
  {
    kind: 'text',
    id: 'ops',
    default: EXAMPLE,
    suggestions: SUGGESTIONS,
    check: (text) => void readOperations(text),
  },
];

/** The parameters as the setup uses them. */
export interface Choices {
  readonly story: Story;
  readonly ops: readonly Operation[];
  readonly abi: Abi;
  readonly delivery: Delivery;
  readonly guestType: DomainType;
  readonly apicv: boolean;
  /** `max_event_channels`: the highest port. */
  readonly max: number;
}

function operations(name: StoryName, p: Params): readonly Operation[] {
  if (name === 'custom') return readOperations(String(p.ops));
  const { ops, sleeper }: Story = STORIES[name];
  const halt = p.vcpu === 'halted' ? `g${sleeper}.halt();` : '';
  return readOperations(ops.replace('{halt};', halt));
}

export function choices(p: Params): Choices {
  const name = STORY_NAMES.find((s) => s === p.story) ?? 'send';
  const delivery = DELIVERIES.find((d) => d === p.delivery) ?? 'per-vcpu-vector';
  return {
    story: STORIES[name],
    ops: operations(name, p),
    abi: ABIS.find((a) => a === p.abi) ?? '2-level',
    delivery,
    guestType: delivery === 'pv' ? 'pv' : 'hvm',
    apicv: p.apicv === true,
    // Far above what either ABI can name, as a toolstack without a limit of its own would set it.
    max: p.cap === 'abi' ? 0x7fff_ffff : 1023,
  };
}
