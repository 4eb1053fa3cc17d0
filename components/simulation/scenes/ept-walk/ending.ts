/** Where an access stands, in a few words, and with whom: the guest's kernel, Xen, or the machine's memory. */
import type { EptWalkView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import type { Tone } from '../../model/worlds.ts';
import { address } from './names.ts';

export type Place = 'fault' | 'exit' | 'found';

export interface EndingText {
  readonly place: Place;
  readonly tone: Tone;
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
    tone: 'hypervisor',
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
            tone: 'hardware',
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
      return { place: 'found', tone: 'hardware', title: byte, lines: [way], short };
    }
    case 'page-fault':
      return {
        place: 'fault',
        tone: 'guest',
        title: `#PF, error 0x${hex(outcome.error)}`,
        lines: [`${set(outcome.bits) || 'no bit set'}; CR2 ${address(view.cr2)}`],
      };
    case 'protection-fault':
      return {
        place: 'fault',
        tone: 'guest',
        title: '#GP(0)',
        lines: ['the address is not canonical, or cannot be emulated'],
      };
    case 'invalid-opcode':
      return {
        place: 'fault',
        tone: 'guest',
        title: '#UD',
        lines: ['injected by Xen: the nested table is broken'],
      };
    case 'exit':
      return exitText(view, outcome.exit, outcome.misconfigured);
    case 'emulated':
      return {
        place: 'exit',
        tone: 'hypervisor',
        title: 'emulated by Xen',
        lines: [`the byte 0x${hex(outcome.byte, 2)}`],
      };
    case 'crash':
      return {
        place: 'exit',
        tone: 'hypervisor',
        title: 'the guest is stopped',
        lines: ['Xen cannot make sense of this access'],
      };
  }
}
