// Page walks of a real Xen, and the golden words of paging: replayed by the engine's walker over the recorded entries.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayFile } from '@/engine/conformance/index.ts';

const read = (dir: string, name: string): string =>
  fs.readFileSync(path.join(import.meta.dirname, '../..', dir, name), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
const recording = (name: string): any => JSON.parse(read('recordings', name));
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
const golden = (): any => JSON.parse(read('vectors', 'golden-mmu-peers.json'));

describe('page walks recorded on a real Xen', () => {
  it.each(['npt-walks-pvhvm.json', 'npt-walks-pvh.json', 'walks-pv.json'])(
    '%s agrees, load by load',
    (name) => {
      const outcome = replayFile(recording(name));
      expect(outcome.divergence).toBeUndefined();
      expect(outcome.matched).toBe(outcome.total);
      expect(outcome.total).toBeGreaterThan(200);
    },
  );

  it('take 19 loads, not 24, because Xen backs the guest with 2 MiB pages; 15 and 20 occur too', () => {
    const totals = ['npt-walks-pvhvm.json', 'npt-walks-pvh.json'].flatMap((name) =>
      recording(name).walks.flatMap((w: { memoryReads?: { total: number } }) => w.memoryReads?.total ?? []),
    );
    expect(new Set(totals)).toEqual(new Set([19, 15, 20]));
  });

  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const lies: readonly (readonly [string, string, (f: any) => void])[] = [
    [
      'npt-walks-pvhvm.json',
      'the frame of a guest entry',
      (f) => (f.walks[0].guestWalk[1].value = '0x000000000516b067'),
    ],
    [
      'npt-walks-pvhvm.json',
      'where a guest entry lies',
      (f) => (f.walks[0].guestWalk[1].entryHostAddr = '0x9e9ff008'),
    ],
    [
      'npt-walks-pvhvm.json',
      'the frame of a nested entry',
      (f) => (f.walks[0].guestWalk[0].nestedWalk[1].value = '0x00000000bfcad067'),
    ],
    ['npt-walks-pvhvm.json', 'a flag', (f) => f.walks[0].guestWalk[0].flags.push('G')],
    ['npt-walks-pvhvm.json', 'an index', (f) => (f.walks[0].guestWalk[0].index = 193)],
    ['npt-walks-pvhvm.json', 'an entry left out', (f) => f.walks[0].guestWalk[2].nestedWalk.pop()],
    ['npt-walks-pvhvm.json', 'two loads exchanged', (f) => f.walks[0].finalNestedWalk.reverse()],
    ['npt-walks-pvhvm.json', 'the size of a nested page', (f) => (f.walks[0].nestedPageSize = 4096)],
    ['npt-walks-pvhvm.json', 'the size of the guest page', (f) => (f.walks[1].guestPageSize = 4096)],
    ['npt-walks-pvhvm.json', 'the number of loads', (f) => (f.walks[0].memoryReads.total = 24)],
    ['npt-walks-pvhvm.json', 'the final address', (f) => (f.walks[0].hpa = '0xbc992008')],
    [
      'npt-walks-pvhvm.json',
      'the content',
      (f) => (f.walks[0].bytesAtHpa = f.walks[0].bytesAtHpa.replace('5e', '5f')),
    ],
    ['npt-walks-pvhvm.json', 'a missing page said to be there', (f) => (f.walks[2].result = 'ok')],
    ['npt-walks-pvhvm.json', 'a guest-physical address', (f) => (f.gpaWalks[3].hpa = '0x9f6ad000')],
    ['npt-walks-pvhvm.json', 'the root in the VMCB', (f) => (f.vmcb.nCR3 = '0xbfcaa000')],
    ['npt-walks-pvhvm.json', 'a grant', (f) => (f.grants[0].nptMfnForGfn = '0x91151')],
    ['npt-walks-pvh.json', 'an index of the ring', (f) => (f.blkRing.req_event += 1)],
    ['walks-pv.json', 'the frame of an entry', (f) => (f.walks[0].steps[1].value = '0x000000003b373067')],
    ['walks-pv.json', 'a machine address', (f) => (f.walks[3].machineAddr = '0x3f003000')],
    ['walks-pv.json', 'a page size', (f) => (f.walks[5].pageSize = 4096)],
    ['walks-pv.json', 'the way back to the guest’s number', (f) => (f.m2p.value = '0x1e03')],
  ];
  it.each(lies)('%s with %s falsified is found out', (name, _, lie) => {
    const file = recording(name);
    lie(file);
    expect(replayFile(file).divergence).toBeDefined();
  });

  it('say in one sentence what cannot be read', () => {
    const file = recording('walks-pv.json');
    file.walks[0].gva = 'everywhere';
    expect(() => replayFile(file)).toThrow(/walks\[0\]\.gva must be a number in hex, not "everywhere"/);
  });
});

describe('golden values of paging', () => {
  it('agree: indices, entries, EPT words, qualifications of refused accesses, loads of both trees', () => {
    const outcome = replayFile(golden());
    expect(outcome.divergence).toBeUndefined();
    expect(outcome.matched).toBe(outcome.total);
    expect(outcome.notCovered.map((n) => n.what)).not.toContain('walk2d');
    expect(outcome.notCovered.map((n) => n.what)).not.toContain('ide_write_dma_lba28_accesses');
  });
  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const lies: readonly (readonly [string, (f: any) => void])[] = [
    ['an index', (f) => (f.paging.indices_L5_to_L1[2] = 41)],
    ['an offset', (f) => (f.paging.offset['2M'] = '0x45678')],
    ['a canonical address', (f) => (f.paging.canonical[1].c57 = false)],
    ['a guest entry', (f) => (f.paging.pte['2m_leaf_PAT'] = '0x122000e7')],
    ['an EPT word', (f) => (f.ept.leaf2m = '0x40200037')],
    ['an EPT pointer', (f) => (f.ept.eptp_5lvl_ad = '0x100005e')],
    ['a qualification', (f) => (f.ept.qual['write_to_r-x_final'] = '0x182')],
    ['the count of a walk', (f) => (f.walk2d[18].refs = 23)],
    ['an access of an IDE write', (f) => (f.ide_write_dma_lba28_accesses[11] = 'OUT B+4')],
  ];
  it.each(lies)('with %s changed are found out', (_, lie) => {
    const file = golden();
    lie(file);
    expect(replayFile(file).divergence).toBeDefined();
  });
});
