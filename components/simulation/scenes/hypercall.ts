/** The figure of a hypercall. Above: what the guest asks, and with what. Below: what Xen checks, calls, follows and copies. */
import type { HypercallView, StepRecord, WalkState } from '@/engine/index.ts';
import { cellBoxes } from '../figure/kinds/cell-boxes.ts';
import { asksDrawn, isCalling, resultOf, wishDrawn } from '../figure/parts/hypercall/asks.ts';
import { gatesTitle, gateTexts, isIdle } from '../figure/parts/hypercall/gates.ts';
import {
  entryItems,
  factItems,
  fieldItems,
  isAnswered,
  isWorkedOff,
  questionOf,
  structTexts,
  structWords,
  waitItems,
} from '../figure/parts/hypercall/memory.ts';
import { dispatchItems, doorOf, isThroughDoor, pageDrawn } from '../figure/parts/hypercall/page.ts';
import { registerItems } from '../figure/parts/hypercall/registers.ts';
import { MEANINGS, SIGNS, standing } from '../figure/parts/hypercall/signs.ts';
import { walkTexts } from '../figure/parts/hypercall/walk.ts';
import { topOf } from '../figure/place.ts';
import {
  type Drawn,
  type Format,
  figure,
  isNarrow,
  type Level,
  type Passing,
  type Places,
  places,
  type Rect,
  type Room,
  rect,
  sentences,
  type Way,
} from '../figure/spec.ts';
import { hex, written } from '../model/format.ts';
import type { Tone } from '../model/worlds.ts';
import type { Point } from '../stage/geometry.ts';
import { type LayoutSpec, laneOf, layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has } from './steps.ts';

const deep = (room: Room): boolean => room.level === 'lines';

function registers(view: HypercallView, room: Room): Drawn {
  if (!deep(room)) return asksDrawn(view);
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a user program';
  const items = registerItems(view);
  const aside = `CPL ${view.registers.cpl}: ${who}`;
  const stops = isNarrow(room.format) ? ([0.105, 0.46] as const) : ([0.115, 0.5] as const);
  return {
    title: 'registers',
    aside,
    says: `The vCPU’s registers, ${aside}. ${sentences(items)}`,
    body: { kind: 'rows', items, stops },
  };
}

function known(view: HypercallView, room: Room): Drawn | null {
  if (!deep(room)) return wishDrawn(view);
  const items = factItems(view);
  return {
    title: 'the kernel knows',
    aside: view.platform.base === null ? '' : 'this is Xen',
    says: `What the kernel has learnt by CPUID. ${sentences(items)}`,
    body: { kind: 'rows', items, room: 4 },
  };
}

function struct(view: HypercallView, room: Room): Drawn | null {
  const text = structTexts(view);
  // A program has no structure of the kernel's to show.
  if (room.level === 'story' && (!text || !isCalling(view) || view.call.arguments === 'user-mode'))
    return null;
  if (!text)
    return {
      title: deep(room) ? 'no structure' : 'in its memory',
      frame: 'quiet',
      says: 'This call points to nothing in memory.',
      body: {
        kind: 'lines',
        items: [
          {
            id: 'none',
            value: 'all that this call needs is in registers',
            says: 'All that this call needs is in registers.',
          },
        ],
      },
    };
  if (!deep(room)) {
    const items = structWords(view);
    return { title: 'the kernel’s memory', says: sentences(items), body: { kind: 'rows', items, room: 2 } };
  }
  if (view.entries.length > 0) {
    const items = entryItems(view);
    return { ...text, says: `${text.says} ${sentences(items)}`, body: { kind: 'rows', items } };
  }
  const items = fieldItems(view);
  return { ...text, says: `${text.says} ${sentences(items)}`, body: { kind: 'rows', items, room: 4 } };
}

