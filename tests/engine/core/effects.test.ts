import { describe, expect, it } from 'vitest';
import {
  COUNTERS,
  charge,
  EFFECTS,
  type Effect,
  EMPTY_LEDGER,
  maddr,
  type StepRecord,
  sideOf,
  visibilityOf,
} from '../../../engine/index.ts';
import { xen } from '../../../engine/platforms/xen.ts';
import { play, scenarioNamed } from '../../content/runs.ts';

/** What another party can always see, as the level Mechanism of the widget has it. */
const SEEN =
  'drain cross dma hypercall result notify ipi interrupt exit entry wake unblock walk grant port mmio ioreq eoi syscall exception'.split(
    ' ',
  );

const recordOf = (domain: number | null, ...effects: Effect[]): StepRecord => ({
  thread: 't',
  domain,
  side: sideOf(xen, domain),
  world: 'hypervisor',
  procedure: 'p',
  label: 'l',
  text: '',
  effects,
});
const counted = (domain: number | null, e: Effect): string[] => {
  const ledger = charge(EMPTY_LEDGER, recordOf(domain, e));
  return COUNTERS.filter((c) => ledger[c.id] > 0).map((c) => c.id);
};

describe('the table of effects', () => {
  it('says that another party can see just these kinds', () => {
    const always = Object.entries(EFFECTS).filter(([, row]) => row.visible === 'visible');
    expect(always.map(([kind]) => kind).sort()).toEqual([...SEEN].sort());
    const size = 8;
    const stores: Effect[] = [
      { kind: 'fill', at: maddr(0), size, what: '' },
      { kind: 'copy', from: maddr(64), to: maddr(0), size, payload: false },
      { kind: 'write', place: { at: maddr(0), size, layout: 'l', field: 'f', leaf: 'f' }, value: 1, old: 0 },
    ];
    for (const e of stores) {
      expect(visibilityOf(e), e.kind).toBe('visible');
      expect(visibilityOf({ ...e, buffered: true } as Effect), e.kind).toBe('private');
    }
    const tlb = (op: 'hit' | 'miss' | 'fill' | 'flush') => visibilityOf({ kind: 'tlb', op, what: '' });
    expect(['hit', 'miss', 'fill', 'flush'].map((op) => tlb(op as 'hit'))).toEqual([
      'silent',
      'silent',
      'private',
      'visible',
    ]);
  });

  it('counts by whose thread it is where the ledger has a counter for each side', () => {
    const call: Effect = { kind: 'hypercall', number: 32, name: 'event_channel_op', op: 'send' };
    expect([1, 0, null].map((domain) => counted(domain, call))).toEqual([['Hg'], ['Hb'], []]);
    const taken: Effect = { kind: 'interrupt', vector: 0xf3, how: 'callback vector' };
    expect([1, 0, null].map((domain) => counted(domain, taken))).toEqual([['Ig'], ['Ib'], []]);
    const exit: Effect = { kind: 'exit', reason: 30, name: 'I/O instruction' };
    const port: Effect = { kind: 'port', dir: 'out', port: 0x1f7, size: 1, value: 0x35 };
    expect([exit, port].map((e) => [counted(1, e), counted(0, e)])).toEqual([
      [['X'], []],
      [['P'], []],
    ]);
    const syscall: Effect = { kind: 'syscall', name: 'ppoll' };
    expect([counted(1, syscall), counted(0, syscall)]).toEqual([[], ['S']]);
  });

  it('counts a copy only of payload, and of grants only what Xen does', () => {
    const copy = (payload: boolean): Effect => ({
      kind: 'copy',
      from: maddr(0),
      to: maddr(64),
      size: 8,
      payload,
    });
    expect([copy(true), copy(false)].map((e) => counted(1, e))).toEqual([['K'], []]);
    const ops = ['allow', 'map', 'copy', 'unmap', 'end'] as const;
    expect(ops.filter((op) => counted(0, { kind: 'grant', op, ref: 8 }).length > 0)).toEqual([
      'map',
      'copy',
      'unmap',
    ]);
  });

  it.each(['block-io', 'emulated-io', 'ept-walk'])('in %s nothing counts that nobody can see', async (id) => {
    play(await scenarioNamed(id), '', (record) => {
      for (const e of record.effects)
        if (counted(record.domain, e).length > 0) expect(visibilityOf(e), e.kind).toBe('visible');
    });
  });
});
