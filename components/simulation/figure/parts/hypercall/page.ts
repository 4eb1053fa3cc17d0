/** The hypercall page and Xen's table of functions, as drawings. */
import type { HypercallView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { type Bytes, type Drawn, type Item, type Room, sentences } from '../../spec.ts';

type Slot = HypercallView['dispatch'][number];

function slotSays({ nr, name, handler, pvOnly, leftOut }: Slot): string {
  if (pvOnly) return `Slot ${nr} is empty, because ${name} is for PV guests only.`;
  if (!handler) return `Slot ${nr} is empty.`;
  return `Slot ${nr} is ${handler}${leftOut ? ', which this model leaves out' : ''}.`;
}

/** The table around the number that was called. It is in play once Xen has looked the number up. */
export function dispatchItems({ exit, dispatch }: HypercallView): {
  readonly items: readonly Item[];
  readonly active: boolean;
} {
  const active = exit.kind === 'hypercall' && exit.inXen && exit.gates[0]?.state === 'passed';
  const items = dispatch.map((d, i): Item => {
    const here = active && d.asked;
    return {
      id: String(i),
      label: String(d.nr),
      value: d.handler ?? (d.pvOnly ? 'empty: PV only' : 'empty'),
      look: here ? (d.handler ? 'now' : 'bad') : d.handler ? 'soft' : 'faint',
      says: slotSays(d),
    };
  });
  return { items, active };
}

type Stub = HypercallView['page']['stubs'][number];
type Run = Bytes['items'][number]['runs'][number];
const INT3 = 0xcc;

/** The bytes of a stub by what they do: load the number, leave guest mode, return; the rest are breakpoints. */
export function runsOf({ bytes }: Pick<Stub, 'bytes'>): readonly Run[] {
  const cut = (from: number, to: number | undefined, look: Partial<Run>): Run => {
    const run = bytes.slice(from, to);
    const nothing = run.every((b) => b === INT3 || b === 0);
    return { bytes: run.map((b) => hex(b, 2)).join(' '), ...(nothing ? { look: 'faint' as const } : look) };
  };
  const faint = { look: 'faint' } as const;
  if (bytes[0] === 0xb8)
    return [
      cut(0, 5, { tone: 'guest' }),
      cut(5, 8, { tone: 'hypervisor' }),
      cut(8, 9, {}),
      cut(9, undefined, faint),
    ];
  if (bytes[0] === 0x0f) return [cut(0, 2, { look: 'bad' }), cut(2, undefined, faint)];
  return [cut(0, undefined, faint)];
}

/** What the middle stub says to a processor. */
function mnemonics({ vendor, page }: HypercallView, stub: Stub): string {
  if (page.state === 'empty') return 'nothing yet: Xen has not written here';
  if (page.state === 'int3') return 'int3 everywhere: breakpoints';
  if (stub.bytes[0] !== 0xb8) return 'ud2: an invalid opcode, not for HVM guests';
  return `mov $${stub.nr}, %eax; ${vendor === 'intel' ? 'vmcall' : 'vmmcall'}; ret`;
}

const STATES = {
  empty: 'as the guest left it: zeros',
  int3: 'filled with breakpoints',
  stubs: 'with 128 stubs of 32 bytes',
} as const;
/** Height from which the middle stub has its mnemonics under it. */
const NOTED = 95;
const INSTRUCTION = { intel: 'VMCALL', amd: 'VMMCALL' } as const;

/** Doors that are drawn: the one that is called and its neighbours. */
const DOORS = 5;
/** Which of the doors that are drawn is the call's. */
export const doorOf = ({ call }: HypercallView): number => Math.min(call.nr, Math.floor(DOORS / 2));
export const isThroughDoor = ({ page }: HypercallView): boolean => page.gpa !== null;

/** The same page to those who need no bytes: a door for each call. Null where the kernel calls by itself. */
function doors(view: HypercallView): Drawn | null {
  const { page, call, rip, exit, platform } = view;
  if (page.gpa === null || platform.msr === null) return null;
  const filled = page.state === 'stubs';
  const inXen = exit.inXen && exit.kind === 'hypercall';
  const lit = filled && (inXen || rip.at.startsWith('hypercall_page'));
  const cells = Array.from({ length: DOORS }, (_, i): Item => {
    const nr = call.nr - doorOf(view) + i;
    const here = lit && nr === call.nr;
    return {
      id: `door.${i}`,
      value: filled ? String(nr) : '',
      look: here ? 'now' : filled ? 'plain' : 'idle',
      says: filled
        ? `Door ${nr} makes call number ${nr}${here ? ', and it is this one that the guest has taken' : ''}.`
        : 'There is no door here yet.',
    };
  });
  return {
    title: filled ? 'doors to Xen' : 'an empty page',
    aside: filled ? 'filled by Xen' : '',
    says: `The page of ready-made calls. ${sentences(cells)}`,
    body: { kind: 'cells', rows: [{ label: 'doors', cells }] },
  };
}

/** The page of the guest's own that Xen fills with a stub for each number; or the reason why there is none. */
export function pageDrawn(view: HypercallView, room: Room): Drawn | null {
  const { page, call, rip, exit, vendor } = view;
  if (room.level !== 'lines') return doors(view);
  if (page.gpa === null) {
    const lines = [
      `the kernel executes ${INSTRUCTION[vendor]} itself,`,
      'because it asked who made the processor',
    ];
    return {
      title: 'no hypercall page',
      frame: 'quiet',
      says: `There is no hypercall page: ${lines.join(' ')}.`,
      body: {
        kind: 'lines',
        items: lines.map((value, i) => ({
          id: String(i),
          value,
          says: `There is no page: ${lines.join(' ')}.`,
        })),
      },
    };
  }
  const running = rip.at.startsWith('hypercall_page') && !exit.inXen;
  const items = page.stubs.map((stub, i) => ({
    id: String(i),
    label: String(stub.nr),
    look: running && stub.nr === call.nr ? ('now' as const) : ('plain' as const),
    runs: runsOf(stub),
    says: `Stub ${stub.nr} holds the bytes ${stub.bytes.map((b) => hex(b, 2)).join(' ')}.`,
    // Without room for a line of its own it would lie over the next stub.
    ...(i === 1 && room.height >= NOTED && { note: mnemonics(view, stub) }),
  }));
  return {
    title: 'hypercall page',
    aside: `guest address 0x${hex(page.gpa)}`,
    says: `The hypercall page, ${STATES[page.state]}. ${sentences(items)}`,
    body: { kind: 'bytes', items },
  };
}
