/** The two-dimensional walk as drawings: the address, the grid of loads, the entry at hand, and the rights so far. */
import type { EptWalkView } from '@/engine/index.ts';
import { byteId } from '../../../model/focus.ts';
import { hex } from '../../../model/format.ts';
import type { Point } from '../../../stage/geometry.ts';
import { cellBoxes } from '../../kinds/cell-boxes.ts';
import { TITLE, topOf } from '../../place.ts';
import {
  type Cells,
  type Columns,
  type Drawn,
  type Item,
  isNarrow,
  type Level,
  type Look,
  type Rect,
  type Room,
  sentences,
} from '../../spec.ts';
import { address, rowName } from './names.ts';

const DOES = {
  read: 'reads a byte',
  write: 'writes a byte',
  fetch: 'fetches its next instruction',
} as const;

/** What it has in the end. A byte is a letter, so that it can be seen to arrive. */
const has = (access: EptWalkView['access'], letter: string): string =>
  access === 'read'
    ? `has its byte: ${letter}`
    : access === 'write'
      ? `has written its byte: ${letter}`
      : 'has its instruction';

/** The byte as what it is in ASCII; of an instruction there is nothing to read. */
function letterOf({ outcome, access }: EptWalkView): string {
  if (outcome.kind !== 'data' || access === 'fetch') return '';
  const { byte } = outcome;
  return byte > 0x20 && byte < 0x7f ? `“${String.fromCharCode(byte)}”` : String(byte);
}

