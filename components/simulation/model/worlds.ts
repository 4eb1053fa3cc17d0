/** Where the worlds stand on the stage: vertical is privilege, horizontal is isolation. */
import { type Frame, sideOf, type World } from '@/engine/index.ts';

/** From least to most privileged, as drawn from top to bottom. */
export const LEVELS = ['user', 'kernel', 'hypervisor', 'hardware'] as const;
export type Level = (typeof LEVELS)[number];
export type Column = 'guest' | 'host';
/** A colour of the site with its pattern. */
export type Tone = 'guest' | 'hypervisor' | 'host' | 'device-model' | 'hardware' | 'shared';

export interface WorldInfo {
  readonly level: Level;
  readonly tone: Tone;
  readonly name: string;
}

export const WORLDS: Readonly<Record<World, WorldInfo>> = {
  'guest-user': { level: 'user', tone: 'guest', name: 'guest user' },
  'guest-kernel': { level: 'kernel', tone: 'guest', name: 'guest kernel' },
  hypervisor: { level: 'hypervisor', tone: 'hypervisor', name: 'Xen' },
  backend: { level: 'kernel', tone: 'host', name: 'driver domain' },
  'device-model': { level: 'user', tone: 'device-model', name: 'device model' },
  hardware: { level: 'hardware', tone: 'hardware', name: 'hardware' },
};

/** The column that a thread belongs to. Hardware is drawn under the domain that drives it. */
export const columnOf = (domain: number | null): Column => (sideOf(domain) === 'guest' ? 'guest' : 'host');

export const depthOf = (world: World): number => LEVELS.indexOf(WORLDS[world].level);

/**
 * The level at which a thread stands. While the processor itself acts (it delivers an interrupt), a domain's thread
 * stays where it was.
 */
export function standingIn(top: Frame, domain: number | null): World {
  let frame: Frame | null = top;
  while (domain !== null && frame && frame.world === 'hardware') frame = frame.caller;
  return frame?.world ?? top.world;
}
