/** The two-dimensional walk as drawings: the address, the grid of loads, the entry at hand, and the rights so far. */
import type { EptWalkView } from '@/engine/index.ts';
import { byteId } from '../../../model/focus.ts';
import { hex } from '../../../model/format.ts';
import type { Point } from '../../../stage/geometry.ts';
import { cellBoxes } from '../../kinds/cell-boxes.ts';
import { TITLE, topOf } from '../../place.ts';
import { type Cells, type Drawn, type Item, type Rect, type Room, sentences } from '../../spec.ts';
import { address, rowName } from './names.ts';

const DOES = { read: 'reads a byte', write: 'writes a byte', fetch: 'fetches an instruction' } as const;

const HAS = { read: 'has its byte', write: 'has written its byte', fetch: 'has its instruction' } as const;

/** The program's address: nine bits of it choose an entry at each level, the rest a byte in the page. */
export function addressDrawn(view: EptWalkView, room: Room): Drawn {
  const { gva, indices, offset, row, access, user } = view;
  const who = user ? 'a program' : 'the kernel';
  if (room.level === 'story') {
    const text = view.outcome.kind === 'data' ? `${who} ${HAS[access]}` : `${who} ${DOES[access]}`;
    const item = { id: 'access', value: text, says: `${text.charAt(0).toUpperCase()}${text.slice(1)}.` };
    return { title: 'the access', says: item.says, body: { kind: 'lines', items: [item] } };
  }
  const deep = room.level === 'lines';
  const parts = [
    ...indices.map(({ level, index }, i) => ({
      level,
      label: deep ? `level ${level}` : `table ${i + 1}`,
      value: String(index),
    })),
    { level: 0, label: 'offset', value: address(offset) },
  ];
  const items = parts.map(
    ({ level, label, value }): Item => ({
      id: String(level),
      label,
      value: deep || level > 0 ? value : '',
      look: row === level ? 'strong' : 'soft',
      says:
        level > 0
          ? `At level ${level} the address chooses entry ${value}.`
          : `The offset is byte ${value} of 4 KiB.`,
      steady: true,
    }),
  );
  return {
    ...(deep && { title: `address ${address(gva)}` }),
    frame: 'bare',
    says: `The address ${address(gva)}, split into its parts. ${sentences(items)}`,
    body: { kind: 'columns', items },
  };
}

const SAID = { waiting: 'is not loaded yet', unneeded: 'need not be loaded' } as const;

function cellSays(
  { row, column, state, order, at, value }: EptWalkView['cells'][number],
  nested: string,
): string {
  const what =
    column === 0
      ? `The guest’s ${rowName(row)}`
      : `An ${nested} entry of level ${column}, to find ${row === 0 ? 'the data' : `the guest’s ${rowName(row)}`},`;
  return state === 'loaded'
    ? `${what} is load ${order}: ${address(value)} at ${address(at)}.`
    : `${what} ${SAID[state]}.`;
}

/** The walk has come to this row: where the data lies is asked last, when the guest's tables have named its page. */
export const isAsked = ({ row: now, gpa }: EptWalkView, row: number): boolean =>
  now === row && (row > 0 || gpa !== null);
/** Xen's tables have been read as far as they were needed for this row. */
function isFound({ cells }: EptWalkView, row: number): boolean {
  const own = cells.filter((c) => c.row === row && c.column > 0);
  return own.some((c) => c.state === 'loaded') && own.every((c) => c.state !== 'waiting');
}

/** A row is a question: the guest names its next table, or the page, by an address that only Xen's tables explain. */
function rowLabel(view: EptWalkView, row: number, room: Room): string {
  const sign = view.row === row && room.level !== 'story' ? ' ◂' : '';
  if (room.level === 'lines') return `${rowName(row)}${sign}`;
  const what = row === 0 ? 'page' : `table ${view.rows.indexOf(row) + 1}`;
  const [found, asked] = [isFound(view, row), isAsked(view, row)];
  if (room.format !== 'landscape') return `${what}${found ? ' ✓' : asked ? '?' : ''}${sign}`;
  if (found || asked) {
    const name = row === 0 ? 'the page' : what;
    return `${found ? `${name}: here` : `where is ${name}?`}${sign}`;
  }
  return row === 0 ? 'the page' : `guest’s ${what}`;
}

