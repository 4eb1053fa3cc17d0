/** The words of the race, loaded when they are needed. */
import { WORDS } from '../scenarios/index.ts';
import { race } from './emulated-against-ring.ts';
import type { WordedRace } from './words.ts';

export { race } from './emulated-against-ring.ts';

/** The race's own words, and those of the two stories. */
export async function wordsOfRace(): Promise<WordedRace> {
  const [left, right] = await Promise.all([WORDS['block-io'](), WORDS['block-io']()]);
  return {
    ...race,
    sides: [
      {
        ...race.sides[0],
        simulation: {
          ...left,
          threads: {
            guest: { name: 'guest vCPU 0', short: 'guest' },
            qemu: { name: 'QEMU', short: 'QEMU' },
            dom0: { name: 'dom0 vCPU 0', short: 'dom0' },
            disk: { name: 'disk', short: 'disk' },
          },
          columns: { guest: 'Guest', host: 'dom0 with QEMU' },
        },
      },
      { ...race.sides[1], simulation: right },
    ],
  };
}
