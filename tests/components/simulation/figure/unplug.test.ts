/** The rows of the unplug figure say what the view says: places, what stands behind them, and the names that programs use. */
import { describe, expect, it } from 'vitest';
import { found, objects } from '@/components/simulation/figure/parts/unplug/buses.ts';
import { known } from '@/components/simulation/figure/parts/unplug/kernel.ts';
import { disks, request } from '@/components/simulation/figure/parts/unplug/plug.ts';
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

  const STORY = { ...LINES, level: 'story' } as const;
  const shown = (drawn: Drawn | null): (string | undefined)[] =>
    drawn ? itemsOf(drawn).map((i) => i.value) : [];

  it('counts how often the guest is offered what is real: twice until the plug is pulled, then once', () => {
    expect(shown(disks(viewAt({}, 'mask'), STORY))).toEqual(['offered twice', 'offered twice']);
    expect(shown(disks(viewAt({}, 'disk-removed'), STORY))).toEqual(['offered once', 'offered twice']);
    expect(shown(disks(viewAt({}), STORY))).toEqual(['offered once', 'offered once']);
    const nics = { cmdline: 'xen_emul_unplug=nics' };
    expect(shown(disks(viewAt(nics), STORY))).toEqual(['used twice!', 'offered once']);
    expect(shown(disks(viewAt({}), { ...STORY, level: 'mechanism' }))).toEqual(['1 way']);
  });

  it('has found nothing before it looks, and then says where it found what, and what it uses', () => {
    expect(shown(found(viewAt({}, 'noted'), STORY))).toEqual(['has not looked']);
    expect(shown(found(viewAt({}, 'scanned'), STORY))).toEqual(['at QEMU: none']);
    expect(shown(found(viewAt({}), STORY))).toEqual([
      'at QEMU: none',
      'at dom0:',
      'uses disk',
      'uses network card',
    ]);
    expect(shown(found(viewAt({ cmdline: 'xen_emul_unplug=nics' }), STORY))).toEqual([
      'at QEMU:',
      'disk: twice!',
      'at dom0:',
      'disk: twice!',
      'uses network card',
    ]);
  });

  it('writes into the note what the guest orders and what QEMU answers, until the kernel looks', () => {
    const noteAt = (moment: string) => shown(request(viewAt({}, moment), STORY));
    expect(noteAt('start')).toEqual([]);
    expect(noteAt('welcomed')).toEqual(['“am I welcome?”', 'QEMU: yes']);
    expect(noteAt('fell')).toEqual(['empty']);
    const order = ['take away:', 'disk, network card'];
    expect(noteAt('passed-on')).toEqual([...order, 'for QEMU to read']);
    expect(noteAt('received')).toEqual([...order, 'QEMU has read it']);
    expect(noteAt('replied')).toEqual([...order, 'QEMU: done']);
    expect(noteAt('let-on')).toEqual([...order, 'QEMU: done']);
    expect(noteAt('back')).toEqual(['empty']);
    expect(noteAt('scanned')).toEqual([]);
  });

  it('has no note where QEMU hears nothing, and says that nobody answers', () => {
    const v = viewAt({ host: 'no-device' }, 'refused-host');
    expect(request(v, STORY)).toBeNull();
    expect(shown(known(v, STORY))).toEqual(['is on Xen', 'nobody answers']);
    expect(shown(request(viewAt({ host: 'blacklist' }, 'refused-host'), STORY))).toEqual([
      '“am I welcome?”',
      'QEMU: no',
    ]);
  });

  it('finds a drive of QEMU’s in the step in which its driver does', () => {
    const never = { cmdline: 'xen_emul_unplug=never' };
    expect(shown(found(viewAt(never, 'disk'), STORY))).toContain('uses disk');
    expect(shown(found(viewAt(never, 'card'), STORY))).toContain('uses network card');
    const two = viewAt({ 'second-disk': 'on' }, 'disk-removed');
    expect(shown(objects(two, 'pci', STORY))).toEqual(['1 of 2 disks', 'network card']);
  });

  it('tells a kernel that starts from one that has nothing to start from', () => {
    const says = (raw: Record<string, string>, moment?: string) => shown(known(viewAt(raw, moment), STORY));
    expect(says({}, 'booted')).toEqual(['starts from:', 'dom0’s disk']);
    expect(says({})).toEqual(['runs from:', 'dom0’s disk']);
    expect(says({ cmdline: 'xen_emul_unplug=never' }, 'booted')).toEqual(['starts from:', 'QEMU’s disk']);
    expect(says({ cmdline: 'xen_emul_unplug=never' }, 'refused')).toEqual(['is on Xen', 'a driver refuses']);
    expect(says({ blkfront: 'not-in-initrd' }, 'stuck')).toEqual(['no disk to start']);
    expect(says({ blkfront: 'not-in-initrd' })).toEqual(['has stopped']);
  });

  it('shows something else at each told step: in a part, in who is at work, or by a call into Xen', () => {
    const h = new History(instantiate(scenario, readParams(scenario.params, {})));
    const ROOM = { ...STORY, width: 146 };
    const pictures = h.stops.story.map(({ step }) => {
      const v = scenario.inspect(h.state(step)) as UnplugView;
      const parts = [known(v, STORY), found(v, STORY), request(v, STORY), disks(v, STORY)];
      return JSON.stringify([
        ...parts,
        objects(v, 'pci', ROOM),
        h.record(step)?.thread,
        h.state(step).threads.guest?.top?.world,
        // Who rings, and who lets go on, is a line between two processors.
        h.record(step)?.effects.some((e) => e.kind === 'notify' || e.kind === 'unblock'),
        v.where,
      ]);
    });
    const same = h.stops.story.filter((_, i) => i > 0 && pictures[i] === pictures[i - 1]);
    expect(same.map((s) => s.moment)).toEqual([]);
  });
});
