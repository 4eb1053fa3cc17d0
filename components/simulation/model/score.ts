/** The run as a score: one staff per thread, a mark where it executes, in the colour of the world it executes in. */
import type { History, ThreadId, World } from '@/engine/index.ts';
import type { RunIndex } from './run-index.ts';
import { type PlatformWorlds, type Tone, worldNamed } from './worlds.ts';

/** Steps `from` to `to` (inclusive, from 1) that one thread executed in one world without a break. */
export interface Stretch {
  readonly thread: ThreadId;
  readonly world: World;
  readonly from: number;
  readonly to: number;
}

export function stretchesOf(history: History, index: RunIndex): readonly Stretch[] {
  const out: Stretch[] = [];
  history.threads.forEach((thread, i) => {
    const world = index.worlds[i] ?? 'hardware';
    const last = out.at(-1);
    if (last?.thread === thread && last.world === world) out[out.length - 1] = { ...last, to: i + 1 };
    else out.push({ thread, world, from: i + 1, to: i + 1 });
  });
  return out;
}

/** One path per colour, in a box of `length` units by one unit per staff: the number of nodes does not grow. */
export function scorePaths(
  stretches: readonly Stretch[],
  staffs: readonly ThreadId[],
  platform: PlatformWorlds,
): readonly { readonly tone: Tone; readonly d: string }[] {
  const paths = new Map<Tone, string>();
  for (const { thread, world, from, to } of stretches) {
    const { tone } = worldNamed(platform, world);
    const y = staffs.indexOf(thread);
    const width = to - from + 1;
    paths.set(tone, `${paths.get(tone) ?? ''}M${from - 1} ${y + 0.12}h${width}v.76h-${width}z`);
  }
  return [...paths].map(([tone, d]) => ({ tone, d }));
}
