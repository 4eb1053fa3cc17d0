// Replays of what real guests did about their emulated devices, and of copies that were tampered with.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayFile } from '@/engine/conformance/index.ts';

const RECORDINGS = path.join(import.meta.dirname, '../../recordings');
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
type File = any;
const parsed = (name: string): File => JSON.parse(fs.readFileSync(path.join(RECORDINGS, name), 'utf8'));
const sentence = (file: File): string | undefined => replayFile(file).divergence?.sentence;

function expectAgreement(name: string, total: number): void {
  const outcome = replayFile(parsed(name));
  expect(outcome.divergence?.sentence).toBeUndefined();
  expect(outcome).toMatchObject({ matched: total, total });
}
function expectFound(name: string, change: (file: File) => void, expected: RegExp): void {
  const file = parsed(name);
  change(file);
  expect(sentence(file)).toMatch(expected);
}

describe('accesses to ports 0x10 to 0x13 of a real guest', () => {
  const NAME = 'unplug-ports.json';
  const DEFAULT = 'pvhvm (default unplug)';

  it('are the engine’s: magic, version, product, build, magic, mask', () => expectAgreement(NAME, 19));

  const changes: readonly (readonly [string, (s: File) => void, RegExp])[] = [
    ['an access left out', (s) => s.splice(3, 1), /number of accesses is 6/],
    ['an access added', (s) => s.push({ op: 'write', port: '0x10', data: '0x3' }), /number of accesses is 6/],
    ['two swapped', (s) => s.splice(2, 2, s[3], s[2]), /\[2\]: port is 18/],
    ['another magic', (s) => (s[0].data = '0xd249'), /\[0\]: value is 18898/],
    ['another version', (s) => (s[1].data = '0x0'), /\[1\]: value is 1/],
    ['another product', (s) => (s[2].data = '0x1'), /\[2\]: value is 3/],
    ['another build', (s) => (s[3].data = '0x2'), /\[3\]: value is 1/],
    ['a direction', (s) => (s[4].op = 'write'), /\[4\]: direction is in/],
    ['another mask', (s) => (s[5].data = '0x7'), /\[5\]: value is 3/],
    ['a port', (s) => (s[5].port = '0x12'), /\[5\]: port is 16/],
    ['a width', (s) => (s[5].size = 4), /\[5\]: width is 2/],
  ];
  it.each(changes)('%s is found out', (_, change, expected) =>
    expectFound(NAME, (f) => change(f.sequences[DEFAULT]), expected),
  );

  const read = (port: string, data: string) => ({ op: 'read', port, data });
  const write = (port: string, data: string) => ({ op: 'write', port, data });
  const shake = [
    read('0x10', '0x49d2'),
    read('0x12', '0x1'),
    write('0x12', '0x3'),
    write('0x10', '0x1'),
    read('0x10', '0x49d2'),
  ];
  it.each([
    ['pvhvm xen_emul_unplug=all', [...shake, write('0x10', '0x7')]],
    ['pvhvm (xen_emul_unplug=ide-disks)', [...shake, write('0x10', '0x1')]],
    ['aux-ide-disks', [...shake, write('0x10', '0x4')]],
    ['pvhvm (nics)', [...shake, write('0x10', '0x2')]],
    ['pvhvm nics,ide-disks', [...shake, write('0x10', '0x3')]],
    ['xen_emul_unplug=unnecessary', shake],
    ['pvhvm (never)', []],
    ['hvm (xen_nopv)', []],
    ['pvh', []],
    ['pv', []],
  ])('of another setting are told from its name: %s', (name, list) => {
    expect(sentence({ sequences: { [name]: list } })).toBeUndefined();
    const more = [...list, write('0x10', '0x8')];
    expect(sentence({ sequences: { [name]: more } })).toMatch(/number of accesses/);
  });
});