function gates(view: HypercallView, room: Room): Drawn | null {
  // Before Xen is entered it does nothing on this processor.
  if (room.level === 'story') return isIdle(view) ? null : checksTold(view);
  const title = gatesTitle(view, deep(room));
  const items = gateTexts(view).map((g) => ({
    id: g.id,
    label: g.label,
    term: g.term,
    // The number that came through the door is what is looked at.
    value: deep(room) || (g.id === 'number' && g.state !== 'ahead') ? g.value : '',
    ...standing((g.id === 'result' || g.id === 'answer') && g.state === 'passed' ? 'answer' : g.state, g.bad),
    says: g.says,
  }));
  return {
    title,
    frame: isIdle(view) ? 'quiet' : 'own',
    says: `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${sentences(items)}`,
    body: { kind: 'rows', items, room: 4 },
  };
}

function dispatch(view: HypercallView, room: Room): Drawn {
  const { items, active } = dispatchItems(view);
  const shown = deep(room) ? items : items.filter((i) => i.look === 'now' || i.look === 'bad');
  return {
    title: deep(room) ? 'hypercall_table' : 'table of calls',
    frame: active ? 'own' : 'quiet',
    says: `Xen’s table of functions. ${sentences(items)}`,
    body: { kind: 'rows', items: shown, room: items.length },
  };
}

function walk(view: HypercallView, room: Room): Drawn {
  const items = walkTexts(view.walk).map((w) => ({
    id: w.id,
    label: w.plain,
    term: w.label,
    value: deep(room) ? w.value : '',
    ...standing(w.state),
    says: w.says,
  }));
  const { walk: own } = view;
  return {
    title: !deep(room)
      ? 'and its pointer'
      : own
        ? `walk, to ${own.write ? 'write' : 'read'}`
        : 'page-table walk',
    aside: own && deep(room) && room.width > 160 ? `…${hex(own.va).slice(-8)}` : '',
    frame: own ? 'own' : 'quiet',
    says: own
      ? `Xen follows the guest’s pointer 0x${hex(own.va)}, to ${own.write ? 'write' : 'read'} there. ${sentences(items)}`
      : 'Here Xen follows a pointer of the guest’s: four levels of the guest’s own tables, the rights in them, and Xen’s p2m. No pointer is being followed.',
    body: { kind: 'rows', items },
  };
}

type Walk = NonNullable<HypercallView['walk']>;
const AHEAD: readonly WalkState[] = ['ahead'];
/** What became of a pointer, of what became of each part of its way. */
const inAll = (states: readonly WalkState[]): WalkState => {
  if (states.includes('refused')) return 'refused';
  if (states.every((s) => s === 'passed')) return 'passed';
  return states.every((s) => s === 'ahead') ? 'ahead' : 'now';
};
const walkState = ({ levels, rights, page }: Walk): WalkState =>
  inAll([...levels.map((l) => l.state), rights, page.state]);

/** What came of the pointer once Xen is past it: it has read or answered, and where it did not the argument says why. */
function pastStates(view: HypercallView): readonly WalkState[] {
  const { call, exit, entries, copied: own } = view;
  const isPast =
    call.name === 'multicall'
      ? entries.some((e) => e.state !== 'ahead')
      : (own?.values.length ?? 0) > 0 ||
        ['passed', 'refused'].includes(exit.gates[2]?.state ?? '') ||
        resultOf(view) !== null;
  if (!isPast || exit.gates.slice(0, 2).some((g) => g.state !== 'passed')) return AHEAD;
  if (call.arguments === 'bad-pointer') return ['refused'];
  if (call.arguments === 'read-only' && resultOf(view) !== null) return ['passed', 'refused'];
  const wrote = isAnswered(view) || entries.some(isWorkedOff);
  return wrote ? ['passed', 'passed'] : ['passed'];
}

