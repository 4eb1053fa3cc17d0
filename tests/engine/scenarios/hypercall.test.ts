/** Hypercalls told as stories, checked against the laws, the numbers of the public headers and the cost of each way of calling. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Effect,
  ERRNO,
  type Errno,
  History,
  InputError,
  instantiate,
  loadScenario,
  readParams,
} from '../../../engine/index.ts';
import { featuresOf } from '../../../engine/mechanisms/xen-version.ts';
import type { HypercallView } from '../../../engine/scenarios/hypercall/index.ts';
import { seeded } from '../support/counts.ts';
import { expectLaws } from '../support/laws.ts';

const RUNS = seeded(400);

const scenario = await loadScenario('hypercall');
type Raw = Readonly<Record<string, string>>;
const run = (raw: Raw): History<unknown> =>
  new History(instantiate(scenario, readParams(scenario.params, raw)));
const viewAt = (h: History<unknown>, step = h.length): HypercallView =>
  scenario.inspect(h.state(step)) as HypercallView;
const result = (raw: Raw): number | null => viewAt(run(raw)).call.result;
const effects = <K extends Effect['kind']>(h: History<unknown>, kind: K): Extract<Effect, { kind: K }>[] => {
  const out: Extract<Effect, { kind: K }>[] = [];
  for (let n = 1; n <= h.length; n++)
    for (const e of h.record(n)?.effects ?? [])
      if (e.kind === kind) out.push(e as Extract<Effect, { kind: K }>);
  return out;
};
const countOf = (h: History<unknown>, procedure: string, label: string): number => {
  let count = 0;
  for (let n = 1; n <= h.length; n++) {
    const r = h.record(n);
    if (r?.procedure === procedure && r.label === label) count++;
  }
  return count;
};

describe('results', () => {
  /** Xen c447b7308b13: common/kernel.c, event_channel.c, memory.c, multicall.c, sched/core.c, arch/x86/hvm/{hvm,hypercall}.c. */
  const cases: readonly (readonly [call: string, kind: string, expected: number | Errno])[] = [
    ['version', 'good', 0x0004_0017],
    ['version', 'bad-pointer', 0x0004_0017],
    ['version', 'bad-value', 'ENOSYS'],
    ['version', 'user-mode', 'EPERM'],
    ['features', 'good', 0],
    ['features', 'bad-pointer', 'EFAULT'],
    ['features', 'read-only', 'EFAULT'],
    ['features', 'bad-value', 'EINVAL'],
    ['features', 'user-mode', 'EPERM'],
    ['send', 'good', 0],
    ['send', 'bad-pointer', 'EFAULT'],
    ['send', 'bad-value', 'EINVAL'],
    ['status', 'good', 0],
    ['status', 'bad-pointer', 'EFAULT'],
    ['status', 'read-only', 'EFAULT'],
    ['status', 'bad-value', 'ESRCH'],
    ['status', 'forbidden', 'EPERM'],
    ['poll', 'good', 0],
    ['poll', 'bad-pointer', 'EFAULT'],
    ['poll', 'bad-value', 'EINVAL'],
    ['set-param', 'good', 0],
    ['set-param', 'bad-pointer', 'EFAULT'],
    ['set-param', 'bad-value', 'EINVAL'],
    ['set-param', 'forbidden', 'EPERM'],
    // memory_op answers with the number of extents done: a bad pointer, an unknown domain and a forbidden one give 0.
    ['memory', 'good', 8],
    ['memory', 'bad-pointer', 0],
    ['memory', 'bad-value', 0],
    ['memory', 'forbidden', 0],
    ['multicall', 'good', 0],
    ['multicall', 'bad-pointer', 'EFAULT'],
    ['multicall', 'read-only', 'EFAULT'],
    ['multicall', 'user-mode', 'EPERM'],
    ['console', 'good', 'EPERM'],
    ['mmu-update', 'good', 'ENOSYS'],
  ];
  for (const [call, kind, expected] of cases)
    for (const how of ['page', 'direct'])
      for (const vendor of ['intel', 'amd'])
        it(`${call} with ${kind} arguments, ${how}, ${vendor}: ${expected}`, () => {
          const number = typeof expected === 'number' ? expected : -ERRNO[expected];
          expect(result({ call, arguments: kind, how, vendor })).toBe(number);
        });

  it('arguments that make no sense for a call are refused in one sentence', () => {
    expect(() => run({ call: 'console', arguments: 'bad-pointer' })).toThrowError(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(
          /^With call=console, arguments is one of good, user-mode; bad-pointer makes no sense there\.$/,
        ),
      }) as InputError,
    );
  });
});