describe('devices of real guests', () => {
  const NAME = 'unplug-variants.json';

  it('are the engine’s, for every setting and kind of guest that was recorded', () =>
    expectAgreement(NAME, 124));

  const changes: readonly (readonly [string, (cases: File) => void, RegExp])[] = [
    [
      'the card that is gone, back',
      (c) => c['pvhvm default'].pci.push(c.xen_nopv.pci[5]),
      /pci: number of entries is 5/,
    ],
    ['a function gone', (c) => c.xen_nopv.pci.pop(), /pci: number of entries is 6/],
    [
      'an id',
      (c) => (c['pvhvm default'].pci[4] = c['pvhvm default'].pci[4].replace('0x0001', '0x0002')),
      /pci\[4\]/,
    ],
    ['a class', (c) => (c.xen_nopv.pci[2] = c.xen_nopv.pci[2].replace('0x010180', '0x010600')), /pci\[2\]/],
    ['a driver that refused', (c) => (c.xen_nopv.pci[4] += ' xen-platform-pci'), /pci\[4\]/],
    ['a disk', (c) => (c['xen_emul_unplug=never'].block = ['xvda']), /block\[0\]/],
    [
      'a second disk',
      (c) => c['xen_emul_unplug=unnecessary'].block.push('xvda'),
      /block: number of entries is 1/,
    ],
    ['a card', (c) => c['xen_emul_unplug=ide-disks'].net.pop(), /net: number of entries is 2/],
    [
      'a MAC of two',
      (c) => (c['xen_emul_unplug=ide-disks'].net[1] = 'eth1 driver e1000 mac 00:16:3e:00:00:24'),
      /net\[1\]/,
    ],
    ['two cards swapped', (c) => c['xen_emul_unplug=unnecessary'].net.reverse(), /net\[0\]/],
    [
      'a state',
      (c) => (c['pvhvm default'].xenbus[0] = 'vbd-768 state Initialising driver'),
      /xenbus\[0\]: entry is vbd-768 state Connected driver vbd/,
    ],
    [
      'a setting',
      (c) => (c['xen_emul_unplug=never'].cmdline = 'console=hvc0'),
      /pci: number of entries is 5/,
    ],
    ['a kind of guest', (c) => (c.pvh.guest_type = 'HVM'), /guest/],
    ['a kind of guest that has no bus', (c) => (c['pvhvm default'].guest_type = 'PVH'), /guest/],
    ['a message', (c) => c.pvh.dmesg.shift(), /dmesg: number of entries is 2/],
    [
      'a refusal',
      (c) =>
        (c['xen_emul_unplug=unnecessary'].dmesg[3] =
          'blkfront_probe: HVM does not support vbd 832 as xen block device'),
      /dmesg\[2\]/,
    ],
  ];
  it.each(changes)('%s changed is found out', (_, change, expected) =>
    expectFound(NAME, (f) => change(f.cases), expected),
  );

  it('of settings that were not recorded follow from the sources', () => {
    const base = parsed(NAME).cases['xen_emul_unplug=ide-disks'];
    const all = parsed(NAME).cases['pvhvm default'];
    const told = (c: File) => ({
      ...c,
      dmesg: c.dmesg.filter((m: string) => !m.startsWith('platform_pci_unplug')),
    });
    // `all` asks for one bit more than the default, which changes nothing for one disk.
    expect(sentence({ cases: { all: { ...told(all), cmdline: 'xen_emul_unplug=all' } } })).toBeUndefined();
    // `nics` alone leaves the disk to two drivers: any bit that was unplugged lets both frontends load.
    const nics = { ...told(all), cmdline: 'xen_emul_unplug=nics', block: ['sda', 'xvda'] };
    expect(sentence({ cases: { nics } })).toBeUndefined();
    const aux = { ...base, cmdline: 'xen_emul_unplug=aux-ide-disks', block: ['sda', 'xvda'] };
    expect(sentence({ cases: { aux } })).toBeUndefined();
    const xvda = {
      ...base,
      cmdline: 'xen_emul_unplug=unnecessary',
      block: ['sda', 'xvda'],
      xenbus: base.xenbus.map((x: string) => x.replace('768', '51712')),
    };
    expect(sentence({ cases: { xvda } })).toBeUndefined();
  });

  it.each([
    ['a list that is none', (c: File) => (c.pvh.pci = 'none'), /cases\["pvh"\]\.pci must be a list/],
    ['a card in other words', (c: File) => (c.pvh.net[0] = 'eth0'), /must read “eth0 driver vif mac/],
    ['a disk of no kind', (c: File) => (c.pvh.xenbus[0] = 'vbd-1 state Connected driver vbd'), /no kind/],
  ])('%s is refused with a sentence', (_, change, expected) => {
    const file = parsed(NAME);
    change(file.cases);
    expect(() => replayFile(file)).toThrowError(expected);
  });
});