/** May the guest itself read where its pointer leads, and write there? */
function pointerStates(view: HypercallView): readonly WalkState[] {
  const { walk: own, struct: target, exit } = view;
  if (!target || exit.kind !== 'hypercall' || isIdle(view) || !isCalling(view)) return AHEAD;
  if (!own) return pastStates(view);
  return own.write ? ['passed', walkState(own)] : [walkState(own)];
}
const POINTER = ['pointer: may it read?', 'pointer: may it write?'] as const;

/**
 * The checks as a newcomer needs them, each from when it is made. The work of a call and its result stand elsewhere.
 * Before the first is made it stands there as what comes next.
 */
function checksTold(view: HypercallView): Drawn {
  const title = gatesTitle(view, false);
  const checks = [
    ...gateTexts(view)
      .filter((g) => g.id !== 'function' && g.id !== 'result')
      .map((g) => ({
        ...standing(g.id === 'answer' && g.state === 'passed' ? 'answer' : g.state, g.bad),
        ...g,
      })),
    ...pointerStates(view).map((state, i) => ({
      ...standing(state),
      id: `pointer.${i}`,
      state,
      label: POINTER[i] ?? '',
      value: '',
      says: `The check whether the guest itself may ${i === 0 ? 'read' : 'write'} there: ${MEANINGS[state]}.`,
    })),
  ];
  const made = checks.filter((c) => c.state !== 'ahead' && c.state !== 'now');
  const items = (made.length > 0 ? made : checks.slice(0, 1)).map(
    ({ id, label, value, sign, look, steady, says, state }) => ({
      id,
      label,
      value: id === 'number' ? value : '',
      sign: state === 'ahead' || state === 'now' ? '\u00a0' : sign,
      look,
      steady,
      says,
    }),
  );
  return {
    title,
    says: `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${sentences(items)}`,
    body: { kind: 'rows', items, room: 4 },
  };
}

/** To a newcomer: what Xen has read, where no guest can change it any more. */
function copyTold(view: HypercallView): Drawn | null {
  const { copied: own, call, entries, struct: target } = view;
  // How long a list is lies in a register; what it says is read entry by entry.
  const isList = own?.procedure === 'do_multicall' && entries.every((e) => e.state !== 'done');
  if (isList && own.values.every((v) => v.name !== 'call.op')) return null;
  if (!target || (own?.values.length ?? 0) === 0 || resultOf(view) !== null || call.arguments === 'user-mode')
    return null;
  const value = questionOf(view);
  const says = `Xen’s own copy of the question: ${value.replace(/\?$/, '')}.`;
  return {
    title: 'Xen’s own copy',
    says,
    body: { kind: 'rows', items: [{ id: 'question', label: 'question', value, look: 'strong', says }] },
  };
}

function copied(view: HypercallView, room: Room): Drawn | null {
  if (room.level === 'story') return copyTold(view);
  const { copied: own } = view;
  const procedure = own?.procedure ?? '';
  const items = (own?.values ?? []).map(({ name, value: copy }) => {
    const value = written(procedure, name, copy);
    return { id: name, label: name, value, says: `Xen’s copy of ${name} is ${value}.` };
  });
  return {
    title: 'Xen’s own copy',
    aside: deep(room) ? procedure : '',
    frame: items.length > 0 ? 'own' : 'quiet',
    says:
      items.length > 0
        ? `Xen holds a copy of its own, which the guest cannot change. ${sentences(items)}`
        : 'Xen’s own copy of what the guest hands over: nothing is copied.',
    body: { kind: 'columns', items: deep(room) ? items : [], room: 4 },
  };
}

/** Another domain plays a part in one call only: it is rung at. */
function otherSide({ call, dom0Pending }: HypercallView): Drawn | null {
  if (call.name !== 'send') return null;
  const says = `The bell of dom0 ${dom0Pending ? 'has rung' : 'is silent'}.`;
  const [value, look] = dom0Pending ? (['has rung', 'strong'] as const) : (['silent', 'faint'] as const);
  const items = [{ id: 'bell', label: 'dom0’s bell', value, look, says }];
  return { says, body: { kind: 'rows', items } };
}

