// The race of the front page as numbers: where the guest's processor is, what has been counted, what has been drawn.
import { describe, expect, it } from 'vitest';
import { wayOf } from '../../../app/_home/counts.ts';
import { isRight } from '../../../components/home/guess.ts';
import {
  callsOf,
  DISK,
  farAt,
  lengthOf,
  type Point,
  placeAt,
  timeTo,
  traceTo,
  type Way,
} from '../../../components/home/way.ts';

const EMULATED = await wayOf('emulated-io');
const SHARED = await wayOf('block-io');
const WAYS = [EMULATED, SHARED];
/** Every fortieth of a call, beyond both ends. */
const everywhere = (way: Way): number[] =>
  Array.from({ length: (lengthOf(way) + 2) * 40 }, (_, i) => i / 40 - 1);

describe('a way', () => {
  it('is as long as its calls and one stretch for the disk, which is the same on all', () => {
    for (const way of WAYS) expect(lengthOf(way) - callsOf(way)).toBe(DISK);
  });

  it('begins with nothing counted and ends with all of its calls', () => {
    for (const way of WAYS) {
      expect(placeAt(way, 0)).toEqual({ x: 0, depth: 0, stage: 'start', calls: 0 });
      expect(placeAt(way, 1e9)).toEqual({ x: lengthOf(way), depth: 0, stage: 'end', calls: callsOf(way) });
    }
  });

  it('goes on, never back, and counts each call once', () => {
    for (const way of WAYS) {
      const places = everywhere(way).map((far) => placeAt(way, far));
      for (const [i, place] of places.entries()) {
        const last = places[i - 1] ?? place;
        expect(place.x).toBeGreaterThanOrEqual(last.x);
        expect(place.calls - last.calls).toBeGreaterThanOrEqual(0);
        expect(place.calls - last.calls).toBeLessThanOrEqual(1);
      }
    }
  });

  it('counts a call when the border is crossed on the way down', () => {
    for (const way of WAYS) {
      const places = everywhere(way).map((far) => placeAt(way, far));
      places.forEach((place, i) => {
        const last = places[i - 1];
        if (!last || place.calls === last.calls) return;
        expect(last.depth).toBeLessThan(0.5);
        expect(place.depth).toBeGreaterThanOrEqual(0.5);
      });
    }
  });

  it('stays in the guest while the disk works, and makes no call', () => {
    for (const way of WAYS) {
      const working = everywhere(way)
        .map((far) => placeAt(way, far))
        .filter((p) => p.stage === 'disk');
      expect(working.length).toBeGreaterThan(40 * DISK - 2);
      expect(new Set(working.map((p) => p.depth))).toEqual(new Set([0]));
      expect(new Set(working.map((p) => p.calls))).toEqual(new Set([way.before]));
    }
  });
});

describe('the line that is drawn', () => {
  it('ends where the processor is, and runs along or straight down and up', () => {
    for (const way of WAYS)
      for (const far of everywhere(way)) {
        const points = traceTo(way, far);
        const { x, depth } = placeAt(way, far);
        expect(points.at(-1)).toEqual({ x, depth });
        const slanted = points.filter((p, i) => {
          const last = points[i - 1] ?? p;
          return Math.abs(p.x - last.x) > 1e-9 && p.depth !== last.depth;
        });
        expect(slanted, String(far)).toEqual([]);
      }
  });

  it('has come down as often as was counted', () => {
    for (const way of WAYS) {
      const falls = drops(traceTo(way, lengthOf(way)));
      expect(falls).toBe(callsOf(way));
      expect(drops(traceTo(way, 1))).toBe(1);
    }
  });
});

const drops = (points: readonly Point[]): number =>
  points.filter((p, i) => p.depth === 1 && points[i - 1]?.depth === 0).length;

describe('the clock', () => {
  it('is the same for all ways: the first calls fall together', () => {
    expect(placeAt(EMULATED, farAt(500)).depth).toBe(placeAt(SHARED, farAt(500)).depth);
  });

  it('runs about eight seconds, as a reader is told, and tells the first call slowest', () => {
    expect(timeTo(lengthOf(EMULATED))).toBeGreaterThan(7000);
    expect(timeTo(lengthOf(EMULATED))).toBeLessThan(9000);
    expect(timeTo(1)).toBeGreaterThan(timeTo(30) - timeTo(29));
  });

  it('shows one way done before the other is half through', () => {
    expect(timeTo(lengthOf(SHARED))).toBeLessThan(timeTo(lengthOf(EMULATED)) / 2);
  });

  it('comes as far as it says', () => {
    for (const far of [0, 0.3, 1, 1.5, 2.2, 3, 7.7, 30]) expect(farAt(timeTo(far))).toBeCloseTo(far);
  });
});

describe('a guess', () => {
  it('is right within its range', () => {
    const some = { id: 'some', from: 5, to: 15 };
    expect([4, 5, 15, 16].map((n) => isRight(some, n))).toEqual([false, true, true, false]);
  });
});
