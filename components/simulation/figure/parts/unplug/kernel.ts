/** What the guest's kernel has found out and decided, which drivers it has, and how it ends. */
import type { UnplugView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { type Drawn, type Item, type Look, type Room, sentences } from '../../spec.ts';

/** Bits of xen_emul_unplug that are no devices (Linux include/xen/platform_pci.h: XEN_UNPLUG_NEVER, _UNNECESSARY). */
const NEVER = 1 << 17;
const UNNECESSARY = 1 << 16;
/** Of QEMU’s mask: disks of either kind, and cards. */
const DISKS = 1 | 4 | 8;
const CARDS = 2;
const maskText = (n: number): string =>
  n & NEVER ? 'never' : n & UNNECESSARY ? 'unnecessary' : `mask ${hex(n, 1)}`;

function whereText({ detection: { blocks, base, version, domainType, nopv } }: UnplugView): string {
  const last = blocks.at(-1);
  if (last === undefined) return 'a PC?';
  if (base === 0) return last.signature || 'no name yet';
  if (version > 0) return `Xen ${version >>> 16}.${version & 0xffff}`;
  return domainType === 'native' && nopv ? 'Xen, ignored' : 'Xen';
}

type Text = readonly [id: string, says: string, value: string, look?: Look];

/** What is there twice, and what the guest boots from. */
function endings({ outcome }: UnplugView, plain: boolean): readonly Text[] {
  const twice = (groups: readonly (readonly string[])[], what: string): readonly Text[] =>
    groups.map((g, i) => [
      `${what}.${i}`,
      `One ${what} is there ${g.length} times: ${g.join(', ')}.`,
      plain ? `one ${what} twice!` : g.join(' = '),
      'bad',
    ]);
  const { root, finished } = outcome;
  const end: Text = root
    ? ['root', `The guest boots from ${root}.`, plain ? 'can start' : `root: ${root}`, 'strong']
    : ['root', 'The guest has no disk to boot from.', plain ? 'cannot start' : 'no disk at all', 'bad'];
  const all = [...twice(outcome.diskTwice, 'disk'), ...twice(outcome.cardTwice, 'card')];
  return [...all.slice(0, plain ? 1 : 2), ...(finished || (plain && root) ? [end] : [])];
}

/** Lines that there is room for; a title takes one of them. */
const MOST = 4;

/** What it wants to be rid of, as soon as it has decided; and its note that this is done. */
function wish({ handshake, asked, done }: UnplugView): readonly Text[] {
  const [disks, cards] = [(asked & DISKS) !== 0, (asked & CARDS) !== 0];
  const isDecided = handshake.length > 0 && (asked & NEVER) === 0 && (disks || cards);
  if (!isDecided && !handshake.some((a) => a.means === 'mask')) return [];
  const what = [...(disks ? ['QEMU’s disk'] : []), ...(cards ? ['network card'] : [])];
  const said = what.length > 0 ? what : ['nothing'];
  const [verb, says] =
    done !== 0 ? ['noted as gone:', 'has noted as gone'] : ['wants gone:', 'wants to be rid of'];
  return [
    ['verb', `Of QEMU’s devices the kernel ${says}: ${said.join(', ')}.`, verb],
    ...said.map((one): Text => [one, `One of these devices is ${one}.`, one]),
  ];
}

function linesOf(texts: readonly Text[]): Drawn {
  const items = texts.map(([id, says, value, look]): Item => ({ id, says, value, ...(look && { look }) }));
  return { says: `What the kernel knows. ${sentences(items)}`, body: { kind: 'lines', items } };
}

export function known(view: UnplugView, room: Room): Drawn {
  const { detection, asked, done } = view;
  const { base } = detection;
  const where = whereText(view);
  const lines = room.level === 'lines';
  const plain = `${where === 'a PC?' ? 'on' : 'is on'} ${where.startsWith('Xen') ? 'Xen' : where}`;
  const believes = `The kernel believes that it runs on: ${where}.`;
  const first: Text = ['where', believes, lines ? where : plain, 'strong'];
  const ends = endings(view, !lines);
  if (!lines) {
    // Where it is has been told by then.
    const wished = wish(view);
    const texts = wished.length > 0 && ends.length === 0 ? wished : [first, ...ends];
    return { title: 'the kernel', ...linesOf(texts.slice(0, MOST - 1)) };
  }
  const word = `${done !== 0 ? 'wrote' : 'wants'} ${maskText(done || asked)}`;
  const facts: readonly Text[] = [
    ...(base !== 0
      ? [['leaf', `Xen’s CPUID leaves begin at 0x${hex(base, 8)}.`, `leaf ${hex(base, 8)}`] as const]
      : []),
    ...((done || asked) !== 0 ? [['mask', `The kernel ${word}.`, word] as const] : []),
  ];
  // How it ends is what matters; the facts that led there give way.
  return linesOf([first, ...facts.slice(Math.max(0, facts.length + ends.length + 1 - MOST)), ...ends]);
}

const LOADS = { waiting: '·', loaded: '●', refused: '×', absent: '–', idle: '○' } as const;
const SAYS = {
  waiting: 'is not loaded yet',
  loaded: 'is loaded',
  refused: 'refuses to be loaded',
  absent: 'is not in the initrd',
  idle: 'has nothing to drive',
} as const;

/** The kernel's drivers, in the order in which they come: each takes its devices, or refuses. */
export function drivers(view: UnplugView): Drawn {
  const items = view.drivers.map(
    ({ name, load }): Item => ({
      id: name,
      sign: LOADS[load],
      label: name,
      look: load === 'refused' || load === 'absent' ? 'bad' : 'plain',
      says: `Driver ${name} ${SAYS[load]}.`,
    }),
  );
  return {
    frame: 'quiet',
    says: `The kernel has ${items.length} drivers for these devices. ${sentences(items)}`,
    body: { kind: 'rows', items },
  };
}