const MAKERS = { intel: 'Intel VT-x', amd: 'AMD-V' } as const;

function processor(view: HypercallView, room: Room): Drawn {
  const { exit, vendor, registers: r } = view;
  const side = exit.inXen ? 'Xen' : r.cpl === 0 ? 'the kernel' : 'a program';
  const code =
    exit.code === null ? 'none' : `${vendor === 'intel' ? exit.code : `0x${hex(exit.code)}`} ${exit.name}`;
  const items = [
    {
      id: 'maker',
      label: 'processor',
      value: MAKERS[vendor],
      says: `The processor is one with ${MAKERS[vendor]}.`,
    },
    { id: 'side', label: 'executes', value: side, says: `It executes ${side}.` },
    {
      id: 'reason',
      label: 'exit reason',
      value: code,
      note: exit.read ? 'read' : '',
      says: `The exit reason that it has left is ${code}${exit.read ? ', and Xen has read it' : ''}.`,
    },
  ];
  const shown = deep(room) ? items : items.slice(0, 2);
  return {
    says: sentences(shown),
    body: { kind: 'columns', items: shown, shares: deep(room) ? [30, 32, 38] : [50, 50] },
  };
}

const inXen = (r: StepRecord): boolean => r.world === 'hypervisor';
/** Xen copies to the guest's memory, or from there. */
const copies = (r: StepRecord): Way => {
  if (!inXen(r)) return false;
  if (/copy_from_guest/.test(r.text) && has(r, 'read')) return 'back';
  return /copy_to_guest/.test(r.text) && has(r, 'write') && 'there';
};

// One vCPU does everything, and no other domain ever runs: the guest's column is the whole stage, and a narrower one.
const WIDTH = 736;
const narrow = { border: 360, lanes: { guest: [46], host: [52] } };
const alone = layoutsOf(
  {
    border: WIDTH,
    heights: [44, 262, 222, 58],
    storyFloor: 26,
    stand: [22, 32, 37, 30],
    lanes: { guest: [66], host: [66] },
  },
  { ...narrow, heights: [34, 390, 284, 46], storyFloor: 24, stand: [17, 22, 32, 24] },
  { phone: { ...narrow, heights: [34, 260, 174, 24], stand: [17, 26, 34, 12] } },
);
const layouts = { ...alone, landscape: { ...alone.landscape, width: WIDTH } };

const noPhone = (landscape: Rect, portrait: Rect): Places => ({
  ...places(landscape, portrait),
  phone: null,
});
const AT = {
  dom0: places(rect(560, 32, 152, 32), rect(196, 27, 146, 29)),
  known: places(rect(498, 86, 214, 126), rect(138, 63, 204, 72), null, rect(98, 60, 244, 52)),
  registers: places(rect(188, 86, 300, 126), rect(18, 142, 324, 122), null, rect(18, 116, 324, 72)),
  page: places(rect(188, 230, 262, 92), rect(18, 269, 324, 78), null, rect(18, 194, 324, 56)),
  struct: places(rect(460, 230, 252, 92), rect(18, 352, 324, 86), null, rect(18, 256, 324, 54)),
  gates: places(rect(188, 346, 170, 132), rect(138, 454, 204, 104), null, rect(110, 334, 232, 92)),
  dispatch: noPhone(rect(366, 346, 168, 132), rect(18, 564, 158, 112)),
  walk: noPhone(rect(542, 346, 170, 132), rect(184, 564, 158, 112)),
  waits: noPhone(rect(188, 486, 170, 58), rect(18, 517, 114, 41)),
  copied: places(rect(366, 486, 346, 50), rect(18, 682, 324, 44), null, rect(110, 432, 232, 40)),
  processor: noPhone(rect(188, 566, 524, 36), rect(18, 738, 324, 34)),
};

