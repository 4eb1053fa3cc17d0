// What scenarios are made with: parameters declared once, conditions on steps that fail while they load, questions that
// the run answers.
import { describe, expect, it } from 'vitest';
import {
  all,
  any,
  at,
  by,
  changes,
  does,
  not,
  returns,
  type When,
  within,
  writes,
} from '../../../engine/core/when.ts';
import {
  History,
  InputError,
  instantiate,
  line,
  loadScenario,
  type Moment,
  model,
  procedure,
  readParams,
  type StepRecord,
} from '../../../engine/index.ts';
import { counted, firstOf, next, oneOf, order, yesNo } from '../../../engine/stories/ask.ts';
import { choice, flag, int, params, text } from '../../../engine/stories/schema.ts';

const readWord = (raw: string): string => {
  if (!/^[a-z]+$/.test(raw)) throw new InputError(`word takes letters, not ${raw}.`);
  return raw.toUpperCase();
};
const declared = params(
  {
    count: int(1, 8, 2),
    size: choice({ small: 512, large: 4096 }),
    way: choice(['push', 'pull']),
    loud: flag(false),
    word: text('ring', readWord, ['bell']),
  },
  [({ count, size }) => count > 4 && size === 4096 && 'Five large pages do not fit.'],
);

describe('parameters that are declared once', () => {
  it('have the shapes that the panel, the URL and the command line read', () => {
    expect(declared.list.map(({ id, kind, default: value }) => [id, kind, value])).toEqual([
      ['count', 'int', 2],
      ['size', 'choice', 'small'],
      ['way', 'choice', 'push'],
      ['loud', 'flag', false],
      ['word', 'text', 'ring'],
    ]);
  });

  it('become the values that the set-up uses', () => {
    const raw = readParams(declared.list, { count: '5', way: 'pull', loud: 'on', word: 'bell' });
    expect(declared.values(raw)).toEqual({ count: 5, size: 512, way: 'pull', loud: true, word: 'BELL' });
    expect(declared.values({})).toEqual({ count: 2, size: 512, way: 'push', loud: false, word: 'RING' });
  });

  it.each([
    [{ count: '1.5' }, 'count takes a whole number from 1 to 8, not "1.5".'],
    [{ count: '' }, 'count takes a whole number from 1 to 8, not "".'],
    [{ count: '9' }, 'count takes a whole number from 1 to 8, not "9".'],
    [{ loud: 'maybe' }, 'loud takes on or off, not "maybe".'],
    [{ size: 'huge' }, 'size takes one of small, large, not "huge".'],
    [{ way: '' }, 'way takes one of push, pull, not "".'],
    [{ word: '1' }, 'word takes letters, not 1.'],
  ])('refuse %j in one sentence', (raw, sentence) => {
    expect(() => readParams(declared.list, raw)).toThrow(new InputError(sentence));
  });

  it('refuse what a caller hands over unread, too', () => {
    expect(() => declared.values({ count: 1.5 })).toThrow('count takes a whole number');
    expect(() => declared.values({ size: 'huge' })).toThrow('size takes one of');
  });

  it('refuse a combination with its own sentence', () => {
    expect(() => declared.values({ count: 5, size: 'large' })).toThrow(
      new InputError('Five large pages do not fit.'),
    );
  });
});

const listing = procedure('listing', { source: model('a test') }, [
  line('first', 'first', () => undefined),
  line('last', 'last', () => undefined),
]);
const record = (more: Partial<StepRecord>): StepRecord => ({
  thread: 't',
  domain: 1,
  side: 'guest',
  world: 'guest-kernel',
  procedure: 'listing',
  label: 'first',
  text: '',
  effects: [],
  ...more,
});
const holds = (when: When, more: Partial<StepRecord>): boolean => when(record(more), undefined as never);

