/** Where a thread stands on the stage. The worlds themselves are the platform's. */
import type { Frame, World } from '@/engine/index.ts';

export {
  type Column,
  columnOf,
  depthOf,
  LEVELS,
  type Level,
  type PlatformWorlds,
  type Stratum,
  strataOf,
  type Tone,
  worldNamed,
} from '@/engine/index.ts';

/**
 * The level at which a thread stands. While the processor itself acts (it delivers an interrupt), a domain's thread
 * stays where it was.
 */
export function standingIn(top: Frame, domain: number | null): World {
  let frame: Frame | null = top;
  while (domain !== null && frame && frame.world === 'hardware') frame = frame.caller;
  return frame?.world ?? top.world;
}
