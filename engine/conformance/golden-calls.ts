/** Golden values of hypercalls and FIFO event words, executed by the listings that the stories use. */
import { maddr } from '../core/brand.ts';
import { call, line, model, procedure } from '../core/procedure.ts';
import { rec, type State } from '../core/state.ts';
import { continuationMechanism } from '../mechanisms/continuation.ts';
import { newRegisters, regsKey } from '../mechanisms/cpu-registers.ts';
import { cpuidMechanism } from '../mechanisms/cpuid.ts';
import { type Domain, domainKey, hostKey } from '../mechanisms/domain.ts';
import {
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
  newEvtchnTable,
  wordAt,
} from '../mechanisms/event-channel.ts';
import { BUSY, eventFifoMechanism, MASKED, readWord } from '../mechanisms/event-fifo.ts';
import {
  hypercallPage,
  hypercallPageMechanism,
  STUB_SIZE,
  STUBS,
  type StubKind,
} from '../mechanisms/hypercall-page.ts';
import { upcallMechanism } from '../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../mechanisms/vcpu.ts';
import { hexText, int, type Obj, obj, str, toHex } from './decode.ts';
import type { Context } from './golden-context.ts';
import { perform } from './perform.ts';

const GUEST = 1;
const PAGE = 0x10_0000;
const guest: Domain = {
  id: GUEST,
  type: 'hvm',
  p2m: [{ gfn: 0, mfn: 0x100, pages: 0x100, what: 'RAM' }],
  shared_info: maddr(0x1000),
  grant_frames: maddr(0),
  nr_grant_entries: 0,
};
const records = { [domainKey(GUEST)]: guest, [vcpuKey(GUEST)]: newVcpu('callback-vector', false) };

// ── FIFO event words ────────────────────────────────────────────────────────────────────────────────

const table = {
  ...newEvtchnTable(),
  ports: [{ state: 'reserved' }, ...new Array(16).fill({ state: 'unbound', remoteDom: 0, vcpu: 0 })],
  fifo: {
    event_array: [maddr(0x3000)],
    vcpus: [{ control_block: maddr(0x2000), tails: new Array<number>(16).fill(0) }],
  },
};

/** Raises these ports one after the other; gives the word of the first. */
function raised(ports: readonly number[], masked: boolean): number {
  const raise = procedure(
    'raise',
    { source: model('events, one after the other'), world: 'hypervisor' },
    ports.map((port) =>
      line(`port-${port}`, 'evtchn_fifo_set_pending()', () =>
        call('evtchn_fifo_set_pending', { dom: GUEST, vcpu: 0, port }),
      ),
    ),
  );
  const { state } = perform({
    listings: [
      ...eventChannelMechanism.procedures,
      ...eventSendOpMechanism.procedures,
      ...eventFifoMechanism.procedures,
      ...upcallMechanism.procedures,
      raise,
    ],
    records: { ...records, [evtchnKey(GUEST)]: table },
    given: (m) => {
      const at = wordAt(table.fifo, ports[0] ?? 0) ?? 0;
      if (masked) m.fill(at, new Uint8Array(new Uint32Array([MASKED]).buffer), 'a masked port');
    },
    call: call('raise'),
  });
  return readWord(state, table.fifo, ports[0] ?? 0);
}

const WORDS: Readonly<Record<string, () => number>> = {
  masked: () => MASKED,
  pending_masked: () => raised([5], true),
  pending_linked_link_9: () => raised([5, 9], false),
  busy_bit: () => BUSY,
};

export function fifoWords({ tally }: Context, v: unknown, section: string): void {
  for (const [name, value] of Object.entries(obj(v, section))) {
    const word = WORDS[name];
    if (word) tally.fact(section, name, int(value, `${section}.${name}`, 0), word());
    else tally.skip(section, 1);
  }
}

// ── the hypercall page ──────────────────────────────────────────────────────────────────────────────

/** The page as the listing writes it for an HVM guest, or as it is for a PV one. */
function pageOf(kind: StubKind): Uint8Array {
  if (kind === 'pv32' || kind === 'pv64') return hypercallPage(kind);
  const { state } = perform({
    listings: hypercallPageMechanism.procedures,
    records: { ...records, [hostKey]: { vendor: kind, evtchnFifo: true, heapExhausted: false } },
    call: call('init_hypercall_page', { page: PAGE }),
  });
  return state.ram.bytes(PAGE, STUBS * STUB_SIZE);
}

/** `intel_nr20`: the stub of number 20 in the page of that kind; `hvm` stands for both processors. */
const STUB = /^(intel|amd|pv64|pv32|hvm_iret)_nr(\d+)$/;

export function stubBytes({ tally }: Context, v: unknown, section: string): void {
  for (const [name, value] of Object.entries(obj(v, section))) {
    const at = `${section}.${name}`;
    const [, kind, nr] = STUB.exec(name) ?? [];
    if (kind && nr) {
      const hex = hexText(value, at);
      const kinds: readonly StubKind[] = kind === 'hvm_iret' ? ['intel', 'amd'] : [kind as StubKind];
      for (const k of kinds) {
        const stub = pageOf(k).subarray(Number(nr) * STUB_SIZE);
        tally.fact(at, 'the stub', hex, toHex(stub.subarray(0, hex.length / 2)));
        // What follows in the slot is what the page was filled with.
        tally.fact(at, 'the byte behind it', 'cc', toHex(stub.subarray(hex.length / 2, hex.length / 2 + 1)));
      }
    } else if (name === 'fill_byte')
      tally.fact(at, 'it', str(value, at), toHex(pageOf('intel').subarray(STUB_SIZE - 1, STUB_SIZE)));
    else if (name === 'stub_stride') tally.fact(at, 'it', int(value, at), STUB_SIZE);
    else if (name === 'stubs_per_page') tally.fact(at, 'it', int(value, at), STUBS);
    else tally.skip(section, 1);
  }
}

// ── CPUID ───────────────────────────────────────────────────────────────────────────────────────────

function leaf(state: State): Obj {
  const { rax, rbx, rcx, rdx } = rec(state, regsKey(GUEST));
  const text = new Uint8Array(new Uint32Array([Number(rbx), Number(rcx), Number(rdx)]).buffer);
  return {
    eax: Number(rax),
    ebx: Number(rbx),
    ecx: Number(rcx),
    edx: Number(rdx),
    ascii: String.fromCharCode(...text),
  };
}

/** `cpuid_0x40000000`: what a guest finds in that leaf. */
export function cpuidLeaf({ tally }: Context, v: unknown, section: string): void {
  const number = Number(section.replace('cpuid_', ''));
  const { state } = perform({
    listings: [...cpuidMechanism.procedures, ...continuationMechanism.procedures],
    records: { ...records, [regsKey(GUEST)]: { ...newRegisters(), rax: BigInt(number) } },
    call: call('hvm_vmexit_cpuid'),
  });
  const got = leaf(state);
  for (const [name, value] of Object.entries(obj(v, section))) {
    if (Object.hasOwn(got, name)) tally.fact(section, name, value, got[name]);
    else tally.skip(section, 1);
  }
}
