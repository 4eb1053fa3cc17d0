// Replays of the recordings in tests/recordings: a real Xen against the engine, and copies that were tampered with.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayFile } from '@/engine/conformance/index.ts';
import { History, instantiate, loadScenario, readParams } from '@/engine/index.ts';

const RECORDINGS = path.join(import.meta.dirname, '../../recordings');
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
const parsed = (name: string): any => JSON.parse(fs.readFileSync(path.join(RECORDINGS, name), 'utf8'));

/** Every fact agrees, and there are about as many as there should be. */
function expectAgreement(name: string, format: string, atLeast: number): void {
  const outcome = replayFile(parsed(name));
  expect(outcome.divergence?.sentence).toBeUndefined();
  expect(outcome).toMatchObject({ format, matched: outcome.total });
  expect(outcome.total).toBeGreaterThanOrEqual(atLeast);
}
/** The copy must be found out, in a sentence that names the place. */
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
function expectFound(name: string, change: (file: any) => void, sentence: RegExp): void {
  const file = parsed(name);
  change(file);
  expect(replayFile(file).divergence?.sentence).toMatch(sentence);
}
/** Flips one bit of one byte in hex. */
const flipped = (hex: string, byte: number): string => {
  const value = Number.parseInt(hex.slice(2 * byte, 2 * byte + 2), 16) ^ 1;
  return `${hex.slice(0, 2 * byte)}${value.toString(16).padStart(2, '0')}${hex.slice(2 * byte + 2)}`;
};

describe('port accesses of real IDE commands', () => {
  const NAME = 'ide-port-sequence.json';

  it('are those of the engine: 26 each, in order, with their values', () => {
    expectAgreement(NAME, 'IDE port sequence', 3 * 26 + 3);
  });

  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const changes: readonly (readonly [string, (file: any) => void, RegExp])[] = [
    ['an access left out', (f) => f.write4KiB.splice(10, 1), /write4KiB, access 11: it is/],
    ['an access added', (f) => f.write4KiB.push(f.write4KiB[0]), /write4KiB, access 27: it is none/],
    [
      'two accesses swapped',
      (f) => f.read4KiB.splice(4, 2, f.read4KiB[5], f.read4KiB[4]),
      /read4KiB, access 5: it is/,
    ],
    ['another port', (f) => (f.write128KiB[2].port = '0x1f7'), /write128KiB, access 3/],
    ['another direction', (f) => (f.write4KiB[15].op = 'write'), /write4KiB, access 16/],
    ['another status', (f) => (f.write4KiB[15].data = '0x50'), /write4KiB, access 16: it is in 0x3f6 0x58/],
    ['another command', (f) => (f.write4KiB[14].data = '0xc8'), /write4KiB: what it does is read/],
    ['no DMA command', (f) => (f.write4KiB[14].data = '0x30'), /write4KiB: its command is another/],
    ['another count', (f) => (f.write4KiB[5].data = '0x10'), /write4KiB: its size in KiB is 8/],
    ['a table in the middle of a page', (f) => (f.read4KiB[11].data = '0x65bc800'), /read4KiB: the table/],
    ['a second table', (f) => (f.read4KiB[11].data = '0x65bd000'), /the number of tables is 2/],
    ['another device register', (f) => (f.write4KiB[9].data = '0xa0'), /write4KiB, access 10/],
    ['an interrupt not cleared', (f) => (f.write4KiB[25].data = '0x0'), /write4KiB, access 26/],
    [
      'another block of ports',
      (f) => (f.commandBlock = f.commandBlock.replace('0xc140', '0xc150')),
      /write4KiB|read4KiB/,
    ],
  ];
  it.each(changes)('%s is found out', (_, change, sentence) => expectFound(NAME, change, sentence));

  it('of another command on other hardware agree too', () => {
    const file = parsed(NAME);
    const moved = JSON.parse(
      JSON.stringify(file).replaceAll('0xc14', '0xc06').replaceAll('0x65bc000', '0x37a1000'),
    );
    for (const a of moved.write4KiB) if (a.port === '0x1f4' || a.port === '0x1f5') a.data = '0x12';
    expect(replayFile(moved).divergence?.sentence).toBeUndefined();
  });
});

