/** The figure of the hypercall: drawn at every step of many stories without a gap, and saying what the state says. */

import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MAX_LIT } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { stillKit } from '@/components/simulation/poster/still-kit.tsx';
import { Figure } from '@/components/simulation/scenes/hypercall/Figure.tsx';
import { gateTexts } from '@/components/simulation/scenes/hypercall/gates.ts';
import { LAYOUTS, PLANS } from '@/components/simulation/scenes/hypercall/layouts.ts';
import { codeOf } from '@/components/simulation/scenes/hypercall/Page.tsx';
import { registerTexts, ripText } from '@/components/simulation/scenes/hypercall/registers.ts';
import { walkTexts } from '@/components/simulation/scenes/hypercall/walk.ts';
import { ORIENTATIONS, stageLayout } from '@/components/simulation/stage/layout.ts';
import { History, type HypercallView, instantiate, loadScenario, readParams } from '@/engine/index.ts';
import { xen } from '@/engine/platforms/xen.ts';

const scenario = await loadScenario('hypercall');
type Raw = Readonly<Record<string, string>>;
const play = (raw: Raw): History => new History(instantiate(scenario, readParams(scenario.params, raw)));
const viewAt = (h: History, step: number): HypercallView => scenario.inspect(h.state(step)) as HypercallView;
/** What the figure is to show at a moment of a story. */
function at(raw: Raw, moment: string, plus = 0): HypercallView {
  const h = play(raw);
  return viewAt(h, (h.find(moment) ?? Number.NaN) + plus);
}

const STORIES: readonly Raw[] = [
  {},
  { viridian: 'on', vendor: 'amd' },
  { arguments: 'read-only' },
  { arguments: 'bad-pointer', call: 'memory', how: 'direct' },
  { arguments: 'user-mode', how: 'direct' },
  { call: 'memory', preempt: 'on' },
  { call: 'multicall', preempt: 'on', vendor: 'amd', how: 'direct' },
  { call: 'mmu-update' },
  { call: 'iret' },
  { call: 'send' },
  { call: 'status', arguments: 'forbidden' },
  { call: 'poll' },
  { call: 'set-param', arguments: 'bad-value' },
  { call: 'console' },
  { how: 'page-misaligned' },
  { how: 'page-nowhere', vendor: 'amd' },
];

/** Every step of the first story; of the others what their moments and the steps behind them show. */
const stepsOf = (h: History, all: boolean): readonly number[] =>
  all
    ? Array.from({ length: h.length + 1 }, (_, i) => i)
    : [
        ...new Set([
          0,
          h.length,
          ...h.occurrences.flatMap(({ step }) => [step, Math.min(step + 1, h.length)]),
        ]),
      ];

describe.each(STORIES)('the drawing, %j', (raw) => {
  const h = play(raw);
  const steps = stepsOf(h, raw === STORIES[0]);
  const draw = (step: number): string =>
    ORIENTATIONS.map((orientation) =>
      renderToStaticMarkup(
        <svg>
          <title>t</title>
          <Figure
            uid="t"
            look={lookAt(scenario, h, step)}
            layout={stageLayout(LAYOUTS[orientation], h.instance.program.threads, h.instance.platform)}
            focus={new Set()}
            kit={stillKit}
            legend={{}}
          />
        </svg>,
      ),
    ).join('');

  it('has a number for every coordinate, lights few things, and names every part', () => {
    for (const step of steps) {
      const html = draw(step);
      expect(html, `step ${step}`).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
      expect((html.match(/rowLit/g) ?? []).length, `step ${step}`).toBeLessThanOrEqual(2 * MAX_LIT);
      for (const [tag] of html.matchAll(/<g[^>]*tabindex="0"[^>]*>/g))
        expect(tag).toMatch(/aria-label="[^"]+"/);
    }
  });

  it('shows the registers as they are', () => {
    for (let step = 0; step <= h.length; step++) {
      const view = viewAt(h, step);
      for (const { name, zeros, digits } of registerTexts(view))
        expect(BigInt(`0x${zeros}${digits}`)).toBe(view.registers[name as 'rax']);
    }
  });

  it('shows the bytes of the stubs, each once', () => {
    for (const step of [0, h.length])
      for (const stub of viewAt(h, step).page.stubs)
        expect(codeOf(stub).flatMap((c) => c.bytes)).toEqual(stub.bytes);
  });
});