/** The program's address: nine bits of it choose an entry at each level, the rest a byte in the page. */
export function addressDrawn(view: EptWalkView, room: Room): Drawn {
  const { gva, indices, offset, row, access, user } = view;
  if (room.level === 'story') {
    const who = user ? 'program' : 'guest’s kernel';
    const text = view.outcome.kind === 'data' ? has(access, letterOf(view)) : DOES[access];
    const item = { id: 'access', value: text, says: `The ${who} ${text}.` };
    return { title: who, says: item.says, body: { kind: 'lines', items: [item] } };
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
/** What an access that was refused has read last, it was refused for. */
const isRefused = ({ row, outcome: { kind } }: EptWalkView): boolean =>
  row === null && kind !== 'data' && kind !== 'found';
/** Xen's tables refuse what this row looks for. */
const isRefusedIn = (view: EptWalkView, row: number): boolean =>
  isRefused(view) && view.cells.some((c) => c.current && c.row === row && c.column > 0);
/** Xen's tables have been read as far as they were needed for this row, and say where it is. */
function isFound(view: EptWalkView, row: number): boolean {
  const own = view.cells.filter((c) => c.row === row && c.column > 0);
  return (
    own.some((c) => c.state === 'loaded') &&
    own.every((c) => c.state !== 'waiting') &&
    !isRefusedIn(view, row)
  );
}

/** The row of whose table, or of the page, the first question is: nothing has been read, and nothing is known. */
const isFirst = ({ row, gpa, loads, rows }: EptWalkView, of: number): boolean =>
  row === 0 && gpa === null && loads === 0 && of === rows[0];

/** A row is a question: the guest names its next table, or the page, by an address that only Xen's tables explain. */
function rowLabel(view: EptWalkView, row: number, room: Room): string {
  const story = room.level === 'story';
  const sign = view.row === row && !story ? ' ◂' : '';
  if (room.level === 'lines') return `${rowName(row)}${sign}`;
  const what = row === 0 ? 'page' : `table ${view.rows.indexOf(row) + 1}`;
  const [found, asked] = [isFound(view, row), isAsked(view, row) || (story && isFirst(view, row))];
  const refused = isRefusedIn(view, row);
  if (isNarrow(room.format)) return `${what}${found ? ' ✓' : refused ? ': no' : asked ? '?' : ''}${sign}`;
  const name = row === 0 ? 'the page' : `guest’s ${what}`;
  return found ? `${name}: found` : refused ? `${name}: refused` : asked ? `where is ${name}?` : name;
}

/** In a story all that was read for the row at hand stands out: one step reads several entries. */
function lookOf(view: EptWalkView, cell: EptWalkView['cells'][number], level: Level): Look {
  if (cell.state !== 'loaded') return cell.state === 'unneeded' ? 'faint' : 'idle';
  if (level !== 'story') return cell.current ? 'now' : 'private';
  return cell.row === view.row || (cell.current && isRefused(view)) ? 'published' : 'private';
}

/** The page stands where the row of its search ends, as each table of the guest does. */
function pageItem(view: EptWalkView): Item {
  const { outcome } = view;
  const letter = letterOf(view);
  const look =
    outcome.kind === 'data' ? 'published' : outcome.kind === 'found' || isFound(view, 0) ? 'private' : 'idle';
  const end = look === 'idle' ? 'has not been found yet' : letter ? `holds ${letter}` : 'is found';
  return { id: 'page', value: letter || 'page', look, tone: 'guest', says: `The page ${end}.` };
}

/** Guest levels down, nested levels across: a load in each cell, numbered as it comes. */
function gridBody(view: EptWalkView, room: Room): Cells {
  const deep = room.level === 'lines';
  return {
    kind: 'cells',
    heads: view.columns.map((c, i) =>
      deep ? (c === 0 ? 'entry' : `${view.nested} ${c}`) : headOf(c, i + 1, room),
    ),
    names: namesIn(room),
    between: BETWEEN,
    rows: view.rows.map((row) => ({
      label: rowLabel(view, row, room),
      tone: 'guest',
      cells: view.columns.flatMap((column): readonly Item[] => {
        const cell = view.cells.find((c) => c.row === row && c.column === column);
        if (!cell) return room.level === 'story' ? [pageItem(view)] : [];
        const spared = cell.state === 'unneeded';
        const look = lookOf(view, cell, room.level);
        return [
          {
            id: `${row}.${column}`,
            value:
              cell.order === null ? (spared ? '–' : '') : deep ? String(cell.order) : nthRead(cell.order),
            look,
            tone: column === 0 ? 'guest' : 'hypervisor',
            says: cellSays(cell, view.nested),
            // What is spared by a hit is not what the step did, and an older load only is the last no more.
            steady: !cell.current || look === 'private',
          },
        ];
      }),
    })),
  };
}
/** Where there is room, whose table it is stands over each column; elsewhere over all of them in a story. */
function headOf(column: number, nth: number, { format, level }: Room): string {
  if (!isNarrow(format)) return column === 0 ? 'guest’s table' : `Xen’s table ${nth}`;
  if (level === 'story') return column === 0 ? '' : String(nth);
  return column === 0 ? 'guest’s' : `Xen’s ${nth}`;
}
/** Which read it was: a bare number would pass for what the table holds. */
const nthRead = (order: number): string => `#${order}`;
const NAMES = { wide: 156, narrow: 66 } as const;
const namesIn = ({ format }: Room): number => (isNarrow(format) ? NAMES.narrow : NAMES.wide);
/** A wire runs between two rows. */
const BETWEEN = 9;

/** Why each row reads what it reads, over its columns. */
function reasons({ columns }: EptWalkView, room: Room): Columns {
  const names = namesIn(room);
  const wide = (room.width - 8 - names) / columns.length;
  const texts = isNarrow(room.format)
    ? [
        ['guest’s'],
        [`Xen’s tables 1 to ${columns.length - 1}: from`, 'a guest’s to a real address'],
        ['guest’s', 'table'],
      ]
    : [
        ['each row looks for:'],
        ['Xen’s tables lead from the guest’s address to the real one:'],
        ['then read:'],
      ];
  return {
    kind: 'columns',
    shares: [names + 1, wide * (columns.length - 1) - SPARED, wide + SPARED],
    items: texts.map(([label = '', value = ''], i) => ({
      id: `why:${i}`,
      label,
      value,
      look: 'soft',
      steady: true,
      says: REASONS[i] ?? '',
    })),
  };
}
const REASONS = [
  'Each row is for one of the guest’s tables, and the last for the page.',
  'The guest gives an address of its own, and Xen’s tables lead from it to the machine’s.',
  'Then the guest’s table can be read.',
] as const;
/** The last column is the narrowest, and the one before it has room to spare. */
const SPARED = 8;
/** Height of the reasons over the grid. */
const reasonsIn = ({ format }: Room): number => (isNarrow(format) ? 32 : 18);
const shareOf = (room: Room): number => 1 - reasonsIn(room) / (room.height - TITLE);

export function gridDrawn(view: EptWalkView, room: Room): Drawn {
  const last = view.cells.find((c) => c.current);
  const says = `The guest’s levels run down, the nested ones across. ${view.loads} loads so far${last ? `; the last: ${cellSays(last, view.nested)}` : '.'}`;
  const body = gridBody(view, room);
  if (room.level !== 'story') return { frame: 'bare', says, body };
  return {
    title: 'memory',
    aside: isNarrow(room.format)
      ? '# numbers the CPU’s reads'
      : '# numbers the CPU’s reads; each search begins at Xen’s table 1',
    says: `All tables lie in memory. ${says}`,
    body: reasons(view, room),
    below: { body, share: shareOf(room) },
  };
}

/** Where a cell stands, in the stage's units. */
function cellAt(view: EptWalkView, at: Rect, { format, level }: Room, row: number, column: number): Rect {
  const room = { format, level, width: at.width, height: at.height };
  const top = level === 'story' ? TITLE + reasonsIn(room) : topOf({});
  const box = cellBoxes(
    gridBody(view, room),
    top,
    at.width,
    at.height,
  )(view.rows.indexOf(row), view.columns.indexOf(column));
  return { ...box, x: at.x + box.x, y: at.y + box.y };
}

/** From under the last load's cell, between the rows, to `x` beside the grid. */
export function outOfGrid(view: EptWalkView, at: Rect, room: Room, x: number): readonly Point[] | undefined {
  const last = view.cells.find((c) => c.current);
  if (!last) return undefined;
  const box = cellAt(view, at, room, last.row, last.column);
  const [middle, under] = [box.x + box.width / 2, box.y + box.height];
  return [
    { x: middle, y: under },
    { x: middle, y: under + BETWEEN / 2 },
    { x, y: under + BETWEEN / 2 },
  ];
}

/** The right edge of the page, which stands in the last row. */
export function pageEdge(view: EptWalkView, at: Rect, room: Room): Point {
  const box = cellAt(view, at, room, 0, 0);
  return { x: box.x + box.width, y: box.y + box.height / 2 };
}

/** The row for which the processor reads in its own name: the first, and that of the page. */
const ownRow = (view: EptWalkView): number | undefined =>
  isFirst(view, view.rows[0] ?? 0) || view.row === view.rows[0]
    ? view.rows[0]
    : view.row === 0
      ? 0
      : undefined;

/** From the processor, beside the memory, to the row at hand. */
export function reading(
  view: EptWalkView,
  at: Rect,
  room: Room,
  { from, x }: { readonly from: Point; readonly x: number },
): readonly Point[] | undefined {
  const row = ownRow(view);
  if (row === undefined) return undefined;
  const box = cellAt(view, at, room, row, view.columns[0] ?? 0);
  const y = box.y + box.height / 2;
  return [from, { x, y: from.y }, { x, y }, { x: at.x, y }];
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