describe('pages of real block rings', () => {
  it.each([
    ['blkring-live-pvhvm.json', 'live block ring', 500],
    ['blkring-live-pvh.json', 'live block ring', 8000],
    ['blkring-pvh.json', 'block ring before and after', 300],
  ] as const)('%s agrees, decoded and byte for byte', expectAgreement);

  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const changes: readonly (readonly [string, string, (file: any) => void, RegExp])[] = [
    ['an index', 'blkring-live-pvhvm.json', (f) => f.runs[0].states[1].req_prod++, /runs\[0\]\.states\[1\]/],
    [
      'an index in the bytes',
      'blkring-live-pvhvm.json',
      (f) => (f.runs[0].states[1].pageHex = flipped(f.runs[0].states[1].pageHex, 4)),
      /states\[1\]: req_event/,
    ],
    [
      'a byte of a slot that nobody wrote',
      'blkring-live-pvhvm.json',
      (f) => (f.runs[0].states[2].pageHex = flipped(f.runs[0].states[2].pageHex, 64 + 112 * 20 + 50)),
      /states\[2\], slot 20/,
    ],
    [
      'a byte of a request behind its answer',
      'blkring-live-pvhvm.json',
      (f) => (f.runs[0].states[2].pageHex = flipped(f.runs[0].states[2].pageHex, 64 + 112 * 9 + 40)),
      /completed\[0\]: the whole slot/,
    ],
    [
      'a grant reference',
      'blkring-live-pvhvm.json',
      (f) => f.runs[0].states[1].inFlight[0].seg[0].gref++,
      /seg\[0\]: gref is 526, the file says 527/,
    ],
    [
      'a status',
      'blkring-live-pvh.json',
      (f) => (f.runs[0].states[2].completed[0].status = -1),
      /completed\[0\]: status is 0/,
    ],
    [
      'two states swapped',
      'blkring-live-pvh.json',
      (f) => f.runs[2].states.splice(2, 2, f.runs[2].states[3], f.runs[2].states[2]),
      /the header that the ring’s code makes is none such/,
    ],
    [
      'a threshold that no final check sets',
      'blkring-live-pvh.json',
      (f) => {
        const states = f.runs[3].states;
        for (const s of states) if (s.req_event === 343 && !s.pageHex) s.req_event = 345;
      },
      /makes is none such|req_event/,
    ],
    [
      'more requests than slots',
      'blkring-live-pvh.json',
      (f) => {
        const full = f.runs[3].states.find((s: { req_prod: number }) => s.req_prod === 374);
        full.req_prod = 375;
      },
      /in flight is 33|makes is none such/,
    ],
    [
      'an entry of the grant table',
      'blkring-live-pvh.json',
      (f) => (f.runs[0].states[1].inFlight[0].seg[0].grantEntry.domid = 1),
      /domid is 0/,
    ],
    ['a count of requests', 'blkring-pvh.json', (f) => f.steps[4].requestsAdded++, /requestsAdded is 4/],
    [
      'a response',
      'blkring-pvh.json',
      (f) => f.steps[1].entriesAfter[0].asResponseView.id++,
      /asResponseView: id is 31/,
    ],
    [
      'a byte after the answer',
      'blkring-pvh.json',
      (f) => (f.steps[2].pageHexAfter = flipped(f.steps[2].pageHexAfter, 64 + 112 * 8 + 16)),
      /asRequestView: sector_number/,
    ],
  ];
  it.each(changes)('%s changed is found out', (_, name, change, sentence) =>
    expectFound(name, change, sentence),
  );
});