describe('finding Xen', () => {
  it('takes one CPUID exit, or two where Hyper-V’s leaves are in front', () => {
    for (const [viridian, asked, base, msr] of [
      ['off', 1, 0x4000_0000, 0x4000_0000],
      ['on', 2, 0x4000_0100, 0x4000_0200],
    ] as const) {
      const h = run({ viridian });
      expect(countOf(h, 'hypervisor_cpuid_base', 'ask')).toBe(asked);
      expect(viewAt(h).platform).toEqual({ base, msr, version: 0x0004_0017 });
    }
  });
  it('tells of a name that is not Xen’s only where one stands in front', () => {
    expect(run({}).find('other-name')).toBeUndefined();
    const h = run({ viridian: 'on' });
    const step = h.find('other-name') ?? 0;
    expect(step).toBeGreaterThan(h.find('asked') ?? 0);
    expect(step).toBeLessThan(h.find('found') ?? 0);
    expect(viewAt(h, step).blocks).toEqual([{ leaf: 0x4000_0000, signature: 'Microsoft Hv' }]);
  });
});

describe('the hypercall page', () => {
  it('lies in the guest’s own RAM and holds 128 stubs behind which all is int3', () => {
    const h = run({});
    const { page } = viewAt(h);
    const bytes = h.state(h.length).ram.bytes(page.at, 4096);
    expect([...bytes.subarray(17 * 32, 17 * 32 + 9)]).toEqual([0xb8, 17, 0, 0, 0, 0x0f, 0x01, 0xc1, 0xc3]);
    expect([...bytes.subarray(23 * 32, 23 * 32 + 3)]).toEqual([0x0f, 0x0b, 0xcc]);
    expect(bytes.every((b, i) => i % 32 < 9 || b === 0xcc)).toBe(true);
  });
  it('is refused with #GP for an address inside a page and for one where there is no RAM, and stays untouched', () => {
    for (const how of ['page-misaligned', 'page-nowhere']) {
      const h = run({ how });
      expect(effects(h, 'exception')).toEqual([
        { kind: 'exception', vector: 13, name: '#GP', error: 0, address: null },
      ]);
      expect(viewAt(h).page.state).toBe('empty');
      expect(viewAt(h).call.result).toBeNull();
    }
  });
  it('has no way to iret: ud2 in the page, -ENOSYS without it', () => {
    expect(effects(run({ call: 'iret' }), 'exception')).toEqual([
      { kind: 'exception', vector: 6, name: '#UD', error: null, address: null },
    ]);
    expect(result({ call: 'iret', how: 'direct' })).toBe(-38);
  });
});

describe('what a call costs', () => {
  const exits = (raw: Raw): number[] => effects(run(raw), 'exit').map((e) => e.reason);
  it('is one exit, whichever way it is made; the page costs a CPUID and a WRMSR before', () => {
    expect(exits({ how: 'direct' })).toEqual([10, 10, 18]);
    expect(exits({ how: 'page' })).toEqual([10, 10, 10, 32, 18]);
    expect(exits({ how: 'page', vendor: 'amd' })).toEqual([0x72, 0x72, 0x72, 0x7c, 0x81]);
  });
  it('is one exit too when it is refused in user mode', () => {
    expect(exits({ how: 'direct', arguments: 'user-mode' })).toEqual([10, 10, 18]);
  });
});

describe('arguments', () => {
  it('are found by four loads of the guest’s own tables, once to read and once more to write', () => {
    const h = run({ call: 'features', how: 'direct' });
    const loads = effects(h, 'read').filter((e) => /^l[1-4]e$/.test(e.place.leaf));
    expect(loads.map((e) => e.place.leaf)).toEqual(['l4e', 'l3e', 'l2e', 'l1e', 'l4e', 'l3e', 'l2e', 'l1e']);
  });
  it('that lead nowhere end the walk at the entry that is not present, with no fault for the guest', () => {
    const h = run({ call: 'features', how: 'direct', arguments: 'bad-pointer' });
    const loads = effects(h, 'read').filter((e) => /^l[1-4]e$/.test(e.place.leaf));
    expect(loads.at(-1)).toMatchObject({ value: 0n });
    expect(effects(h, 'exception')).toEqual([]);
  });
  it('that may only be read are read, and fail when the answer is to be written', () => {
    const h = run({ call: 'features', how: 'direct', arguments: 'read-only' });
    expect(countOf(h, 'do_xen_version', 'submap')).toBe(1);
    expect(countOf(h, 'hvm_translate_get_page', 'rights')).toBe(2);
  });
  it('bring back what this kind of guest may use', () => {
    // Facts, xen.md 4a: bits 0, 2, 8, 9, 13, 16, 18, 19, 20 for HVM and PVH.
    const bits = [0, 2, 8, 9, 13, 16, 18, 19, 20].reduce((map, bit) => map | (1 << bit), 0) >>> 0;
    expect(featuresOf(false)).toBe(bits);
    const { argument } = viewAt(run({ call: 'features' }));
    expect(new DataView(Uint8Array.from(argument?.bytes ?? []).buffer).getUint32(4, true)).toBe(bits);
  });
});

