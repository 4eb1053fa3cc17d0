/** The lessons on disk. A folder's name gives a lesson its place and its address: `13-a-block-write-end-to-end`. */
import fs from 'node:fs';
import path from 'node:path';

export const FOLDER = path.join(process.cwd(), 'content', 'lessons');
const NAME = /^(\d+)-([a-z0-9-]+)$/;

export interface LessonAddress {
  readonly folder: string;
  readonly number: number;
  readonly slug: string;
}

export const lessonAddresses = (): readonly LessonAddress[] =>
  fs
    .readdirSync(FOLDER)
    .flatMap((folder) => {
      const [, number, slug] = NAME.exec(folder) ?? [];
      return number && slug ? [{ folder, number: Number(number), slug }] : [];
    })
    .sort((a, b) => a.number - b.number);
