/** The figure of event channels claims nothing that the bytes, Xen's table or the vCPUs do not say. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MAX_LIT } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { Poster } from '@/components/simulation/poster/Poster.tsx';
import { BITS, CHUNKS, PORTS } from '@/components/simulation/scenes/event-channels/layouts.ts';
import { litParts } from '@/components/simulation/scenes/event-channels/lit.ts';
import { chunksOf } from '@/components/simulation/scenes/event-channels/matrix.ts';
import { fitted, portRows } from '@/components/simulation/scenes/event-channels/ports.ts';
import { queuesOf } from '@/components/simulation/scenes/event-channels/queues.ts';
import { usesApic, wayOf } from '@/components/simulation/scenes/event-channels/ways.ts';
import { wordsOf } from '@/content/scenarios/index.ts';
import type { DomainView, EventChannelsView, History, RawParams } from '@/engine/index.ts';

const STORIES: readonly RawParams[] = [
  {},
  { story: 'two-sends', vcpu: 'halted' },
  { story: 'masked', delivery: 'callback-vector' },
  { story: 'order', abi: 'fifo' },
  { story: 'order', delivery: 'intx', apicv: 'off' },
  { story: 'fifo-setup', abi: 'fifo', delivery: 'pv' },
  { story: 'limits', cap: 'abi' },
  { story: 'reset' },
  { story: 'virq', vcpu: 'halted', apicv: 'off' },
];

interface Step {
  readonly step: number;
  readonly view: EventChannelsView;
  readonly before: EventChannelsView | undefined;
  readonly history: History;
}
async function stepsOf(raw: RawParams): Promise<readonly Step[]> {
  const { run } = await openPoster('event-channels', Object.entries(raw));
  return Array.from({ length: run.history.length + 1 }, (_, step) => {
    const { view, beforeView } = lookAt(run.scenario, run.history, step);
    return {
      step,
      view: view as EventChannelsView,
      before: beforeView as EventChannelsView | undefined,
      history: run.history,
    };
  });
}

/** struct shared_info, x86_64: 32 vcpu_info of 64 bytes, then evtchn_pending[64], then evtchn_mask[64] (xen.h). */
const PENDING = 2048;
const MASK = PENDING + 512;
const bitAt = ({ history, step }: Step, base: number, port: number): boolean =>
  (((history.state(step).ram.bytes((base + (port >> 3)) as never, 1)[0] ?? 0) >> (port & 7)) & 1) === 1;

const chunksIn = ({ view }: Step, domain: DomainView) =>
  chunksOf(domain, view.subject?.domain === domain.domain ? view.subject.port : null, BITS, CHUNKS);

describe.each(STORIES)('at every step of %j', async (raw) => {
  const steps = await stepsOf(raw);

  it('the drawn bits are the bits of shared_info', () => {
    for (const s of steps)
      for (const d of [s.view.guest, s.view.dom0])
        for (const { bits } of chunksIn(s, d))
          for (const b of bits) {
            expect(b.pending, `step ${s.step}, port ${b.port}`).toBe(bitAt(s, d.at + PENDING, b.port));
            expect(b.mask, `step ${s.step}, port ${b.port}`).toBe(bitAt(s, d.at + MASK, b.port));
          }
  });

  it('with two levels of bits every pending port in use is drawn, as long as there is room', () => {
    for (const s of steps.filter((t) => t.view.guest.abi === '2-level')) {
      const drawn = new Set(chunksIn(s, s.view.guest).flatMap((c) => c.bits.map((b) => b.port)));
      for (const p of s.view.guest.ports) if (p.pending) expect(drawn.has(p.port)).toBe(true);
    }
  });

  it('an event word stands in a queue exactly if it is LINKED, and once', () => {
    for (const { view, step } of steps.filter((t) => t.view.guest.abi === 'fifo')) {
      const { lines, unlinked } = queuesOf(view.guest);
      const queued = lines.flatMap((l) => l.words);
      expect(new Set(queued).size, `step ${step}`).toBe(queued.length);
      for (const w of queued) expect(w.linked).toBe(true);
      expect(queued.length + unlinked.length).toBe(view.guest.vcpus[0]?.fifo?.words.length);
    }
  });

  it('the local APIC is drawn where the event goes through it, and nowhere else', () => {
    for (const { view } of steps)
      for (const v of view.guest.vcpus) {
        const through = ['per-vcpu-vector', 'intx'].includes(v.delivery.delivery);
        expect(usesApic(wayOf(v))).toBe(through);
        if (!through) expect([v.delivery.posted, v.delivery.irr, v.delivery.isr]).toEqual([null, null, null]);
      }
  });

  it('no more than seven things are lit', () => {
    for (const { view, before, history, step } of steps)
      expect(litParts(history.record(step), view, before).length).toBeLessThanOrEqual(MAX_LIT);
  });

  it('a bit that changes is lit', () => {
    for (const s of steps) {
      for (const e of s.history.record(s.step)?.effects ?? []) {
        if (e.kind !== 'write' || e.place.leaf !== 'evtchn_pending' || e.value === e.old) continue;
        const parts = litParts(s.history.record(s.step), s.view, s.before);
        expect(
          parts.some((p) => /^[01]\.pending\./.test(p)),
          `step ${s.step}: ${parts}`,
        ).toBe(true);
      }
    }
  });

  it('the table of ports accounts for every port in use', () => {
    for (const { view } of steps)
      for (const d of [view.guest, view.dom0]) {
        const lines = fitted(portRows(d, view.program.handled), d.used, PORTS, view.subject?.port ?? null);
        const counted = lines.reduce((sum, l) => sum + ('more' in l ? l.more : 1), 0);
        expect(counted).toBe(d.used);
        expect(lines.length).toBeLessThanOrEqual(PORTS);
      }
  });
});

describe.each(STORIES)('the drawing of every chapter of %j', async (raw) => {
  const data = await openPoster('event-channels', Object.entries(raw));
  const words = await wordsOf('event-channels');
  const { history, chapters } = data.run;
  const steps = [0, ...chapters.map((c) => c.step), history.length].slice(0, 40);
  const pages = steps.map((step) =>
    renderToStaticMarkup(<Poster {...data} uid="t" step={step} content={words} />),
  );

  it('has a number for every coordinate', () => {
    for (const html of pages) expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
  it('stays under the budget of nodes', () => {
    // A poster holds the stage in both formats; a live widget only in one.
    for (const html of pages) expect((html.match(/<[a-z]/gi) ?? []).length / 2).toBeLessThan(1200);
  });
  it('names every part that can be reached by keyboard', () => {
    for (const html of pages)
      for (const [tag] of html.matchAll(/<g[^>]*tabindex="0"[^>]*>/g))
        expect(tag).toMatch(/aria-label="[^"]+"/);
  });
});
