// The pages of the export by template, read from out/: a new page is under every test of its template by itself.
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { filesUnder, OUT } from '../../app/_tools/lib.mjs';
import { raceOn } from './race.ts';
import { widgetOn } from './widget.ts';

const files: readonly string[] = filesUnder(OUT);
const folders = files
  .map((file) => path.relative(OUT, file).split(path.sep).join('/'))
  .filter((file) => file.endsWith('/index.html') || file === 'index.html')
  .map((file) => file.replace(/index\.html$/, ''));

/** Addresses relative to the site's own, such as `simulations/block-io/`. */
const under = (folder: string): readonly string[] =>
  folders.filter((path) => path.startsWith(`${folder}/`) && path !== `${folder}/`).sort();

export const SIMULATIONS = under('simulations');
export const LESSONS = under('lessons');
export const EMBEDS = under('embed');
export const GUIDES = under('instructors');

const holds = (path: string, mark: string): boolean =>
  fs.readFileSync(`${OUT}/${path}index.html`, 'utf8').includes(mark);

/** Pages whose subject is a race. A lesson may have one on its stage among others. */
export const RACES = folders
  .filter((path) => !path.startsWith('lessons/') && holds(path, 'aria-label="Race: '))
  .map((path) => path || './');

/** One page of each template that has a widget, and what makes it live. */
export const TEMPLATES = [
  {
    template: 'a simulation',
    path: SIMULATIONS[0] ?? '',
    live: widgetOn as (page: Page) => Promise<unknown>,
  },
  { template: 'a lesson', path: LESSONS[0] ?? '', live: widgetOn as (page: Page) => Promise<unknown> },
  { template: 'an embed', path: EMBEDS[0] ?? '', live: widgetOn as (page: Page) => Promise<unknown> },
  ...RACES.map((path) => ({
    template: `the race on ${path}`,
    path,
    live: raceOn as (page: Page) => Promise<unknown>,
  })),
];

/** The same, and a simulation at the level whose panels and slider are others. */
export const VIEWS = [
  ...TEMPLATES,
  { template: 'a simulation by lines', path: `${SIMULATIONS[0]}?level=lines&at=start`, live: widgetOn },
];

/** Every page, as it is addressed. */
export const PAGES = folders.map((path) => path || './');

if (SIMULATIONS.length === 0 || LESSONS.length === 0 || EMBEDS.length === 0 || RACES.length === 0)
  throw new Error('A template has no page in out/.');
