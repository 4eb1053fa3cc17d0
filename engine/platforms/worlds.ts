/**
 * The worlds of a platform: where code runs, at which level of privilege, and in which of two columns. The stage is
 * drawn from this, so a platform whose host kernel is the hypervisor needs no change there.
 */
import { assert } from '../core/assert.ts';
import type { World } from '../core/effect.ts';
import { type DomainSpec, sideOf } from '../core/state.ts';

/** From least to most privileged, as drawn from top to bottom. */
export const LEVELS = ['user', 'kernel', 'hypervisor', 'hardware'] as const;
export type Level = (typeof LEVELS)[number];
/** What is isolated from each other stands side by side. */
export type Column = 'guest' | 'host';
export const COLUMN_IDS: readonly Column[] = ['guest', 'host'];
/** A colour of the site with its pattern. */
export type Tone = 'guest' | 'hypervisor' | 'host' | 'device-model' | 'hardware' | 'shared';

export interface WorldSpec {
  readonly id: World;
  readonly level: Level;
  /** `both`: it lies under both columns. */
  readonly column: Column | 'both';
  readonly tone: Tone;
  readonly name: string;
}

export interface ColumnSpec {
  readonly name: string;
  readonly tone: Tone;
}

export interface PlatformWorlds {
  readonly worlds: readonly WorldSpec[];
  readonly columns: Readonly<Record<Column, ColumnSpec>>;
  readonly domains: readonly DomainSpec[];
}

export function worldNamed({ worlds }: PlatformWorlds, id: World): WorldSpec {
  const found = worlds.find((w) => w.id === id);
  assert(found, `this platform has no world ${id}`);
  return found;
}

/** The column of a domain. Hardware is drawn under the domain that drives it. */
export const columnOf = (platform: PlatformWorlds, domain: number | null): Column =>
  sideOf(platform, domain) === 'guest' ? 'guest' : 'host';

/** Levels below user. */
export const depthOf = (platform: PlatformWorlds, world: World): number =>
  LEVELS.indexOf(worldNamed(platform, world).level);

/** One layer of the ground on which everything stands: levels `top` to `bottom` of a column, or of both. */
export interface Stratum {
  readonly column: Column | 'both';
  readonly top: Level;
  readonly bottom: Level;
  readonly tone: Tone;
}

/** A column that has no world at some level goes on there with what lies above it. */
export function strataOf(platform: PlatformWorlds): readonly Stratum[] {
  const out: Stratum[] = [];
  for (const level of LEVELS) {
    const here = platform.worlds.filter((w) => w.level === level);
    const shared = here.find((w) => w.column === 'both');
    if (shared) {
      out.push({ column: 'both', top: level, bottom: level, tone: shared.tone });
      continue;
    }
    for (const column of COLUMN_IDS) {
      const { tone } = platform.columns[column];
      const above = out.findLastIndex((s) => s.column === column);
      const upper = out[above];
      if (upper && !here.some((w) => w.column === column)) out[above] = { ...upper, bottom: level };
      else out.push({ column, top: level, bottom: level, tone });
    }
  }
  return out;
}
