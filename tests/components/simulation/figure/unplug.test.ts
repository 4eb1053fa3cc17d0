/** The rows of the unplug figure say what the view says: places, what stands behind them, and the names that programs use. */
import { describe, expect, it } from 'vitest';
import { known } from '@/components/simulation/figure/parts/unplug/kernel.ts';
import { disks } from '@/components/simulation/figure/parts/unplug/plug.ts';
import { pciRows, xenbusRows } from '@/components/simulation/figure/parts/unplug/rows.ts';
import { type Drawn, itemsOf } from '@/components/simulation/figure/spec.ts';
import { History, instantiate, loadScenario, readParams, type UnplugView } from '@/engine/index.ts';

const scenario = await loadScenario('unplug');
function viewAt(raw: Record<string, string>, moment?: string): UnplugView {
  const h = new History(instantiate(scenario, readParams(scenario.params, raw)));
  return scenario.inspect(h.state(moment ? (h.find(moment) ?? 0) : h.length)) as UnplugView;
}
const names = (rows: ReturnType<typeof pciRows>): string[] =>
  rows.flatMap((r) => r.names.map((n) => `${n.name}${n.twice ? ' twice' : ''}`));

describe('rows of the PCI bus', () => {
  it('hide who was in an emptied slot until the scan finds nobody', () => {
    const row = (moment: string) => pciRows(viewAt({}, moment)).find((r) => r.id === '3.0');
    expect(row('mask')).toMatchObject({ present: true, place: '8086:100e', seen: 'unasked' });
    expect(row('noted')).toMatchObject({ present: false, place: '', seen: 'unasked' });
    expect(row('root')).toMatchObject({ present: false, seen: 'silent' });
  });
  it('strike out a drive and keep its controller', () => {
    expect(pciRows(viewAt({})).find((r) => r.id === '1.1')).toMatchObject({
      present: true,
      driver: 'ata_piix',
      names: [],
      parts: [{ name: 'hda', present: false }],
    });
  });
  it('name what is there twice on both buses', () => {
    const disks = viewAt({ cmdline: 'xen_emul_unplug=nics' });
    expect([...names(pciRows(disks)), ...names(xenbusRows(disks, false))]).toEqual([
      'sda twice',
      'xvda twice',
      'eth0',
    ]);
    const cards = viewAt({ cmdline: 'xen_emul_unplug=ide-disks' });
    expect([...names(pciRows(cards)), ...names(xenbusRows(cards, false))]).toEqual([
      'eth1 twice',
      'xvda',
      'eth0 twice',
    ]);
  });
  it('give two cards of one model their own names', () => {
    const v = viewAt({ cmdline: 'xen_emul_unplug=never', 'second-nic': 'on' });
    expect(names(pciRows(v))).toEqual(['sda', 'eth0', 'eth1']);
  });
  it('are none where there is no bus', () => expect(pciRows(viewAt({ guest: 'pvh' }))).toEqual([]));
});

describe('rows of xenbus', () => {
  it('are there before anybody looks, and then have a state', () => {
    expect(xenbusRows(viewAt({}, 'scan'), false).map((r) => r.place)).toEqual(['', '', '']);
    expect(xenbusRows(viewAt({}), true).map((r) => r.place)).toEqual(['up', 'up', 'up']);
    expect(xenbusRows(viewAt({ cmdline: 'xen_emul_unplug=never' }), false).map((r) => r.place)).toEqual([
      'Initialising',
      'Initialising',
      'Initialising',
    ]);
  });
});

describe('what the figure says of a run', () => {
  const LINES = { level: 'lines', format: 'landscape', width: 112, height: 68 } as const;
  const values = (v: UnplugView): (string | undefined)[] => itemsOf(known(v, LINES)).map((i) => i.value);

  it('ends with what is there twice and what the guest boots from', () => {
    const cmdline = 'xen_emul_unplug=never';
    expect(values(viewAt({}))).toEqual(['Xen 4.23', 'leaf 40000000', 'wrote mask 3', 'root: xvda']);
    expect(values(viewAt({ cmdline })).at(-1)).toBe('root: sda');
    const twice = viewAt({ cmdline: 'xen_emul_unplug=nics', 'second-disk': 'on' });
    expect(values(twice)).toEqual(['Xen 4.23', 'xvda = sda', 'xvdb = sdb', `root: ${twice.outcome.root}`]);
  });

  it('counts the ways to a disk: two until the plug is pulled, then one', () => {
    const ways = (v: UnplugView) =>
      itemsOf(disks(v, { ...LINES, level: 'story' }) as Drawn).map((i) => i.value);
    expect(ways(viewAt({}, 'mask'))).toEqual(['2 ways']);
    expect(ways(viewAt({}))).toEqual(['1 way']);
  });
});
