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
/** The kinds of devices that a mask names. */
export const kindsIn = (mask: number): readonly ('disk' | 'network card')[] => [
  ...((mask & DISKS) !== 0 ? (['disk'] as const) : []),
  ...((mask & CARDS) !== 0 ? (['network card'] as const) : []),
];
const maskText = (n: number): string =>
  n & NEVER ? 'never' : n & UNNECESSARY ? 'unnecessary' : `mask ${hex(n, 1)}`;

const NAMELESS = 'no name yet';
function whereText({ detection: { blocks, base, version, domainType, nopv } }: UnplugView): string {
  const last = blocks.at(-1);
  if (last === undefined) return 'a PC?';
  if (base === 0) return last.signature || NAMELESS;
  if (version > 0) return `Xen ${version >>> 16}.${version & 0xffff}`;
  return domainType === 'native' && nopv ? 'Xen, ignored' : 'Xen';
}

type Text = readonly [id: string, says: string, value: string, look?: Look];

/** What a read gives that nobody answers. */
export const NOBODY = 0xffff;
/** The last read came back with what the bus gives where nobody is: QEMU has heard nothing. */
export const isUnanswered = (handshake: UnplugView['handshake']): boolean => {
  const last = handshake.at(-1);
  return last?.dir === 'in' && last.means === 'magic' && last.value === NOBODY;
};

/** What is there twice, and what the guest boots from. */
function endings(view: UnplugView, plain: boolean): readonly Text[] {
  const { outcome } = view;
  const twice = (groups: readonly (readonly string[])[], what: string): readonly Text[] =>
    groups.map((g, i) => [
      `${what}.${i}`,
      `One ${what} is there ${g.length} times: ${g.join(', ')}.`,
      plain ? `one ${what} twice!` : g.join(' = '),
      'bad',
    ]);
  const { root, finished } = outcome;
  const all = [...twice(outcome.diskTwice, 'disk'), ...twice(outcome.cardTwice, 'card')];
  if (plain) return [...all.slice(0, 1), ...endTold(view)];
  const end: Text = root
    ? ['root', `The guest boots from ${root}.`, `root: ${root}`, 'strong']
    : ['root', 'The guest has no disk to boot from.', 'no disk at all', 'bad'];
  return [...all.slice(0, 2), ...(finished ? [end] : [])];
}

/** What a kernel says that has found no root. */
const PANIC = /Unable to mount root/;

/** Whose disk the kernel starts from, or that it cannot. */
function endTold({ outcome: { root, finished }, disks, messages }: UnplugView): readonly Text[] {
  if (root !== null) {
    const owner = disks.find((d) => d.name === root)?.kind === 'emulated' ? 'QEMU’s' : 'dom0’s';
    const verb = finished ? 'runs from:' : 'starts from:';
    return [
      ['how', `The guest ${verb.slice(0, -1)} ${owner} disk.`, verb],
      ['root', `It is ${owner} disk.`, `${owner} disk`, 'strong'],
    ];
  }
  if (finished) return [['root', 'The guest has stopped.', 'has stopped', 'bad']];
  if (!messages.some((m) => PANIC.test(m))) return [];
  return [['root', 'The kernel has found no disk to start from.', 'no disk to start', 'bad']];
}

/** Lines that there is room for; a title takes one of them. */
const MOST = 4;

/** A line that only says what stands under it: that lights. */
const HEADING = 'heading';

/** What it wants to be rid of, as soon as it has decided; and its note that this is done. */
function wish({ handshake, asked, done }: UnplugView): readonly Text[] {
  const kinds = kindsIn(asked);
  const isDecided = handshake.length > 0 && (asked & NEVER) === 0 && kinds.length > 0;
  if (!isDecided && !handshake.some((a) => a.means === 'mask')) return [];
  const said = kinds.length > 0 ? kinds.map((k) => `QEMU’s ${k}`) : ['nothing'];
  const [verb, says] =
    done !== 0 ? ['noted as gone:', 'has noted as gone'] : ['wants gone:', 'wants to be rid of'];
  return [
    [done !== 0 ? 'noted' : HEADING, `The kernel ${says}: ${said.join(', ')}.`, verb],
    kinds.length > 1
      ? ['both', `These devices are ${said.join(' and ')}.`, 'QEMU’s disk, card']
      : [kinds[0] ?? 'none', `This device is ${said[0]}.`, said[0] ?? ''],
  ];
}

/** Nobody has answered, or a driver has refused: what was wished for does not come. */
function setbacksOf({ handshake, drivers: all }: UnplugView): readonly Text[] {
  if (all.some((d) => d.load === 'refused'))
    return [['refused', 'A driver for dom0’s devices refuses.', 'a driver refuses', 'bad']];
  if (isUnanswered(handshake))
    return [['nobody', 'The kernel has asked, and nobody answers.', 'nobody answers', 'bad']];
  return [];
}

function linesOf(texts: readonly Text[]): Drawn {
  const items = texts.map(
    ([id, says, value, look]): Item => ({
      id,
      says,
      value,
      ...(look && { look }),
      ...(id === HEADING && { steady: true }),
    }),
  );
  return { says: `What the kernel knows. ${sentences(items)}`, body: { kind: 'lines', items } };
}

export function known(view: UnplugView, room: Room): Drawn {
  const { detection, asked, done } = view;
  const { base } = detection;
  const where = whereText(view);
  const lines = room.level === 'lines';
  const isAsking = detection.blocks.length > 0 && where === NAMELESS;
  const plain = isAsking
    ? 'who is below me?'
    : `${where === 'a PC?' ? 'on' : 'is on'} ${where.startsWith('Xen') ? 'Xen' : where}`;
  const believes = `The kernel believes that it runs on: ${where}.`;
  const first: Text = ['where', believes, lines ? where : plain, 'strong'];
  const ends = endings(view, !lines);
  if (!lines) {
    // What was told before gives way to what follows from it.
    const wished = wish(view);
    const setbacks = setbacksOf(view);
    const follows = [ends, setbacks.length > 0 ? [first, ...setbacks] : [], wished];
    const texts = follows.find((t) => t.length > 0) ?? [first];
    return { title: 'guest’s kernel', ...linesOf(texts.slice(0, MOST - 1)) };
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
