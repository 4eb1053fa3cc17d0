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
  figure,
  isNarrow,
  places,
  type Rect,
  type Room,
  rect,
  sentences,
  shapeOf,
  type Way,
} from '../figure/spec.ts';
import { hex, written } from '../model/format.ts';
import type { Point } from '../stage/geometry.ts';
import { laneOf, layoutsOf } from '../stage/layout.ts';
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
    return { title: 'the kernel’s memory', says: sentences(items), body: { kind: 'rows', items, room: 3 } };
  }
  if (view.entries.length > 0) {
    const items = entryItems(view);
    return { ...text, says: `${text.says} ${sentences(items)}`, body: { kind: 'rows', items } };
  }
  const items = fieldItems(view);
  return { ...text, says: `${text.says} ${sentences(items)}`, body: { kind: 'rows', items, room: 4 } };
}

/** Xen has no life of its own on this processor; before the first exit it is not in the picture. */
function waiting({ blocks }: HypercallView): Drawn | null {
  if (blocks.length === 0) return null;
  const value = 'for the guest to ask';
  const says = 'Xen runs on this processor only when the guest falls into it.';
  return {
    title: 'Xen waits',
    frame: 'quiet',
    says,
    body: { kind: 'lines', items: [{ id: 'waits', value, says, steady: true }] },
  };
}

