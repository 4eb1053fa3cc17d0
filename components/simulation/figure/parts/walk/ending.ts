/** Where an access stands, in a few words, and with whom: the guest's kernel, Xen, or the machine's memory. */
import type { EptWalkView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { fits, wrapped } from '../../fit.ts';
import type { Drawn, Room } from '../../spec.ts';
import { address } from './names.ts';

export type Place = 'fault' | 'exit' | 'found';

export interface EndingText {
  readonly place: Place;
  readonly title: string;
  readonly lines: readonly string[];
  /** The same where there is little room. */
  readonly short?: string;
}

type Bits = readonly { readonly name: string; readonly value: bigint }[];
/** The names of the bits that are set. */
const set = (bits: Bits): string =>
  bits
    .filter((b) => b.value !== 0n)
    .map((b) => b.name)
    .join(', ');

function exitText(
  view: EptWalkView,
  exit: NonNullable<EptWalkView['exit']>,
  misconfigured: boolean,
): EndingText {
  const word = view.vendor === 'intel' ? 'qualification' : 'EXITINFO1';
  const title = misconfigured
    ? 'EPT misconfiguration, exit 49'
    : view.vendor === 'intel'
      ? 'EPT violation, exit 48'
      : 'nested page fault, exit 0x400';
  const what = misconfigured ? [] : [`${word} ${address(exit.qualification)}: ${set(exit.bits)}`];
  const type = view.p2mType ? [`to Xen this frame is ${view.p2mType}`] : [];
  return {
    place: 'exit',
    title,
    lines: [...what, `guest-physical ${address(exit.gpa)}`, ...type],
  };
}

export function endingOf(view: EptWalkView): EndingText | undefined {
  const { outcome } = view;
  switch (outcome.kind) {
    case 'none':
      return undefined;
    case 'walking':
      return view.gpa === null
        ? undefined
        : {
            place: 'found',
            title: 'on the way to the data',
            lines: [`guest-physical ${address(view.gpa)}`],
          };
    case 'found':
    case 'data': {
      const way = `guest-physical ${address(view.gpa ?? 0)} is machine ${address(outcome.hpa)}`;
      const byte =
        outcome.kind === 'data'
          ? `the byte 0x${hex(outcome.byte, 2)}`
          : outcome.remembered
            ? 'remembered: no load'
            : 'found';
      const short = `gpa ${address(view.gpa ?? 0)} is hpa ${address(outcome.hpa)}`;
      return { place: 'found', title: byte, lines: [way], short };
    }
    case 'page-fault':
      return {
        place: 'fault',
        title: `#PF, error 0x${hex(outcome.error)}`,
        lines: [`${set(outcome.bits) || 'no bit set'}; CR2 ${address(view.cr2)}`],
      };
    case 'protection-fault':
      return {
        place: 'fault',
        title: '#GP(0)',
        lines: ['the address is not canonical, or cannot be emulated'],
      };
    case 'invalid-opcode':
      return {
        place: 'fault',
        title: '#UD',
        lines: ['injected by Xen: the nested table is broken'],
      };
    case 'exit':
      return exitText(view, outcome.exit, outcome.misconfigured);
    case 'emulated':
      return {
        place: 'exit',
        title: 'emulated by Xen',
        lines: [`the byte 0x${hex(outcome.byte, 2)}`],
      };
    case 'crash':
      return {
        place: 'exit',
        title: 'the guest is stopped',
        lines: ['Xen cannot make sense of this access'],
      };
  }
}

const NOT_HERE: Readonly<Record<Place, string>> = {
  fault: 'page fault: if the guest’s tables say no',
  exit: 'VM exit: if the nested tables say no',
  found: 'the byte: if both allow it',
};
const PLAIN: Readonly<Record<Place, string>> = {
  fault: 'the guest’s kernel is told',
  exit: 'Xen steps in',
  found: 'found',
};

/** A way to end: what this access has found there, or, where it has not ended there, when one does. */
export function endingDrawn(view: EptWalkView, place: Place, room: Room): Drawn | null {
  const ending = endingOf(view);
  if (ending?.place !== place) {
    if (room.level !== 'lines') return null;
    const item = {
      id: 'title',
      value: NOT_HERE[place],
      steady: true,
      says: `This is a way to end that the access has not taken, ${NOT_HERE[place]}.`,
    };
    return { frame: 'quiet', says: item.says, body: { kind: 'lines', items: [item] } };
  }
  const { title } = ending;
  const says = `This is where the access has ended or is: ${ending.title}; ${ending.lines.join('; ')}.`;
  if (room.level === 'story') {
    const item = { id: 'title', label: PLAIN[place], look: 'strong' as const, says };
    return { says, body: { kind: 'rows', items: [item] } };
  }
  const lines =
    room.width > 400
      ? ending.lines
      : ending.short
        ? [ending.short]
        : ending.lines.flatMap((l) => wrapped(l, fits(room.width - 8)));
  const items = lines.map((value, i) => ({ id: String(i), value, look: 'plain' as const, says }));
  const one = room.height < 40;
  return one
    ? {
        says,
        body: {
          kind: 'rows',
          items: [{ id: '0', label: title, value: lines.join('; '), look: 'plain', says }],
        },
      }
    : { title, says, body: { kind: 'lines', items } };
}
