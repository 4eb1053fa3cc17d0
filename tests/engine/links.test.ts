// Links come here through mail, chats, campaigns and translators, which add to them and damage them. What was meant is
// shown; nobody is told off for what somebody else has added; and what cannot be read is quoted as it was typed.
import { describe, expect, it } from 'vitest';
import { EMBED_NAMES, pairsOfQuery } from '@/components/simulation/model/query.ts';
import { FOREIGN_NAMES, isForeign, loadScenario, readSpec, SCENARIO_IDS } from '@/engine/index.ts';

const scenario = await loadScenario('block-io');
const read = (query: string) => readSpec(scenario, pairsOfQuery(query), EMBED_NAMES);
const MEANT = read('?at=kicked%2B3&mode=predict');

describe('a link to a moment in predict mode', () => {
  it('is read without a problem', () => {
    expect(MEANT.problems).toEqual([]);
    expect(MEANT.spec).toMatchObject({ at: { moment: 'kicked', nth: 1, plus: 3 }, mode: 'predict' });
  });

  it.each([
    ['shared on Facebook', '?at=kicked%2B3&mode=predict&fbclid=IwAR0abc_-'],
    [
      'in a newsletter',
      '?utm_source=news&utm_medium=email&utm_campaign=x&at=kicked%2B3&mode=predict&mc_cid=1&mc_eid=2',
    ],
    ['in an advertisement', '?gclid=a&gad_source=1&gbraid=0&at=kicked%2B3&mode=predict&msclkid=9'],
    ['followed from another site of ours', '?at=kicked%2B3&mode=predict&_ga=2.1.3.4&_gl=1*a*b'],
    ['with a referrer', '?ref=hn&at=kicked%2B3&mode=predict&ref_src=twsrc%5Etfw'],
    ['through a translator', '?at=kicked%2B3&mode=predict&_x_tr_sl=en&_x_tr_tl=de&_x_tr_hl=de'],
    [
      'framed by a course',
      '?at=kicked%2B3&mode=predict&theme=dark&v=1&lang=en&lti_message_hint=7&forceview=1',
    ],
    ['with something against caches', '?at=kicked%2B3&mode=predict&_=1732750000000&nocache=1'],
    ['with names in capitals', '?UTM_SOURCE=x&at=kicked%2B3&mode=predict&FBCLID=1'],
    ['copied out of HTML', '?at=kicked%2B3&amp;mode=predict'],
    ['copied out of HTML twice escaped', '?at=kicked%2B3&amp;amp;mode=predict'],
    ['with a plus as it was typed', '?at=kicked+3&mode=predict'],
    ['with a space for the plus', '?at=kicked%203&mode=predict'],
    ['encoded twice', '?at=kicked%252B3&mode=predict'],
    ['encoded as a whole', '?at%3Dkicked%2B3%26mode%3Dpredict'],
    ['encoded from its first value on', '?at=kicked%2B3%26mode%3Dpredict'],
    ['with a second question mark', '?at=kicked%2B3&mode=predict?utm_source=x'],
    ['from quoted-printable mail', '?at=3Dkicked%2B3&mode=3Dpredict'],
    ['at the end of a sentence', '?at=kicked%2B3&mode=predict.'],
    ['before a comma', '?at=kicked%2B3&mode=predict,'],
    ['in brackets', '?at=kicked%2B3&mode=predict)'],
    ['in brackets at the end of a sentence', '?at=kicked%2B3&mode=predict).'],
    ['in angle brackets', '?at=kicked%2B3&mode=predict%3E'],
    ['in straight quotes', '?at=kicked%2B3&mode=predict%22'],
    ['in single quotes', "?at=kicked%2B3&mode=predict'"],
    ['in curly quotes', '?at=kicked%2B3&mode=predict%E2%80%9D'],
    ['in guillemets', '?at=kicked%2B3&mode=predict%C2%BB'],
    ['in bold of a chat', '?at=kicked%2B3&mode=predict**'],
    ['with quotes round its values', '?at=%22kicked%2B3%22&mode=%22predict%22'],
    ['before an escaped quote', '?at=kicked%2B3&mode=predict&quot;'],
    ['with an invisible character of a chat', '?at=kicked%2B3&mode=predict%E2%80%8B'],
    ['with a line break', '?at=kicked%2B3&mode=predict%0A'],
    ['with an ellipsis', '?at=kicked%2B3&mode=predict%E2%80%A6'],
    ['with empty pairs', '?&at=kicked%2B3&&mode=predict&'],
  ])('%s shows what was meant, and says nothing', (_, query) => {
    expect(read(query)).toEqual(MEANT);
  });
});

describe('a value with marks of its own', () => {
  it.each([
    ['w0+8=hello.', 'w0+8=hello.'],
    ['w0+8=what?', 'w0+8=what?'],
    ['w0%2B8%3Da+b', 'w0+8=a b'],
    ['w0+8', 'w0+8'],
    ['w0+8,', 'w0+8'],
  ])('%s is taken for %s', (raw, meant) => {
    const { spec, problems } = read(`?requests=${raw}`);
    expect(problems).toEqual([]);
    expect(spec.params.requests).toBe(meant);
  });

  it('keeps the bracket that is its own', async () => {
    const channels = await loadScenario('event-channels');
    const text = channels.params.find((p) => p.kind === 'text');
    const own = text?.kind === 'text' ? (text.suggestions?.find((s) => s.endsWith(')')) ?? '') : '';
    expect(own).not.toBe('');
    const { spec, problems } = readSpec(channels, pairsOfQuery(`?${text?.id}=${encodeURIComponent(own)}).`));
    expect(problems).toEqual([]);
    expect(spec.params[text?.id ?? '']).toBe(own);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['?at=Kicked+3x', '"Kicked+3x"'],
    ['?at=no%20where', '"no where"'],
    ['?mode=watch"me', '"watch"me"'],
    ['?queued=1e9', '"1e9"'],
    ['?queued=C:\\temp', '"C:\\temp"'],
    ['?qeued=2', '"qeued"'],
    ['?requests=w0+8,x1+8', '"x1+8"'],
    [`?mode=${'😀'.repeat(60)}`, `"${'😀'.repeat(40)}…"`],
  ])('%s is quoted as it was typed', (query, quote) => {
    const { problems } = read(query);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(quote);
  });

  it('a broken escape loses nothing else', () => {
    expect(read('?mode=%E0%A4%A&at=kicked').spec.at.moment).toBe('kicked');
  });
});

describe('names that others add', () => {
  it('are none that a scenario or the address itself has', async () => {
    const ours = ['at', 'mode', 'chrome', 'schedule', 'count', 'queued', 'scenario'];
    for (const id of SCENARIO_IDS) ours.push(...(await loadScenario(id)).params.map((p) => p.id));
    expect(ours.filter(isForeign)).toEqual([]);
  });

  it('are each on the list once', () => {
    const all = Object.values(FOREIGN_NAMES).flat();
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  });
});