/** Guest levels down, nested levels across: a load in each cell, numbered as it comes. */
function gridBody(view: EptWalkView, room: Room): Cells {
  const deep = room.level === 'lines';
  return {
    kind: 'cells',
    heads: view.columns.map((c, i) =>
      c === 0 ? (deep ? 'entry' : 'guest’s') : deep ? `${view.nested} ${c}` : xenHead(i + 1, room),
    ),
    names: room.format === 'landscape' ? NAMES.wide : NAMES.narrow,
    between: BETWEEN,
    rows: view.rows.map((row) => ({
      label: rowLabel(view, row, room),
      tone: 'guest',
      cells: view.columns.flatMap((column): readonly Item[] => {
        const cell = view.cells.find((c) => c.row === row && c.column === column);
        if (!cell) return [];
        const spared = cell.state === 'unneeded';
        return [
          {
            id: `${row}.${column}`,
            value:
              cell.order === null ? (spared ? '–' : '') : deep ? String(cell.order) : nthRead(cell.order),
            look: cell.current ? 'now' : cell.state === 'loaded' ? 'private' : spared ? 'faint' : 'idle',
            tone: column === 0 ? 'guest' : 'hypervisor',
            says: cellSays(cell, view.nested),
            // What is spared by a hit is not what the step did, and an older load only is the last no more.
            steady: !cell.current,
          },
        ];
      }),
    })),
  };
}
/** A title over the first of Xen's tables stands for the others. */
const xenHead = (nth: number, { format }: Room): string =>
  format !== 'landscape' ? `Xen’s ${nth}` : nth === 1 ? 'Xen’s table 1' : `table ${nth}`;
/** Which read it was: a bare number would pass for what the table holds. */
const nthRead = (order: number): string => `#${order}`;
const NAMES = { wide: 140, narrow: 66 } as const;
/** A wire runs between two rows. */
const BETWEEN = 9;

export function gridDrawn(view: EptWalkView, room: Room): Drawn {
  const last = view.cells.find((c) => c.current);
  return {
    frame: 'bare',
    says: `The guest’s levels run down, the nested ones across. ${view.loads} loads so far${last ? `; the last: ${cellSays(last, view.nested)}` : '.'}`,
    body: gridBody(view, room),
  };
}

/** Where a cell stands, in the stage's units. */
function cellAt(view: EptWalkView, at: Rect, room: Room, row: number, column: number): Rect {
  const boxAt = cellBoxes(gridBody(view, room), topOf({}), at.width, at.height);
  const box = boxAt(view.rows.indexOf(row), view.columns.indexOf(column));
  return { ...box, x: at.x + box.x, y: at.y + box.y };
}

/** The right edge of the last load's cell. */
export function lastCell(view: EptWalkView, at: Rect, room: Room): Point | undefined {
  const last = view.cells.find((c) => c.current);
  if (!last) return undefined;
  const box = cellAt(view, at, room, last.row, last.column);
  return { x: box.x + box.width, y: box.y + box.height / 2 };
}

/** Before the first cell of a row, where a wire turns into it. */
const AHEAD = 9;

/**
 * Why the row at hand exists: the entry read last names the next table by a guest-physical address, which goes to the
 * row below to be found. The first one is the program's own way in, from `top`.
 */
export function asking(view: EptWalkView, at: Rect, room: Room, top: number): readonly Point[] | undefined {
  const { row, rows, columns } = view;
  if (row === null || !isAsked(view, row)) return undefined;
  const first = cellAt(view, at, room, row, columns[0] ?? 0);
  const x = first.x - AHEAD;
  const y = first.y + first.height / 2;
  const into = [
    { x, y },
    { x: first.x - 1, y },
  ];
  const above = rows.slice(0, rows.indexOf(row)).findLast((r) => isLoaded(view, r));
  if (above === undefined) return [{ x, y: top }, ...into];
  const from = cellAt(view, at, room, above, 0);
  const begin = { x: from.x + from.width, y: from.y + from.height / 2 };
  const between = from.y + from.height + BETWEEN / 2;
  const right = at.x + at.width + AHEAD / 2;
  return [begin, { x: right, y: begin.y }, { x: right, y: between }, { x, y: between }, ...into];
}
const isLoaded = ({ cells }: EptWalkView, row: number): boolean =>
  cells.some((c) => c.row === row && c.column === 0 && c.state === 'loaded');

