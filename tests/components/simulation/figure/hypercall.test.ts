/** What the hypercall's figure says, against the engine's state. That it is drawn whole is tested in drawing.test.tsx. */
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { gateTexts } from '@/components/simulation/figure/parts/hypercall/gates.ts';
import { runsOf } from '@/components/simulation/figure/parts/hypercall/page.ts';
import { registerTexts, ripText } from '@/components/simulation/figure/parts/hypercall/registers.ts';
import { walkTexts } from '@/components/simulation/figure/parts/hypercall/walk.ts';
import { itemsOf } from '@/components/simulation/figure/spec.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { History, type HypercallView, instantiate, loadScenario, readParams } from '@/engine/index.ts';

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
  { call: 'multicall', preempt: 'on', how: 'direct' },
];

describe.each(STORIES)('the hypercall in %j', (raw) => {
  const h = play(raw);
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
        expect(runsOf(stub).flatMap((r) => r.bytes.split(' ').map((b) => Number.parseInt(b, 16)))).toEqual(
          stub.bytes,
        );
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

const spec = (await loadScene('hypercall'))?.spec;
describe('the story', () => {
  const told = (raw: Raw, moment: string, part: string): string => {
    const drawn = spec
      ? drawingsOf(
          spec,
          moment === 'end' ? viewAt(play(raw), play(raw).length) : at(raw, moment),
          'story',
          'landscape',
        )
      : [];
    const own = drawn[spec?.parts.findIndex((p) => p.id === part) ?? -1];
    return own
      ? itemsOf(own)
          .map((i) => [i.sign?.trim(), i.label, i.value].filter(Boolean).join(' '))
          .join(', ')
      : '';
  };
  it('shows a check when it is made, and none before', () => {
    expect(told({}, 'loaded', 'gates')).toBe('');
    expect(told({}, 'allowed', 'gates')).toBe('✓ is the kernel calling?');
    expect(told({}, 'translated', 'gates')).toMatch(/✓ is there this call\? 17, ✓ pointer: may it read\?$/);
    expect(told({}, 'copied-out', 'gates')).toMatch(/✓ pointer: may it read\?, ✓ pointer: may it write\?$/);
    expect(told({ arguments: 'read-only' }, 'refused', 'gates')).toMatch(/✗ pointer: may it write\?$/);
    expect(told({ arguments: 'user-mode' }, 'refused', 'gates')).toBe('✗ is the kernel calling?');
  });
  it('draws Xen’s copy from when it is read', () => {
    expect(told({}, 'translated', 'copied')).toBe('');
    expect(told({}, 'copied-in', 'copied')).toBe('question what can you do?');
    expect(told({ call: 'multicall' }, 'translated', 'copied')).toBe('');
  });
  it('says whose name each answer is', () => {
    expect(told({ viridian: 'on' }, 'other-name', 'registers')).toMatch(/answer I am Hyper-V$/);
    expect(told({ viridian: 'on' }, 'found', 'registers')).toMatch(/answer I am Xen$/);
  });
  it('brings the answer back to the question', () => {
    expect(told({}, 'back', 'known')).toBe('what can you do?');
    expect(told({}, 'end', 'known')).toBe('what can you do?, answer: 9 abilities');
  });
});