describe('a condition on a step', () => {
  it('that names a line which does not exist fails while it is made', () => {
    expect(() => at(listing, 'frist')).toThrow('listing has no line labelled frist');
  });

  it('knows lines, listings, sides, effects, fields, records and answers', () => {
    const place = { at: 0, size: 4, layout: 'sring', field: 'req_prod', leaf: 'req_prod' } as never;
    const write = { kind: 'write', place, value: 2, old: 1 } as const;
    expect(holds(at(listing, 'first', 'last'), { label: 'last' })).toBe(true);
    expect(holds(at(listing, 'last'), {})).toBe(false);
    expect(holds(within(listing), { procedure: 'other' })).toBe(false);
    expect(holds(by('backend'), {})).toBe(false);
    expect(holds(by('backend'), { side: 'backend' })).toBe(true);
    expect(holds(does('dma'), { effects: [write] })).toBe(false);
    expect(
      holds(
        writes('req_prod', (value, old) => value > old),
        { effects: [write] },
      ),
    ).toBe(true);
    expect(holds(writes('req_event'), { effects: [write] })).toBe(false);
    const change = { kind: 'record', key: 'k', fields: ['a'] } as const;
    expect(holds(changes<{ a: number; b: number }>('k', 'b'), { effects: [change] })).toBe(false);
    expect(holds(changes<{ a: number }>('k'), { effects: [change] })).toBe(true);
    const inner = { kind: 'return', procedure: 'inner', value: 1 } as const;
    expect(holds(returns(), { effects: [inner] })).toBe(false);
    expect(
      holds(
        returns((v) => v === 1),
        { effects: [{ ...inner, procedure: 'listing' }] },
      ),
    ).toBe(true);
    const yes: When = () => true;
    expect(holds(all(yes, not(yes)), {})).toBe(false);
    expect(holds(any(not(yes), yes), {})).toBe(true);
  });
});

const scenario = await loadScenario('block-io');
const history = new History(instantiate(scenario, readParams(scenario.params, {})));

describe('questions from the vocabulary', () => {
  const whenOf = (id: string) => (scenario.moments.find((m) => m.id === id) as Moment).when;
  const asked = { history, step: 0 };

  it('look ahead up to a step, and not behind it', () => {
    const found = next(asked, whenOf('published'));
    expect(found?.step).toBe(history.find('published'));
    expect(next({ ...asked, step: found?.step ?? 0 }, whenOf('published'))).toBeUndefined();
    expect(next(asked, whenOf('published'), (found?.step ?? 0) - 1)).toBeUndefined();
  });

  it('offer equal values once, and the right one is among them', () => {
    const q = counted(() => 2, { none: 0, two: 2, more: (_, right) => Number(right) + 1 });
    expect(q.options(asked)).toEqual([
      { id: 'counted', value: 2 },
      { id: 'none', value: 0 },
      { id: 'more', value: 3 },
    ]);
    expect(q.answer(asked)).toBe('counted');
    const sorted = counted(() => 2, { none: 0 }, { sorted: true });
    expect(sorted.options(asked).map((o) => o.value)).toEqual([0, 2]);
  });

  it('answer yes or no, one of several, what comes first, and in which order', () => {
    expect(yesNo(() => true).answer(asked)).toBe('yes');
    expect(oneOf(['a', 'b'], () => 'b').options(asked)).toEqual([{ id: 'a' }, { id: 'b' }]);
    const first = firstOf({ answered: whenOf('answered'), written: whenOf('written') }, 'neither');
    expect(first.answer(asked)).toBe('written');
    expect(first.answer({ history, step: history.length })).toBe('neither');
    expect(first.options(asked).map((o) => o.id)).toEqual(['answered', 'written', 'neither']);
    const ports = order(() => [7, 3, 7], ['first', 'second']);
    expect(ports.options(asked)).toEqual([
      { id: 'first', value: 3 },
      { id: 'second', value: 7 },
    ]);
    expect(ports.answer(asked)).toBe('second');
  });
});