type Drawable = Exclude<Format, 'small'>;
const inFormat = (format: Format): Drawable => (format === 'small' ? 'portrait' : format);
/** From the middle of the token to its edges, and what runs above and beside the boxes. */
const EDGE = { landscape: 52, portrait: 40, phone: 40, down: 18 };
const BESIDE = { landscape: 182, portrait: 13, phone: 12 };
/** Between the boxes of the kernel, and between them and Xen's. */
const GAPS = { landscape: [80, 221, 337], portrait: [], phone: [] } as const;
/** In portrait parts stand under each other, and what passes between two of them runs along their right edges. */
const ALONG = 348;

/** The height at which the CPU stands: running a program, its kernel, or Xen. */
function standAt(world: string, format: Drawable): number {
  const { title, heights, stand } = layouts[format] as LayoutSpec;
  const n = world === 'hypervisor' ? 2 : world === 'guest-user' ? 0 : 1;
  return title + heights.slice(0, n).reduce((sum, h) => sum + h, 0) + (stand[n] ?? 0);
}

/** From the CPU, wherever it stands, to a box: what happens there, it does. */
function fromCpu(world: string, part: keyof typeof AT, at: Format): readonly Point[] {
  const format = inFormat(at);
  const box = AT[part][format];
  if (!box) return [];
  const x = laneOf(layouts[format] as LayoutSpec, 'guest');
  const y = standAt(world, format);
  const edge = { x: x + EDGE[format], y };
  const to = { x: box.x, y: box.y + (part === 'registers' ? REGISTER : box.height / 2) };
  // Beside the token.
  if (box.y <= y + 1 && y <= box.y + box.height && (part === 'gates' || format !== 'landscape'))
    return [edge, { x: box.x, y }];
  const side = BESIDE[format];
  if (format !== 'landscape') {
    const up = world === 'hypervisor' ? -1 : 1;
    const out = y + up * (EDGE.down + (up < 0 ? 5 : 7));
    return [{ x, y: y + up * EDGE.down }, { x, y: out }, { x: side, y: out }, { x: side, y: to.y }, to];
  }
  if (box.x < 200) return [edge, { x: side, y }, { x: side, y: to.y }, to];
  // Boxes of the second column are met from above, or from Xen from below.
  const gap = GAPS.landscape.findLast((g) => (inXenNow(world) ? true : g < box.y)) ?? 0;
  const across = box.x + box.width / 2;
  return [
    edge,
    { x: side, y },
    { x: side, y: gap },
    { x: across, y: gap },
    { x: across, y: inXenNow(world) ? box.y + box.height : box.y },
  ];
}
const inXenNow = (world: string): boolean => world === 'hypervisor';
/** From the top of the registers to the middle of the first. */
const REGISTER = 37;

/** How a call comes to one of the doors, in the gap above them; and on into Xen. */
function throughDoor(view: HypercallView, at: Format, isOn: boolean): readonly Point[] | undefined {
  const format = inFormat(at);
  const page = AT.page[format];
  const gates = AT.gates[format];
  const drawn = isThroughDoor(view) ? pageDrawn(view, { level: 'story', format, ...page }) : null;
  const body = drawn?.body;
  if (body?.kind !== 'cells') return undefined;
  const door = cellBoxes(body, topOf(drawn ?? {}), page.width, page.height)(0, doorOf(view));
  const x = page.x + door.x + door.width / 2;
  const lane = laneOf(layouts[format] as LayoutSpec, 'guest');
  const y = standAt('guest-kernel', format);
  const above = page.y - (format === 'landscape' ? 9 : 3);
  const side = BESIDE[format];
  const out = y + EDGE.down + 7;
  const start =
    format === 'landscape'
      ? [
          { x: lane, y: y + EDGE.down },
          { x: lane, y: above },
        ]
      : [
          { x: lane, y: y + EDGE.down },
          { x: lane, y: out },
          { x: side, y: out },
          { x: side, y: above },
        ];
  const toDoor = [...start, { x, y: above }, { x, y: page.y + door.y }];
  if (!isOn) return toDoor;
  if (format === 'landscape') return [...start, { x, y: above }, { x, y: gates.y }];
  const below = page.y + page.height + 3;
  const into = gates.y + gates.height / 2;
  return [
    ...start,
    { x, y: above },
    { x, y: below },
    { x: ALONG, y: below },
    { x: ALONG, y: into },
    { x: gates.x + gates.width, y: into },
  ];
}

