/**
 * The figure of event channels claims nothing that the bytes, Xen's table or the vCPUs do not say. That it is drawn whole
 * is tested in drawing.test.tsx.
 */
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { litItems } from '@/components/simulation/figure/lights.ts';
import { fitted, PORTS } from '@/components/simulation/figure/parts/event-channel/ports.ts';
import { queuesOf } from '@/components/simulation/figure/parts/event-channel/queues.ts';
import { wayOf } from '@/components/simulation/figure/parts/event-channel/ways.ts';
import { type Item, itemsOf, type Level } from '@/components/simulation/figure/spec.ts';
import { focusOf, MAX_LIT } from '@/components/simulation/model/focus.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import {
  type DomainView,
  type EventChannelsView,
  History,
  instantiate,
  loadScenario,
  type RawParams,
  readParams,
} from '@/engine/index.ts';
import { rec } from '../../../../engine/core/state.ts';
import { vcpuKey } from '../../../../engine/mechanisms/vcpu.ts';

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

const scenario = await loadScenario('event-channels');
const spec = (await loadScene('event-channels'))?.spec;
if (!spec) throw new Error('Event channels have no figure.');

/** What a part shows. */
function drawn(view: EventChannelsView, part: string, level: Level = 'lines') {
  const at = spec?.parts.findIndex((p) => p.id === part) ?? -1;
  return spec ? (drawingsOf(spec, view, level, 'landscape')[at] ?? null) : null;
}
function items(view: EventChannelsView, part: string, level: Level = 'lines'): readonly Item[] {
  const d = drawn(view, part, level);
  return d ? itemsOf(d) : [];
}

interface Step {
  readonly step: number;
  readonly view: EventChannelsView;
  readonly before: EventChannelsView | undefined;
  readonly history: History;
}
function stepsOf(raw: RawParams): readonly Step[] {
  const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
  const views = Array.from(
    { length: history.length + 1 },
    (_, step) => scenario.inspect(history.state(step)) as EventChannelsView,
  );
  return views.map((view, step) => ({ step, view, before: views[step - 1], history }));
}

/** struct shared_info, x86_64: 32 vcpu_info of 64 bytes, then evtchn_pending[64], then evtchn_mask[64] (xen.h). */
const BASES = { pending: 2048, mask: 2048 + 512 } as const;
const bitAt = ({ history, step, view }: Step, kind: keyof typeof BASES, port: number): boolean =>
  (((history.state(step).ram.bytes((view.guest.at + BASES[kind] + (port >> 3)) as never, 1)[0] ?? 0) >>
    (port & 7)) &
    1) ===
  1;
const BIT = /^(pending|mask)\.(\d+)$/;