/** The entry loaded last, bit by bit. */
export function entryDrawn({ entry, rights }: EptWalkView, room: Room): Drawn {
  if (!entry) {
    const none = rights?.nested ? 'no table was read' : 'no entry loaded yet';
    const item = { id: 'none', value: none, says: `${none.charAt(0).toUpperCase()}${none.slice(1)}.` };
    return { frame: 'quiet', says: item.says, body: { kind: 'lines', items: [item] } };
  }
  const deep = room.level === 'lines';
  const bits = entry.fields
    .filter((f) => f.high === f.low && (deep || f.value !== 0n))
    .map(
      (f): Item => ({
        id: f.name,
        label: f.name,
        value: deep ? String(f.value) : '',
        look: f.value === 0n ? 'idle' : 'private',
        says: `Bit ${f.low}, ${f.name}, is ${f.value}.`,
        steady: true,
      }),
    );
  const fields = entry.fields
    .filter((f) => f.high !== f.low)
    .map(
      (f): Item => ({
        id: f.name,
        value: `${f.name} ${f.means ?? address(f.value)}`,
        look: 'plain',
        says: `The field ${f.name} is ${f.means ?? address(f.value)}.`,
        steady: true,
      }),
    );
  const value: Item = {
    id: 'value',
    value: `0x${hex(entry.value, 16)}`,
    look: 'plain',
    lights: [byteId(entry.at)],
    says: `The entry holds ${address(entry.value)}.`,
    steady: true,
  };
  const wide = room.width > 300;
  const per = wide ? 6 : 4;
  const rows = Math.ceil(bits.length / per);
  const lines = deep ? [value, ...(wide ? together(fields) : fields)] : [];
  const space = room.height - TITLE;
  return {
    title: entry.name,
    aside: deep ? `at ${address(entry.at)}` : '',
    says: `${entry.name.startsWith('guest') ? 'The ' : 'An '}${entry.name} at ${address(entry.at)}. ${sentences([value, ...bits, ...fields])}`,
    body: { kind: 'chips', items: bits, per },
    ...(lines.length > 0 && {
      below: {
        body: { kind: 'lines', items: lines },
        share: Math.min(0.7, Math.max(0.3, 1 - (rows * 22 + 4) / space)),
      },
    }),
  };
}

/** Where a part is wide and low its fields share a line. */
const together = (fields: readonly Item[]): readonly Item[] =>
  fields.length === 0
    ? []
    : [
        {
          id: 'fields',
          value: fields.map((f) => f.value).join(', '),
          look: 'plain',
          says: sentences(fields),
          steady: true,
        },
      ];

/** True, false, or not known yet. */
type Right = boolean | null;
const KINDS = ['user', 'read', 'write', 'run'] as const;
const both = (a: Right, b: Right): Right =>
  a === false || b === false ? false : a === null || b === null ? null : true;
const sign = (right: Right): string => (right === null ? '·' : right ? 'yes' : 'no');

/** The rights gathered on the way: an access must be among both. The guest's tables have no right to read; EPT knows no users. */
export function rightsDrawn({ rights, nested }: EptWalkView, room: Room): Drawn {
  const guest: readonly Right[] = rights
    ? [rights.user, true, rights.write, !rights.noExecute]
    : [null, null, null, null];
  const own = rights?.nested;
  const inner: readonly Right[] = own ? [true, own.read, own.write, own.run] : [null, null, null, null];
  const lines = [
    { name: 'guest', tone: 'guest' as const, rights: guest },
    { name: room.level === 'lines' ? nested : 'Xen', tone: 'hypervisor' as const, rights: inner },
    { name: 'both', tone: 'hardware' as const, rights: guest.map((g, i) => both(g, inner[i] ?? null)) },
  ];
  return {
    frame: 'bare',
    says: `The rights so far. ${lines.map((l) => `${l.name}: ${KINDS.map((k, i) => `${k} ${sign(l.rights[i] ?? null)}`).join(', ')}`).join('; ')}.`,
    body: {
      kind: 'cells',
      heads: KINDS,
      names: 44,
      rows: lines.map(({ name, tone, rights: each }) => ({
        label: name,
        tone,
        cells: each.map((right, i) => ({
          id: `${name}.${KINDS[i]}`,
          value: sign(right),
          look: right === null ? ('faint' as const) : right ? ('clear' as const) : ('bad' as const),
          says: `Of ${name}, the right ${KINDS[i]}: ${right === null ? 'not known yet' : sign(right)}.`,
          steady: right !== false,
        })),
      })),
    },
  };
}