describe('a call that is preempted', () => {
  const raw = { call: 'memory', preempt: 'on', how: 'direct' };
  it('leaves the guest on the same VMCALL, with what is left in its registers, and goes on', () => {
    const h = run(raw);
    const at = h.occurrences.filter((o) => o.id === 'preempted').map((o) => o.step);
    expect(at).toHaveLength(2);
    const registers = at.map((step) => viewAt(h, step + 3).registers);
    // XENMEM_decrease_reservation with 3, then 6 extents done in the bits from 6 up.
    expect(registers.map((r) => r.rdi)).toEqual([1n + (3n << 6n), 1n + (6n << 6n)]);
    expect(registers.map((r) => r.rax)).toEqual([12n, 12n]);
    expect(effects(h, 'exit').filter((e) => e.name === 'VMCALL')).toHaveLength(3);
  });
  it('gives the same result and takes the same pages as one that is not', () => {
    const [calm, busy] = [viewAt(run({ ...raw, preempt: 'off' })), viewAt(run(raw))];
    expect(busy.call.result).toBe(calm.call.result);
    expect(busy.frames).toBe(calm.frames);
    expect(calm.frames).toBe(1024 - 8);
  });
  it('answers once: only the last exit brings a result', () => {
    expect(effects(run(raw), 'result').map((e) => e.value)).toEqual([8]);
  });
});

describe('a multicall', () => {
  const entries = (raw: Raw) =>
    viewAt(run({ call: 'multicall', ...raw })).entries.map((e) => BigInt.asIntN(64, e.result));
  const expected = [0x0004_0017n, 0n, -22n, -38n];
  it('puts each result into its entry, refuses to be nested (-EINVAL), and answers 0 though entries failed', () => {
    expect(entries({})).toEqual(expected);
    expect(result({ call: 'multicall' })).toBe(0);
  });
  it('costs one exit for its four calls', () => {
    expect(
      effects(run({ call: 'multicall', how: 'direct' }), 'exit').filter((e) => e.name === 'VMCALL'),
    ).toHaveLength(1);
  });
  it('that is preempted goes on with the entries that are left', () => {
    const h = run({ call: 'multicall', preempt: 'on', how: 'direct' });
    const step = h.find('preempted') ?? 0;
    // Three of four are done: the pointer has moved by three entries of 64 bytes, and one is left.
    expect(viewAt(h, step + 3).registers).toMatchObject({ rax: 13n, rdi: 0xffff_8880_0002_00c0n, rsi: 1n });
    expect(entries({ preempt: 'on' })).toEqual(expected);
  });
});

describe('every parameter combination', () => {
  const options = (id: string): fc.Arbitrary<string> => {
    const p = scenario.params.find((q) => q.id === id);
    return fc.constantFrom(...(p?.kind === 'choice' ? p.options : ['on', 'off']));
  };
  const raw = fc.record(Object.fromEntries(scenario.params.map((p) => [p.id, options(p.id)])));
  it(`keeps the laws and answers the same by page and without (${RUNS} seeded specs)`, {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(raw, (texts) => {
        const params = readParams(scenario.params, texts);
        try {
          instantiate(scenario, params);
        } catch (e) {
          if (e instanceof InputError) return;
          throw e;
        }
        const view = viewAt(expectLaws(scenario, params));
        if (view.page.state !== 'stubs' || texts.call === 'iret') return;
        expect(view.call.result).toBe(result({ ...texts, how: 'direct' }));
      }),
      { seed: 0x4d4d, numRuns: RUNS },
    );
  });
});

describe('questions', () => {
  it.each([
    ['base', {}, 'first'],
    ['base', { viridian: 'on' }, 'second'],
    ['owner', {}, 'guest'],
    ['owner', { how: 'page-nowhere' }, 'nobody'],
    ['exits', { call: 'memory', preempt: 'on' }, 'counted'],
    ['pointer', {}, 'copied'],
    ['pointer', { arguments: 'bad-pointer' }, 'error'],
    ['resumes', { call: 'memory', preempt: 'on' }, 'again'],
  ] as const)('%s with %o is answered %s by the engine', (id, texts, answer) => {
    const h = run(texts);
    const question = scenario.questions.find((q) => q.id === id);
    const step = h.find(question?.moment ?? '') ?? 0;
    const ids = question?.options({ history: h, step }).map((o) => o.id);
    expect(question?.answer({ history: h, step })).toBe(answer);
    expect(ids).toContain(answer);
  });
});