/** The checks that have been made, so that one more can be noticed. */
const madeIn = (view: HypercallView): string =>
  [...view.exit.gates.slice(0, 2).map((g) => g.state), ...pointerStates(view)]
    .map((state) => (state === 'passed' || state === 'refused' ? state : '-'))
    .join(' ');
type Test = (p: Passing<HypercallView>) => boolean;
/** Something that the CPU does to a box. */
const does = (id: string, part: keyof typeof AT, tone: Tone, upTo: Level, when: Test) => ({
  id,
  tone,
  level: 'story' as const,
  upTo,
  from: 'lane:guest' as const,
  to: `${part}.left` as `${typeof part}.left`,
  points: ({ record }: Passing<HypercallView>, { format }: Room) => fromCpu(record.world, part, format),
  when: (p: Passing<HypercallView>) => when(p) && ('there' as const),
});
/** The answer lies in the kernel's memory, where it is taken from. */
const liesInMemory = (view: HypercallView): boolean =>
  isAnswered(view) && struct(view, { level: 'story', format: 'landscape', ...AT.struct.landscape }) !== null;
const FROM_MEMORY: Readonly<Partial<Record<Drawable, readonly Point[]>>> = {
  landscape: [
    { x: 605, y: 230 },
    { x: 605, y: 212 },
  ],
  phone: [
    { x: 342, y: 283 },
    { x: ALONG, y: 283 },
    { x: ALONG, y: 86 },
    { x: 342, y: 86 },
  ],
};
const entersPage = ({ view, before }: Passing<HypercallView>): boolean =>
  view.rip.at.startsWith('hypercall_page') && before?.rip.at.startsWith('hypercall_page') === false;

