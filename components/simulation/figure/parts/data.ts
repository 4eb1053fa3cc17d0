/** Runs of data where they lie: in a program's buffer, in a page, on a disk. */
import { hex } from '../../model/format.ts';
import type { Drawn, FrameLook, Room } from '../spec.ts';

/** Printable ASCII, a dot for the rest, as hex dumps have it. */
const ascii = (bytes: readonly number[]): string =>
  bytes.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');

/** What the first bytes say, if they say anything. */
export const quoted = (bytes: readonly number[]): string =>
  bytes.every((b) => b === 0) ? 'zeros' : `“${ascii(bytes.slice(0, 8))}”`;

interface DataText {
  readonly title: string;
  /** The same in plain words. */
  readonly plain?: string;
  readonly note?: string;
  readonly plainNote?: string;
  readonly bytes: readonly number[];
  /** In a story, where it is not what the first bytes say. */
  readonly value?: string;
  readonly says: string;
  readonly lights: readonly string[];
  readonly frame?: FrameLook;
}

/** Units that two hex digits and a space take. */
const PAIR = 19.2;

/** A page as a rectangle with its first bytes; in a story with what they say. */
export function dataDrawn(
  {
    title,
    plain = title,
    note,
    plainNote = '',
    bytes,
    value = quoted(bytes),
    says,
    lights,
    frame = 'own',
  }: DataText,
  room: Room,
): Drawn {
  if (room.level !== 'lines') {
    const item = { id: 'bytes', value, lights, says };
    return { title: plain, aside: plainNote, frame, says, body: { kind: 'lines', items: [item] } };
  }
  const fit = Math.min(8, Math.floor((room.width - 12) / PAIR));
  const shown = bytes
    .slice(0, fit)
    .map((b) => hex(b, 2))
    .join(' ');
  const item = { id: 'bytes', lights, says, runs: [{ bytes: fit < 8 ? `${shown}…` : shown }] };
  const aside = note ?? quoted(bytes);
  return {
    title,
    aside,
    frame,
    says,
    body: { kind: 'bytes', items: [item] },
  };
}