describe.each(STORIES)('at every step of %j', (raw) => {
  const steps = stepsOf(raw);
  const twoLevel = steps.filter((s) => s.view.guest.abi === '2-level');

  it('the drawn bits are the bits of shared_info', () => {
    for (const s of twoLevel)
      for (const level of ['mechanism', 'lines'] as const)
        for (const i of [...items(s.view, 'bits', level), ...items(s.view, 'more', level)]) {
          const [, kind, port] = BIT.exec(i.id) ?? [];
          if (kind)
            expect(i.value === '1', `step ${s.step}, ${i.id}`).toBe(bitAt(s, kind as 'mask', Number(port)));
        }
  });

  it('with two levels of bits every pending port in use is drawn, as long as there is room', () => {
    for (const { view } of twoLevel)
      for (const level of ['mechanism', 'lines'] as const) {
        const ids = new Set([...items(view, 'bits', level), ...items(view, 'more', level)].map((i) => i.id));
        for (const p of view.guest.ports) if (p.pending) expect(ids.has(`pending.${p.port}`)).toBe(true);
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
        expect(wayOf(v).apic).toBe(through);
        if (!through) expect([v.delivery.posted, v.delivery.irr, v.delivery.isr]).toEqual([null, null, null]);
      }
  });

  it('the story says of a bell what its bits say, and of a processor whether it is to look', () => {
    for (const { view } of steps) {
      const looks = view.guest.vcpus.some((v) => v.scan);
      const bells = items(view, 'bits', 'story');
      for (const i of bells) {
        const p = view.guest.ports.find((q) => `bell.${q.port}` === i.id);
        expect(i.value).toBe(p ? String(Number(p.pending)) : '');
        // A story in which a bell is held says so, and not while the kernel masks what it handles.
        const held =
          ['masked', 'fifo-setup'].includes(raw.story ?? '') &&
          !looks &&
          p?.masked &&
          view.program.listened.includes(p.port);
        expect(i.label === 'on hold', i.id).toBe(held === true);
      }
      for (const i of items(view, 'upcalls', 'story')) {
        const v = view.guest.vcpus.find(({ vcpu }) => `asked.${vcpu}` === i.id);
        expect(/^up/.test(i.value ?? '')).toBe(v?.upcall_pending !== 0);
      }
    }
  });

  it('a bit that changes is lit, and at most seven things of a part are', () => {
    for (const { step, view, before, history } of steps) {
      const record = history.record(step);
      const focus = focusOf(record);
      const lit = ['bits', 'more', 'peer', 'upcalls', 'ways', 'ports'].flatMap((part) => {
        const now = drawn(view, part);
        const ids = (now && before ? litItems(now, drawn(before, part), focus) : []).map((l) => l.id);
        expect(ids.length, `step ${step}, ${part}: ${ids}`).toBeLessThanOrEqual(MAX_LIT);
        return ids.map((id) => `${part} ${id}`);
      });
      for (const e of record?.effects ?? []) {
        if (e.kind !== 'write' || e.place.leaf !== 'evtchn_pending' || e.value === e.old) continue;
        expect(lit.join(', '), `step ${step}`).toMatch(/(bits|more) pending|peer port/);
      }
    }
  });

  it('the table of ports accounts for every port in use', () => {
    for (const { view } of steps)
      for (const d of [view.guest, view.dom0] satisfies DomainView[]) {
        const lines = fitted(d, PORTS, view.subject?.port ?? null);
        const counted = lines.reduce((sum, l) => sum + ('more' in l ? l.more : 1), 0);
        expect(counted).toBe(d.used);
        expect(lines.length).toBeLessThanOrEqual(PORTS);
      }
  });
});

describe('a processor of the guest', () => {
  /** What the figure says of it at each step. */
  const told = (raw: RawParams, thread: string) =>
    stepsOf(raw).map(({ step, view, history }) => ({
      says: spec.doing?.(view, thread),
      procedure: history.state(step).threads[thread]?.top?.procedure,
    }));

  it('runs its program wherever it is in no listing of a kernel or of Xen', () => {
    const at = told({}, 'guest');
    for (const { says, procedure } of at) expect(says !== undefined).toBe(procedure === 'program');
    expect(at[0]?.says).toBe('running its program');
    expect(at.some((s) => s.says === undefined)).toBe(true);
  });

  it('runs nothing while it has given itself away', () => {
    const asleep = stepsOf({ vcpu: 'halted' }).filter(
      ({ history, step }) => rec(history.state(step), vcpuKey(1, 0)).blocked,
    );
    expect(asleep.length).toBeGreaterThan(0);
    for (const { view } of asleep) expect(spec.doing?.(view, 'guest')).toBeUndefined();
  });
});

it('Xen’s list is marked while it is looked up, and ticked when the ring is let through', () => {
  const history = new History(instantiate(scenario, readParams(scenario.params, {})));
  const signAt = (moment: string): string | undefined =>
    items(
      scenario.inspect(history.state(history.find(moment) ?? 0)) as EventChannelsView,
      'ports',
      'story',
    )[0]?.sign?.trim();
  expect(['wished', 'sent', 'rung', 'taken'].map(signAt)).toEqual(['', '▸', '✓', '']);
});

it('dom0’s driver says what it rings before its CPU goes into Xen, and not in a story where dom0 does not ring', () => {
  const wishAt = (raw: RawParams, moment: string): string | undefined => {
    const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
    return items(
      scenario.inspect(history.state(history.find(moment) ?? 0)) as EventChannelsView,
      'wish',
      'story',
    )[0]?.value;
  };
  expect(wishAt({}, 'listening')).toBeUndefined();
  expect(wishAt({}, 'wished')).toBe('rings bell 1');
  expect(wishAt({ story: 'ipi' }, 'wished')).toBeUndefined();
});