describe('the checks', () => {
  const states = (v: HypercallView): string => v.exit.gates.map((g) => g.state).join(' ');
  it('stop a user’s program at its privilege level', () => {
    const v = at({ arguments: 'user-mode', how: 'direct' }, 'refused');
    expect(states(v)).toBe('refused ahead ahead passed');
    expect(gateTexts(v).at(-1)).toMatchObject({ value: '-EPERM', bad: true });
  });
  it('stop a PV guest’s call at its empty slot', () => {
    const v = at({ call: 'mmu-update' }, 'refused');
    expect(states(v)).toBe('passed refused ahead passed');
    expect(v.dispatch.find((d) => d.asked)).toMatchObject({ nr: 1, handler: null, pvOnly: true });
  });
  it('lay a bad pointer at the function’s door', () => {
    const v = at({ arguments: 'bad-pointer' }, 'refused');
    expect(states(v)).toBe('passed passed refused passed');
    expect(gateTexts(v).at(-1)?.value).toBe('-EFAULT');
  });
  it('stop a bad page where it is bad', () => {
    expect(states(at({ how: 'page-misaligned' }, 'fault'))).toBe('passed refused ahead ahead');
    expect(states(at({ how: 'page-nowhere', vendor: 'amd' }, 'fault'))).toBe('passed passed refused ahead');
  });
  it('are gone through again by a call that was made to stop', () => {
    const v = at({ call: 'memory', preempt: 'on', how: 'direct' }, 'continued');
    expect(states(v)).toBe('passed passed again ahead');
    expect(ripText(v)).toBe('on VMCALL');
    expect(registerTexts(v).find((r) => r.name === 'rdi')?.means).toBe('command, 3 done');
  });
  it('end with RIP behind the instruction where a call is answered', () =>
    expect(ripText(at({ vendor: 'amd' }, 'continued'))).toBe('behind VMMCALL'));
});

describe('the walk', () => {
  const rows = (v: HypercallView) =>
    walkTexts(v.walk).map((r) => `${r.label} ${r.state}${r.value ? ` ${r.value}` : ''}`);
  it('ends with the machine address that is read', () => {
    const v = at({}, 'translated');
    expect(rows(v).at(-1)).toBe('p2m[0x20] passed 0x1020000');
    expect(v.walk?.page.machine).toBe(v.argument?.at);
  });
  it('ends at the level that has no entry', () =>
    expect(rows(at({ arguments: 'bad-pointer' }, 'faulted'))).toEqual([
      'L4[273] passed 0x81003',
      'L3[0] passed 0x82003',
      'L2[0] passed 0x83003',
      'L1[48] refused not present',
      'rights ahead',
      'p2m ahead',
    ]));
  it('ends at the rights where a read-only structure is to be written', () =>
    expect(rows(at({ arguments: 'read-only' }, 'faulted')).slice(3)).toEqual([
      'L1[34] passed 0x22001',
      'rights refused read-only',
      'p2m[0x22] ahead',
    ]));
});

it('a multicall’s entries are marked off one by one, and keep their results', () => {
  const h = play({ call: 'multicall', how: 'direct' });
  const state = (step: number): string =>
    viewAt(h, step)
      .entries.map((e) => e.state)
      .join(' ');
  expect(state(0)).toBe('ahead ahead ahead ahead');
  expect(state(h.find('dispatched', 3) ?? 0)).toBe('done now ahead ahead');
  expect(state(h.length)).toBe('done done done done');
});

describe.each(ORIENTATIONS)('the plan of the %s stage', (orientation) => {
  const { left: _, right: __, ...boxes } = PLANS[orientation];
  const list = Object.entries(boxes);
  it('keeps its figures apart', () => {
    for (const [a, p] of list)
      for (const [b, q] of list)
        if (a < b)
          expect(
            p.x + p.width <= q.x || q.x + q.width <= p.x || p.y + p.height <= q.y || q.y + q.height <= p.y,
            `${a} and ${b}`,
          ).toBe(true);
  });
  it('keeps each in its band', () => {
    const { bands } = stageLayout(LAYOUTS[orientation], [], xen);
    const { registers, known, page, struct, processor, ...xens } = boxes;
    const inside = (b: { y: number; height: number }, band: { y: number; height: number }) =>
      b.y > band.y && b.y + b.height < band.y + band.height;
    for (const b of [registers, known, page, struct]) expect(inside(b, bands.kernel)).toBe(true);
    for (const b of Object.values(xens)) expect(inside(b, bands.hypervisor)).toBe(true);
    expect(inside(processor, bands.hardware)).toBe(true);
  });
});