describe('counts of a real Xen', () => {
  const NAME = 'io-counts.json';
  /**
   * Compared as numbers: port accesses register by register (832 for 32 writes, 6,656 for 256), notifications of up to 32
   * requests in sequence, grant hypercalls of 32 writes. Compared as bounds, because they depend on how fast a thread ran
   * (io-counts.json, notes) or hold other guests' work: notifications of a burst and of 256, answers of dom0.
   */
  it('are the engine’s where nothing but the I/O counts, and lie within its bounds elsewhere', {
    timeout: 240_000,
  }, () => {
    expectAgreement(NAME, 'I/O counts', 370);
  });

  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const changes: readonly (readonly [string, (modes: any) => void, RegExp])[] = [
    ['port exits', (m) => (m['hvm-emulated-ide'].w1.ioPortExits = 27), /ioPortExits/],
    [
      'an access',
      (m) => {
        const run = m['hvm-emulated-ide'].r1;
        run.ioPorts['read 0x1f7']--;
        run.ioPorts['read 0x3f6']++;
      },
      /read 0x1f7 is 4/,
    ],
    [
      'notifications',
      (m) => {
        m.pvhvm.w32[NOTIFIES]--;
        m.pvhvm.w32.guestHypercalls.event_channel_op--;
        m.pvhvm.w32.byReason.VMMCALL--;
        m.pvhvm.w32.vmexitTotal--;
      },
      /pvhvm, w32: notifyHypercalls/,
    ],
    ['grant hypercalls', (m) => m.pvh.w32.dom0GrantTableOps++, /pvh, w32: dom0GrantTableOps is 32/],
    ['a sum', (m) => m.pv.w1.vmexitTotal++, /pv, w1: vmexitTotal/],
  ];
  const NOTIFIES = 'notifyHypercalls(event_channel_op)';
  it.each(changes)('%s changed is found out', { timeout: 120_000 }, (_, change, sentence) => {
    const file = parsed(NAME);
    // The runs that take long to repeat are not the subject here.
    for (const runs of Object.values(file.modes) as Record<string, unknown>[])
      for (const name of ['w256', 'aw32', 'w32'])
        if (name !== 'w32' || !/Grant|notify/.test(sentence.source)) delete runs[name];
    change(file.modes);
    expect(replayFile(file).divergence?.sentence).toMatch(sentence);
  });
});

describe('one write through emulated IDE, as Xen’s trace buffer saw it', () => {
  interface Event {
    readonly dom: number;
    readonly event: string;
    readonly detail: string;
  }
  const events: readonly Event[] = parsed('xentrace-hvm-ide-pvclock-w1.json').events;

  /** The write as a list of words: the exit of an access, a hypercall of QEMU, the device's interrupt and its EOI. */
  function recordedOrder(): string[] {
    const out: string[] = [];
    let ide = false;
    for (const e of events) {
      if (e.event === 'VMEXIT') out.push('exit');
      else if (e.detail.startsWith('dm_op')) out.push('dm_op');
      else if (e.detail.startsWith('event_channel_op')) out.push('answer');
      else if (e.event === 'INJ_VIRQ' && e.detail.startsWith('0x25')) {
        out.push('interrupt 0x25');
        ide = true;
      } else if (e.event === 'MSR_WRITE' && ide) {
        // The timer's interrupts (vector 0xf3) are acknowledged too: only the first EOI after ours is ours.
        out.push('eoi');
        ide = false;
      }
    }
    return out;
  }

  it('has the exits, answers, interrupt-line hypercalls, interrupt and EOI of the engine, in the same order', async () => {
    const scenario = await loadScenario('emulated-io');
    const history = new History(
      instantiate(scenario, readParams(scenario.params, { requests: 'w2048+8=x', apicv: 'off' })),
    );
    const ours: string[] = [];
    for (let n = 1; n <= history.length; n++) {
      const r = history.record(n);
      for (const e of r?.effects ?? []) {
        if (e.kind === 'exit' && e.reason === 30) ours.push('exit');
        if (e.kind === 'hypercall') ours.push(e.name === 'dm_op' ? 'dm_op' : 'answer');
        if (e.kind === 'interrupt' && r?.domain === 1) ours.push(`interrupt 0x${e.vector?.toString(16)}`);
        if (e.kind === 'eoi') ours.push('eoi');
      }
    }
    expect(ours).toEqual(recordedOrder());
    expect(ours.filter((x) => x === 'answer')).toHaveLength(26);
    expect(ours.filter((x) => x === 'dm_op')).toHaveLength(6);
  });
});
