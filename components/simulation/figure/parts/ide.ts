/** An emulated IDE disk, the request to its device model, and the driver's table of regions, as items of a figure. */
import type { AccessView, EmulatedIoView } from '@/engine/index.ts';
import { byteId, recordId } from '../../model/focus.ts';
import { hex } from '../../model/format.ts';
import type { Item } from '../spec.ts';

const ARROW = { in: '←', out: '→' } as const;
/** Names of the bus master's registers as they fit. */
const BRIEF: Readonly<Record<string, string>> = { 'bm command': 'bm cmd', 'bm table': 'table' };
const brief = (register: string): string => BRIEF[register] ?? register;
const shownValue = ({ value, size }: AccessView): string => hex(value, size === 1 ? 2 : 1);

/** A row for every access that the command takes: done, on its way (`now`), or to come. */
export function tallyItems({ accesses, inHand, command }: EmulatedIoView): readonly Item[] {
  // A write is traced when it leaves, a read when it is back.
  const current = inHand ? accesses.length - (inHand.dir === 'out' ? 1 : 0) : undefined;
  return Array.from({ length: command?.accesses ?? 0 }, (_, i): Item => {
    const access = accesses[i];
    const waiting = current === i ? inHand : null;
    const own = waiting ?? access;
    const id = String(i + 1);
    if (!own)
      return {
        id,
        label: `${i + 1}`,
        look: 'faint',
        steady: true,
        says: `Access ${i + 1} is still to come.`,
      };
    const what = `${own.dir === 'in' ? 'reads' : 'writes'} ${own.register}`;
    return {
      id,
      label: `${i + 1} ${ARROW[own.dir]} ${brief(own.register)}`,
      value: access ? shownValue(access) : '…',
      look: waiting ? 'now' : 'plain',
      says: `Access ${i + 1} ${what}${access ? `, value 0x${shownValue(access)}` : ''}${waiting ? ', and is on its way' : ''}.`,
    };
  });
}

/** What the driver asks or says with a register, in plain words. */
const PURPOSE: Readonly<Record<string, string>> = {
  'in status': 'are you ready?',
  'in altstatus': 'are you busy?',
  'in bm status': 'data moved?',
  'in bm command': 'copier’s setting?',
  'out device': 'which disk',
  'out feature': 'no extras',
  'out nsect': 'how many sectors',
  'out lbal': 'where: a part',
  'out lbam': 'where: a part',
  'out lbah': 'where: a part',
  'out command': 'the command',
  'out control': 'interrupt mode',
  'out bm table': 'where: the table',
  'out bm command': 'set the copier',
  'out bm status': 'seen: moved',
};
type Asked = Pick<AccessView, 'dir' | 'register'> & { readonly value?: number };
const purposeOf = ({ dir, register, value }: Asked): string =>
  dir === 'out' && register === 'bm command' && value !== undefined && (value & START) !== 0
    ? 'start'
    : (PURPOSE[`${dir} ${register}`] ?? 'a register');
/** The bit of the engine's command that starts it. */
const START = 0x01;

/** What the access on its way asks or says; a write is traced when it leaves, so its value is known. */
export function askedOf({ accesses, inHand }: EmulatedIoView): string {
  if (!inHand) return '';
  return purposeOf((inHand.dir === 'out' && accesses.at(-1)) || inHand);
}

/** Accesses that a story shows: the one on its way, or the last, and the one before. */
export const LATEST = 2;

/** Accesses that the driver has begun: a write is traced when it leaves, a read when it is back. */
function begun({ accesses, inHand, touched }: EmulatedIoView): readonly Asked[] {
  const isTraced = inHand?.dir === 'out';
  return touched && !isTraced ? [...accesses, touched] : accesses;
}
export const touchedOf = (view: EmulatedIoView): number => begun(view).length;

/** The latest accesses in plain words. */
export function latestItems(view: EmulatedIoView): readonly Item[] {
  const all = begun(view);
  const from = Math.max(0, all.length - LATEST);
  return all.slice(from).map((a, i): Item => {
    const nth = from + i + 1;
    const isNow = view.touched !== null && nth === all.length;
    return {
      id: String(nth),
      label: `${nth}. ${purposeOf(a)}`,
      value: isNow ? '…' : '✓',
      look: isNow ? 'now' : 'plain',
      // Those before it only move up.
      steady: nth < all.length,
      says: `Access ${nth} ${a.dir === 'in' ? 'asks' : 'says'}: ${purposeOf(a)}.`,
    };
  });
}