function gates(view: HypercallView, room: Room): Drawn | null {
  if (room.level === 'story' && isIdle(view)) return waiting(view);
  const title = gatesTitle(view, deep(room));
  // To a newcomer a call has checks here; its work and its result stand elsewhere.
  const texts = gateTexts(view).filter(
    (g) => room.level !== 'story' || (g.id !== 'function' && g.id !== 'result'),
  );
  const items = texts.map((g) => ({
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

function walk(view: HypercallView, room: Room): Drawn | null {
  if (room.level === 'story') return walkTold(view);
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
type Told = readonly [levels: WalkState, rights: WalkState, page: WalkState];
const AHEAD: Told = ['ahead', 'ahead', 'ahead'];

const walkStates = ({ levels, rights, page }: Walk): Told => {
  const last = levels.find((l) => l.state !== 'passed')?.state ?? 'passed';
  return [last === 'ahead' ? 'now' : last, rights, page.state];
};

/** What came of the pointer once Xen is past it: it has read or answered, and where it did not the argument says why. */
function walkedStates(view: HypercallView): Told {
  const { call, exit, entries, copied: own } = view;
  const isPast =
    call.name === 'multicall'
      ? entries.some((e) => e.state === 'done')
      : (own?.values.length ?? 0) > 0 ||
        ['passed', 'refused'].includes(exit.gates[2]?.state ?? '') ||
        resultOf(view) !== null;
  if (!isPast || exit.gates.slice(0, 2).some((g) => g.state !== 'passed')) return AHEAD;
  if (call.arguments === 'bad-pointer') return ['refused', 'ahead', 'ahead'];
  if (call.arguments === 'read-only' && resultOf(view) !== null) return ['passed', 'refused', 'ahead'];
  return ['passed', 'passed', 'passed'];
}

/** The walk as a newcomer needs it: found, allowed, the guest's own. It stands there while a call with a pointer is in Xen. */
function walkTold(view: HypercallView): Drawn | null {
  const { walk: own, struct: target, exit } = view;
  if (!target || exit.kind !== 'hypercall' || isIdle(view) || !isCalling(view)) return null;
  const [levels, rights, page] = own ? walkStates(own) : walkedStates(view);
  const write = own ? own.write : isAnswered(view) || rights === 'refused';
  const rows = [
    ['levels', 'is a page there?', levels],
    ['rights', write ? 'may it be written?' : 'may it be read?', rights],
    ['page', 'is it the guest’s?', page],
  ] as const;
  const items = rows.map(([id, label, state]) => ({
    id,
    label,
    ...standing(state),
    says: `Question “${label}”: ${MEANINGS[state]}.`,
  }));
  return {
    title: 'and its pointer',
    frame: levels === 'ahead' ? 'quiet' : 'own',
    says: `Xen looks where the guest’s pointer leads. ${sentences(items)}`,
    body: { kind: 'rows', items },
  };
}

function copied({ copied: own }: HypercallView, room: Room): Drawn {
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
const alone = layoutsOf(
  {
    border: WIDTH,
    heights: [44, 262, 222, 58],
    storyFloor: 26,
    stand: [22, 32, 37, 30],
    lanes: { guest: [66], host: [66] },
  },
  {
    border: 360,
    heights: [34, 390, 284, 46],
    storyFloor: 24,
    stand: [17, 22, 32, 24],
    lanes: { guest: [46], host: [52] },
  },
);

const REGISTERS = places(rect(188, 80, 300, 134), rect(18, 140, 324, 122));
/** Where the doors stand. */
const PAGE = places(rect(188, 224, 262, 98), rect(18, 267, 324, 80));
const GATES = places(rect(188, 342, 170, 136), rect(138, 454, 204, 104));

const left = { landscape: [{ x: 182 }] };
/** In portrait parts stand under each other, and what passes between two of them runs along their right edges. */
const ALONG = 347;
const right = { landscape: [{ x: 718 }], portrait: [{ x: ALONG }] };
/** From beside a part to its right edge. */
const into = ({ x, y, width, height }: Rect): readonly Point[] => [
  { x: ALONG, y: y + height / 2 },
  { x: x + width, y: y + height / 2 },
];
const along = (from: Rect, to: Rect) => ({ portrait: [...into(from).toReversed(), ...into(to)] });

/** How a call comes to one of the doors, in the gap above them, and on into Xen. */
function throughDoor(view: HypercallView, format: 'landscape' | 'portrait'): readonly Point[] | undefined {
  const at = PAGE[format];
  const drawn = isThroughDoor(view) ? pageDrawn(view, { level: 'story', format, ...at }) : null;
  const body = drawn?.body;
  if (body?.kind !== 'cells') return undefined;
  const door = cellBoxes(body, topOf(drawn ?? {}), at.width, at.height)(0, doorOf(view));
  const x = at.x + door.x + door.width / 2;
  if (format === 'landscape') {
    const [lane, above] = [laneOf(alone.landscape, 'guest'), at.y - 5];
    return [
      { x: lane, y: 124 },
      { x: lane, y: above },
      { x, y: above },
      { x, y: GATES.landscape.y },
    ];
  }
  const [above, below] = [at.y - 2.5, at.y + at.height + 2.5];
  return [
    { x: 13, y: above },
    { x, y: above },
    { x, y: below },
    { x: ALONG, y: below },
    ...into(GATES.portrait),
  ];
}

const spec = figure<HypercallView>()({
  layouts: { ...alone, landscape: { ...alone.landscape, width: WIDTH } },
  parts: [
    {
      id: 'registers',
      tone: 'guest',
      from: 'story',
      at: REGISTERS,
      draw: registers,
    },
    {
      id: 'known',
      tone: 'guest',
      from: 'story',
      at: places(rect(498, 80, 214, 134), rect(138, 63, 204, 72)),
      draw: known,
    },
    {
      id: 'page',
      tone: 'guest',
      from: 'story',
      at: PAGE,
      draw: pageDrawn,
    },
    {
      id: 'struct',
      tone: 'guest',
      from: 'story',
      at: places(rect(460, 224, 252, 98), rect(18, 352, 324, 86)),
      draw: struct,
    },
    {
      id: 'dom0',
      tone: 'host',
      from: 'story',
      at: places(rect(560, 32, 152, 32), rect(196, 27, 146, 29)),
      draw: otherSide,
    },
    {
      id: 'gates',
      tone: 'hypervisor',
      from: 'story',
      at: GATES,
      draw: gates,
    },
    {
      id: 'dispatch',
      tone: 'hypervisor',
      from: 'mechanism',
      at: places(rect(366, 342, 168, 136), rect(18, 564, 158, 112)),
      draw: dispatch,
    },
    {
      id: 'walk',
      tone: 'hypervisor',
      from: 'story',
      at: places(rect(542, 342, 170, 136), rect(184, 564, 158, 112)),
      draw: walk,
    },
    {
      id: 'waits',
      tone: 'hypervisor',
      from: 'lines',
      at: places(rect(188, 486, 170, 58), rect(18, 517, 114, 41)),
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
      from: 'mechanism',
      at: places(rect(366, 486, 346, 58), rect(18, 682, 324, 44)),
      draw: copied,
    },
    {
      id: 'processor',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(188, 566, 524, 36), rect(18, 738, 324, 34)),
      draw: processor,
    },
  ],
  wires: [
    {
      id: 'exit',
      tone: 'guest',
      level: 'story',
      from: 'registers.left',
      to: 'gates.left',
      bends: left,
      fixed: along(REGISTERS.portrait, GATES.portrait),
      // A call goes through its door; every other exit, and a kernel that calls by itself, goes straight.
      points: ({ view }, room) =>
        room.level !== 'lines' && isCalling(view) && room.format !== 'small'
          ? throughDoor(view, shapeOf(room.format))
          : undefined,
      when: ({ record: r }) =>
        !inXen(r) && r.effects.some((e) => e.kind === 'cross' && e.to === 'hypervisor') && 'there',
    },
    {
      id: 'fill',
      tone: 'hypervisor',
      level: 'story',
      from: 'gates.left',
      to: 'page.left',
      bends: left,
      fixed: along(GATES.portrait, PAGE.portrait),
      when: ({ record: r }) => r.procedure === 'init_hypercall_page' && has(r, 'fill') && 'there',
    },
    {
      id: 'answer',
      tone: 'hypervisor',
      level: 'story',
      from: 'gates.left',
      to: 'registers.left',
      bends: left,
      fixed: along(GATES.portrait, REGISTERS.portrait),
      when: ({ record: r }) =>
        ((r.procedure === 'hvm_vmexit_cpuid' && r.label === 'registers') ||
          (r.procedure === 'hvm_hypercall' && has(r, 'result'))) &&
        'there',
    },
    {
      id: 'reach',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'walk.top',
      to: 'struct.bottom:0.6627',
      bends: { portrait: [{ y: 561 }, { x: ALONG }, { y: 443 }] },
      // Xen follows a pointer to the guest's memory, reads there, or writes.
      when: ({ record: r, view }) =>
        copies(r) ||
        (inXen(r) &&
          r.procedure === 'hvm_translate_get_page' &&
          view.walk?.page.state === 'passed' &&
          'there'),
    },
    {
      id: 'copy',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'copied.right',
      to: 'struct.right',
      bends: right,
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
