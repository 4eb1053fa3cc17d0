/** The figure of a hypercall. Above: what the guest asks, and with what. Below: what Xen checks, calls, follows and copies. */
import type { Effect, HypercallView, StepRecord, WalkState } from '@/engine/index.ts';
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
import { MEANINGS, SIGNS } from '../figure/parts/hypercall/signs.ts';
import { walkTexts } from '../figure/parts/hypercall/walk.ts';
import { type Drawn, figure, places, type Room, rect, sentences } from '../figure/spec.ts';
import { hex, written } from '../model/format.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

const deep = (room: Room): boolean => room.level === 'lines';

function registers(view: HypercallView, room: Room): Drawn {
  if (!deep(room)) return asksDrawn(view);
  const who = view.registers.cpl === 0 ? 'the kernel' : 'a user program';
  const items = registerItems(view);
  const aside = `CPL ${view.registers.cpl}: ${who}`;
  const stops = room.format === 'portrait' ? ([0.105, 0.46] as const) : ([0.115, 0.5] as const);
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
    sign: SIGNS[(g.id === 'result' || g.id === 'answer') && g.state === 'passed' ? 'answer' : g.state],
    look: g.bad ? ('bad' as const) : g.state === 'ahead' ? ('faint' as const) : ('strong' as const),
    steady: g.state === 'ahead',
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
    sign: SIGNS[w.state],
    look:
      w.state === 'refused'
        ? ('bad' as const)
        : w.state === 'ahead'
          ? ('faint' as const)
          : ('strong' as const),
    steady: w.state === 'ahead',
    says: w.says,
  }));
  const { walk: own } = view;
  return {
    title: own ? `walk, to ${own.write ? 'write' : 'read'}` : 'page-table walk',
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
    sign: SIGNS[state],
    look:
      state === 'refused' ? ('bad' as const) : state === 'ahead' ? ('faint' as const) : ('strong' as const),
    steady: state === 'ahead',
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
  const items = (own?.values ?? []).map((v) => ({
    id: v.name,
    label: v.name,
    value: written(own?.procedure ?? '', v.name, v.value),
    says: `Xen’s copy of ${v.name} is ${written(own?.procedure ?? '', v.name, v.value)}.`,
  }));
  return {
    title: 'Xen’s own copy',
    aside: deep(room) ? (own?.procedure ?? '') : '',
    frame: items.length > 0 ? 'own' : 'quiet',
    says:
      items.length > 0
        ? `Xen holds a copy of its own, which the guest cannot change. ${sentences(items)}`
        : 'Xen’s own copy of what the guest hands over: nothing is copied.',
    body: { kind: 'columns', items: deep(room) ? items : items.slice(0, 0), room: 4 },
  };
}

/** Another domain plays a part in one call only: it is rung at. */
function otherSide({ call, dom0Pending }: HypercallView): Drawn | null {
  if (call.name !== 'send') return null;
  const says = `The bell of dom0 ${dom0Pending ? 'has rung' : 'is silent'}.`;
  const value = dom0Pending ? 'has rung' : 'silent';
  const look = dom0Pending ? ('strong' as const) : ('faint' as const);
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

const has = (r: StepRecord, kind: Effect['kind']): boolean => r.effects.some((e) => e.kind === kind);
const inXen = (r: StepRecord): boolean => r.world === 'hypervisor';
const left = { landscape: [{ x: 182 }] };
/** In portrait parts stand under each other, and what passes between two of them runs along their right edges. */
const along = (from: number, to: number) => ({
  portrait: [
    { x: 342, y: from },
    { x: 347, y: from },
    { x: 347, y: to },
    { x: 342, y: to },
  ],
});
const MIDDLE = { registers: 201, page: 307, gates: 506 } as const;
/** Where the doors stand, and how a call comes to one of them and on into Xen. */
const PAGE = { landscape: rect(188, 224, 262, 98), portrait: rect(18, 267, 324, 80) } as const;
const TITLED = 20;
function throughDoor(view: HypercallView, format: 'landscape' | 'portrait'): readonly Point[] | undefined {
  const drawn = isThroughDoor(view) ? pageDrawn(view, { level: 'story', format, ...PAGE[format] }) : null;
  const body = drawn?.body;
  if (body?.kind !== 'cells') return undefined;
  const at = PAGE[format];
  const door = cellBoxes(body, TITLED, at.width, at.height)(0, doorOf(view));
  const x = at.x + door.x + door.width / 2;
  return format === 'landscape'
    ? [
        { x: 66, y: 124 },
        { x: 66, y: 219 },
        { x, y: 219 },
        { x, y: 342 },
      ]
    : [
        { x: 13, y: 264.5 },
        { x, y: 264.5 },
        { x, y: 349.5 },
        { x: 347, y: 349.5 },
        { x: 347, y: MIDDLE.gates },
        { x: 342, y: MIDDLE.gates },
      ];
}
const right = { landscape: [{ x: 718 }], portrait: [{ x: 347 }] };

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

const spec = figure<HypercallView>()({
  layouts: { ...alone, landscape: { ...alone.landscape, width: WIDTH } },
  parts: [
    {
      id: 'registers',
      tone: 'guest',
      from: 'story',
      at: places(rect(188, 80, 300, 134), rect(18, 140, 324, 122)),
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
      at: places(PAGE.landscape, PAGE.portrait),
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
      at: places(rect(188, 342, 170, 136), rect(138, 454, 204, 104)),
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
      fixed: along(MIDDLE.registers, MIDDLE.gates),
      // A call goes through its door; every other exit, and a kernel that calls by itself, goes straight.
      points: ({ view }, room) =>
        room.level !== 'lines' && isCalling(view) && room.format !== 'small'
          ? throughDoor(view, room.format)
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
      fixed: along(MIDDLE.gates, MIDDLE.page),
      when: ({ record: r }) => r.procedure === 'init_hypercall_page' && has(r, 'fill') && 'there',
    },
    {
      id: 'answer',
      tone: 'hypervisor',
      level: 'story',
      from: 'gates.left',
      to: 'registers.left',
      bends: left,
      fixed: along(MIDDLE.gates, MIDDLE.registers),
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
      bends: { portrait: [{ y: 561 }, { x: 347 }, { y: 443 }] },
      // Xen follows a pointer to the guest's memory, reads there, or writes.
      when: ({ record: r, view }) => {
        if (!inXen(r)) return false;
        if (/copy_from_guest/.test(r.text) && has(r, 'read')) return 'back';
        const isFound = r.procedure === 'hvm_translate_get_page' && view.walk?.page.state === 'passed';
        return (isFound || (/copy_to_guest/.test(r.text) && has(r, 'write'))) && 'there';
      },
    },
    {
      id: 'copy',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'copied.right',
      to: 'struct.right',
      bends: right,
      when: ({ record: r }) => {
        if (inXen(r) && /copy_from_guest/.test(r.text) && has(r, 'read')) return 'back';
        return inXen(r) && /copy_to_guest/.test(r.text) && has(r, 'write') && 'there';
      },
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