/** Bits of the disk's status and of its engine's. */
const DRQ = 0x08;
const DMAING = 0x01;
const INT = 0x04;

const IDE = 'qemu.ide';
const BM = 'qemu.bmdma';
/** What lights how far the command is. */
export const PROGRESS: readonly string[] = [recordId(IDE, 'status'), recordId(BM, 'status')];

/** How far the command is, as QEMU knows it. */
export function progressOf({ accesses, command, ide, bmdma }: EmulatedIoView): string {
  if (command === null) return 'no command yet';
  if ((bmdma.status & INT) !== 0) return 'data moved';
  if ((bmdma.status & DMAING) !== 0) return 'told to start';
  if ((ide.status & DRQ) !== 0) return 'has the command';
  if (accesses.length === command.accesses) return 'command done';
  return accesses.some((a) => a.dir === 'out') ? 'has part of it' : 'no command yet';
}

/** QEMU has done with the driver’s table of this command: from here on it is about the data. */
export const isTableRead = (view: EmulatedIoView): boolean =>
  view.cache.asked || ['data moved', 'command done'].includes(progressOf(view));

/** The disk and its controller are fields of structures in a process. */
export function cardItems({ ide, bmdma }: EmulatedIoView): readonly Item[] {
  const fields: readonly (readonly [id: string, label: string, value: string, lights: readonly string[]])[] =
    [
      ['status', 'state', hex(ide.status, 2), [recordId(IDE, 'status')]],
      ['count', 'sectors', String(ide.nsector), [recordId(IDE, 'nsector')]],
      ['BM cmd', 'engine’s order', hex(bmdma.cmd, 2), [recordId(BM, 'cmd')]],
      ['BM status', 'engine’s state', hex(bmdma.status, 2), [recordId(BM, 'status')]],
      ['BM table', 'its table', hex(bmdma.addr, 1), [recordId(BM, 'addr'), recordId(BM, 'cur_addr')]],
    ];
  return fields.map(([id, label, value, lights]) => ({
    id,
    label,
    term: id,
    value,
    lights,
    says: `The field ${id} holds ${value}.`,
  }));
}

/** Whose turn it is, said by the state in the shared record. */
export const STATES: Readonly<
  Record<EmulatedIoView['ioreq']['state'], { readonly name: string; readonly plain: string }>
> = {
  none: { name: 'none', plain: 'empty' },
  ready: { name: 'ready', plain: 'not read yet' },
  'in process': { name: 'in service', plain: 'QEMU is at it' },
  answered: { name: 'answered', plain: 'answered' },
};

const PLAIN: Readonly<Record<string, string>> = {
  state: 'whose turn',
  addr: 'which register',
  data: 'the value',
  size: 'bytes',
};

export const ioreqItems = ({ ioreq }: EmulatedIoView): readonly Item[] =>
  ioreq.fields
    .filter((f) => f.name !== 'vp_eport')
    .map(({ name, at, value }) => {
      const text =
        name === 'state' ? STATES[ioreq.state].name : name === 'size' ? String(value) : hex(value, 1);
      return {
        id: name,
        label: PLAIN[name] ?? name,
        term: name,
        value: text,
        lights: [byteId(at)],
        says: `The field ${name} is ${text}.`,
      };
    });

/** The table of regions in the guest's memory. QEMU reads it where it lies. */
export const tableItems = ({ table }: EmulatedIoView, wide: boolean): readonly Item[] =>
  table.entries.map((e, i) => ({
    id: String(i + 1),
    label: String(i + 1),
    value: wide ? `${hex(e.addr, 1)} + ${e.bytes}${e.last ? ', last' : ''}` : hex(e.addr, 1),
    lights: [byteId(e.at), byteId(e.at + 4)],
    says: `Region ${i + 1} is ${e.bytes} bytes at 0x${hex(e.addr, 1)}${e.last ? ', the last' : ''}.`,
  }));
