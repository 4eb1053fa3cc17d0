// oEmbed 1.0 (https://oembed.com), found by discovery: the pages and answers of a build that knows its address, served
// on loopback and read by a client that others use.
import fs from 'node:fs';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import oembetter from 'oembetter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagesModule } from '../../app/_tools/embed/pages.mjs';
import { plainStyles, toPng } from '../../app/_tools/embed/png.mjs';
import { writeOembed } from '../../app/_tools/post-export/oembed.mjs';
import { serve } from '../../app/_tools/serve.mjs';
import { WORDED_SCENARIOS } from '../../content/scenarios/index.ts';

/** WordPress looks for the link in so many bytes (class-wp-oembed.php, `limit_response_size`). */
const WORDPRESS_READS = 153_600;
/** Ghost waits two seconds for the page and the answer. */
const PAGE_LIMIT = 100 * 1024;

const PARTS = { script: '/s.js', style: '/s.css', deeper: '/d.css', boot: '' };
const IDS = WORDED_SCENARIOS;

/** Runs in a build of its own, as if SITE_URL were this. */
async function withSiteUrl<T>(value: string, action: () => Promise<T>): Promise<T> {
  const before = process.env.SITE_URL;
  process.env.SITE_URL = value;
  try {
    return await action();
  } finally {
    if (before === undefined) delete process.env.SITE_URL;
    else process.env.SITE_URL = before;
  }
}

const ask = (url: string): Promise<Readonly<Record<string, unknown>>> =>
  new Promise((resolve, reject) => {
    oembetter().fetch(url, { maxwidth: 600, maxheight: 400 }, (error, answer) =>
      error || !answer ? reject(error ?? new Error('There is no answer.')) : resolve(answer),
    );
  });

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('a site that knows its address', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-oembed-'));
  const pages = new Map<string, string>();
  let server: http.Server;
  let site: string;

  beforeAll(async () => {
    const served = await serve({ root: folder, base: '' });
    server = served.server;
    site = `http://localhost:${served.port}`;
    await withSiteUrl(site, async () => {
      const { embedPage } = await pagesModule();
      for (const id of IDS) {
        pages.set(id, await embedPage(id, PARTS));
        fs.mkdirSync(path.join(folder, 'embed', id), { recursive: true });
        fs.writeFileSync(path.join(folder, 'embed', id, 'index.html'), pages.get(id) ?? '');
      }
      await writeOembed(folder);
    });
  });

  afterAll(() => {
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  const answerOf = (id: string, format: string): string =>
    fs.readFileSync(path.join(folder, 'oembed', `${id}.${format}`), 'utf8');

  it.each(IDS)('answers a client that was given the address of the embed of %s', async (id) => {
    // oembetter adds what it wants to the address of a file, and the file is the same.
    for (const address of [`${site}/embed/${id}/`, `${site}/embed/${id}/?level=lines#?secret=abc`]) {
      const answer = await ask(address);
      expect(answer).toMatchObject({ ...JSON.parse(answerOf(id, 'json')) });
      expect(answer).toMatchObject({ version: '1.0', type: 'rich', provider_url: `${site}/` });
      for (const size of ['width', 'height', 'thumbnail_width', 'thumbnail_height'])
        expect(answer[size]).toBeGreaterThan(0);
    }
  });

  it.each(IDS)('tells those who read XML the same of %s', (id) => {
    const fields = [...answerOf(id, 'xml').matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name, value = '']) => [
      name,
      unescaped(value),
    ]);
    const told = Object.entries(JSON.parse(answerOf(id, 'json'))).map(([name, value]) => [
      name,
      String(value),
    ]);
    expect(fields).toEqual(told);
    expect(answerOf(id, 'xml')).toMatch(/^<\?xml version="1\.0" encoding="utf-8"/);
  });

  it.each(IDS)('has of %s what WordPress keeps: a quotation with a link, and one frame', (id) => {
    const { html } = JSON.parse(answerOf(id, 'json'));
    // wp-includes/embed.php, wp_filter_oembed_result(): what it looks for, and the attributes that it leaves.
    const [, quotation, frame] =
      /^(<blockquote>.*<\/blockquote>)(<iframe [^>]*><\/iframe>)$/.exec(html) ?? [];
    expect(quotation).toContain(`href="${site}/simulations/${id}/"`);
    expect(frame).toContain(`src="${site}/embed/${id}/?panels=none"`);
    expect(frame).toMatch(/ title="[^"]+" width="100%" height="\d+"/);
    expect(frame).not.toMatch(/ (?:style|class|on\w+|srcdoc)=/);
  });

  it.each(IDS)(
    'names the answers early in the page of %s, by whole addresses, and the page is small',
    (id) => {
      const page = pages.get(id) ?? '';
      expect(Buffer.byteLength(page)).toBeLessThan(PAGE_LIMIT);
      for (const [format, type] of [
        ['json', 'application/json+oembed'],
        ['xml', 'text/xml+oembed'],
      ] as const) {
        const link = `<link rel="alternate" type="${type}" href="${site}/oembed/${id}.${format}"`;
        expect(page.slice(0, 4096)).toContain(link);
        expect(page.indexOf(link)).toBeLessThan(WORDPRESS_READS);
      }
      expect(page).toContain(`<link rel="canonical" href="${site}/simulations/${id}/"`);
      expect(page).toContain(`<meta property="og:image" content="${site}/embed/${id}/card.png"`);
      expect(page).toContain('<meta name="twitter:card" content="summary_large_image"');
    },
  );
});

describe('a site that does not know its address', () => {
  it('leaves out what takes a whole address', async () => {
    await withSiteUrl('', async () => {
      const { embedPage, embedAnswers } = await pagesModule();
      const page = await embedPage('block-io', PARTS);
      expect(page).not.toMatch(/oembed|og:image|og:url|twitter:/);
      expect(page).toContain('<link rel="canonical" href="/simulations/block-io/"');
      expect(await embedAnswers('block-io')).toEqual({});
    });
  });
});

describe('the picture of a card', () => {
  it('is a PNG of 1200 × 630', async () => {
    const { embedPictures, css } = await pagesModule();
    const { card } = await embedPictures('block-io', css);
    const png = Buffer.from(await toPng(card));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    // Its text is there, in several colours: a drawing without fonts or styles is a third of this.
    expect(png.length).toBeGreaterThan(30_000);
    expect(png.length).toBeLessThan(300_000);
  });

  it.each(IDS)('has of %s no style that its renderer does not know', async (id) => {
    const { embedPictures, css } = await pagesModule();
    const { card } = await embedPictures(id, css);
    const styles = [...plainStyles(card).matchAll(/style="([^"]*)"/g)].map(([, style = '']) => style);
    expect(styles.length).toBeGreaterThan(20);
    expect(
      styles.filter((style) => /var\(|light-dark|\bfont:|font-weight:\s*(?!400|600)/.test(style)),
    ).toEqual([]);
  });
});