const spec = figure<HypercallView>()({
  layouts,
  parts: [
    {
      id: 'registers',
      tone: 'guest',
      from: 'story',
      at: AT.registers,
      draw: registers,
    },
    {
      id: 'known',
      tone: 'guest',
      from: 'story',
      at: AT.known,
      draw: known,
    },
    {
      id: 'page',
      tone: 'guest',
      from: 'story',
      at: AT.page,
      draw: pageDrawn,
    },
    {
      id: 'struct',
      tone: 'guest',
      from: 'story',
      at: AT.struct,
      draw: struct,
    },
    {
      id: 'dom0',
      tone: 'host',
      from: 'story',
      at: AT.dom0,
      draw: otherSide,
    },
    {
      id: 'gates',
      tone: 'hypervisor',
      from: 'story',
      at: AT.gates,
      draw: gates,
    },
    {
      id: 'dispatch',
      tone: 'hypervisor',
      from: 'mechanism',
      at: AT.dispatch,
      draw: dispatch,
    },
    {
      id: 'walk',
      tone: 'hypervisor',
      from: 'mechanism',
      at: AT.walk,
      draw: walk,
    },
    {
      id: 'waits',
      tone: 'hypervisor',
      from: 'lines',
      at: AT.waits,
      draw: (view) => {
        const items = waitItems(view);
        return {
          frame: 'quiet',
          says: `What waits beside the call. ${sentences(items)}`,
          body: { kind: 'rows', items },
        };
      },
    },
    {
      id: 'copied',
      tone: 'hypervisor',
      from: 'story',
      at: AT.copied,
      draw: copied,
    },
    {
      id: 'processor',
      tone: 'hardware',
      from: 'mechanism',
      at: AT.processor,
      draw: processor,
    },
  ],
  wires: [
    {
      ...does(
        'exit',
        'gates',
        'guest',
        'lines',
        ({ record: r }) => !inXen(r) && r.effects.some((e) => e.kind === 'cross' && e.to === 'hypervisor'),
      ),
      // A call goes through its door; every other exit, and a kernel that calls by itself, goes straight.
      points: ({ view }, { level, format }) =>
        (level !== 'lines' && isCalling(view) ? throughDoor(view, format, true) : undefined) ??
        fromCpu('hypervisor', 'gates', format),
    },
    does(
      'fill',
      'page',
      'hypervisor',
      'lines',
      ({ record: r }) => r.procedure === 'init_hypercall_page' && has(r, 'fill'),
    ),
    does(
      'answer',
      'registers',
      'hypervisor',
      'lines',
      ({ record: r }) =>
        (r.procedure === 'hvm_vmexit_cpuid' && r.label === 'registers') ||
        (r.procedure === 'hvm_hypercall' && has(r, 'result')),
    ),
    does('put', 'struct', 'hypervisor', 'story', ({ record: r }) => copies(r) === 'there'),
    {
      id: 'take',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'struct.bottom:0.3135',
      to: 'copied.top',
      // Where parts stand under each other it runs beside them.
      fixed: {
        portrait: [
          { x: 260, y: 438 },
          { x: 260, y: 443 },
          { x: ALONG, y: 443 },
          { x: ALONG, y: 704 },
          { x: 342, y: 704 },
        ],
        phone: [
          { x: 260, y: 310 },
          { x: 260, y: 315 },
          { x: ALONG, y: 315 },
          { x: ALONG, y: 452 },
          { x: 342, y: 452 },
        ],
      },
      when: ({ record: r }) => copies(r) === 'back' && 'there',
    },
    does(
      'check',
      'gates',
      'hypervisor',
      'story',
      ({ record, view, before }) =>
        inXen(record) && view.exit.inXen && before !== undefined && madeIn(view) !== madeIn(before),
    ),
    does(
      'write',
      'struct',
      'guest',
      'story',
      ({ record, view, before }) =>
        !inXen(record) && view.struct !== null && view.call.prepared && before?.call.prepared === false,
    ),
    {
      ...does('door', 'page', 'guest', 'story', entersPage),
      points: ({ view }, { format }) => throughDoor(view, format, false) ?? [],
    },
    does(
      'load',
      'registers',
      'guest',
      'story',
      ({ record, view, before }) => !inXen(record) && view.call.loaded && before?.call.loaded === false,
    ),
    {
      ...does(
        'reply',
        'known',
        'guest',
        'story',
        ({ view, before }) => view.call.result !== null && before?.call.result === null,
      ),
      points: ({ record, view }, { format }) =>
        (liesInMemory(view) ? FROM_MEMORY[inFormat(format)] : undefined) ??
        fromCpu(record.world, 'known', format),
    },
    {
      id: 'copy',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'copied.right',
      to: 'struct.right',
      bends: { landscape: [{ x: 718 }], portrait: [{ x: ALONG }], phone: [{ x: ALONG }] },
      when: ({ record: r }) => copies(r),
    },
  ],
  key: [
    ...(['passed', 'refused', 'now', 'ahead', 'again', 'answer'] as const).map((state) => ({
      sign: SIGNS[state],
      means: MEANINGS[state],
      ...(state === 'refused' && { look: 'bad' as const }),
    })),
    { sign: 'b8 …', means: 'loads the number', tone: 'guest', from: 'lines' },
    { sign: '0f 01 …', means: 'leaves guest mode', from: 'lines' },
    { sign: 'c3', means: 'returns', tone: 'hardware', from: 'lines' },
    { sign: 'cc', means: 'breakpoint', look: 'faint', from: 'lines' },
  ],
});

export const hypercallScene = sceneOf(spec);
