import { DELIVERIES } from '../../mechanisms/vcpu.ts';
import { choice, flag, params, text } from '../../stories/schema.ts';
import { type Operation, readOperations } from './ops.ts';
import { EXAMPLE, STORIES, STORY_NAMES, type Story, SUGGESTIONS } from './stories.ts';

export const eventChannelsParams = params({
  story: choice(STORY_NAMES),
  abi: choice(['2-level', 'fifo']),
  delivery: choice(DELIVERIES),
  vcpu: choice(['running', 'halted']),
  apicv: flag(true),
  /** `max_event_channels`, the highest port; `abi`: far above what either can name, as a toolstack without a limit sets it. */
  cap: choice({ '1023': 1023, abi: 0x7fff_ffff }),
  ops: text(EXAMPLE, readOperations, SUGGESTIONS),
});
export type Choices = ReturnType<typeof eventChannelsParams.values>;

export function operationsOf(c: Choices): readonly Operation[] {
  if (c.story === 'custom') return c.ops;
  const { ops, sleeper }: Story = STORIES[c.story];
  return readOperations(ops.replace('{halt};', c.vcpu === 'halted' ? `g${sleeper}.halt();` : ''));
}
