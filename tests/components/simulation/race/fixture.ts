// Races of small programs, so that the laws of the lock-step are tested without any real mechanism: the first falls into
// the hypervisor and climbs into a device model for every access, the second rings a bell once a write, the third
// falls now and then, in other phases.

import { runOf } from '@/components/simulation/model/run.ts';
import type { PhaseSpan, Span } from '@/components/simulation/race/lockstep.ts';
import type { RaceSource, RacingRuns } from '@/components/simulation/race/source.ts';
import {
  call,
  goto,
  InputError,
  type Locals,
  line,
  type Params,
  type Procedure,
  procedure,
  program,
  rec,
  type Scenario,
  type Source,
  type State,
  startThreads,
} from '@/engine/index.ts';
import { xen } from '../../../../engine/platforms/xen.ts';
import { emptyState } from '../../../engine/support/call.ts';

const source: Source = { project: 'model', file: '', symbol: 'a race' };
const NOTE = 'note';

interface Note {
  /** What waits to be answered, and what was answered. */
  readonly asked: number;
  readonly answered: number;
  readonly phase: number;
}

/** Enters the next phase of the story. */
const mark = (label: string) =>
  line(label, 'the next phase begins', (m) => {
    m.patch<Note>(NOTE, { phase: m.rec<Note>(NOTE).phase + 1 });
  });

const answered = (s: State): boolean => rec<Note>(s, NOTE).asked === rec<Note>(s, NOTE).answered;

/** Falls to the hypervisor, and stays there until the other thread has answered. */
const ask = procedure('ask', { source, world: 'hypervisor', via: 'exit' }, [
  line('exit', 'exit', (m) => {
    m.emit({ kind: 'exit', reason: 30, name: 'I/O' });
    m.emit({ kind: 'ioreq', port: 1 });
    m.patch<Note>(NOTE, { asked: m.rec<Note>(NOTE).asked + 1 });
  }),
  line('wait', 'wait for the answer', () => undefined, answered),
]);

const serve = procedure('serve', { source, world: 'device-model' }, [
  line(
    'wait',
    'wait for a question',
    () => call('syscall'),
    (s) => !answered(s),
  ),
  line('answer', 'answer', (m) => {
    m.patch<Note>(NOTE, { answered: m.rec<Note>(NOTE).asked });
    return goto('wait');
  }),
]);
const syscall = procedure('syscall', { source, world: 'kernel' }, [line('in', 'ioctl', () => undefined)]);

/** A story of `count` writes, each of four phases with so many questions. */
const story = (questions: readonly number[], count: number): Procedure =>
  procedure<Locals & { i: number; n: number }>('main', { source, world: 'guest-user' }, [
    line('begin', 'for each write', (_, l) => {
      l.n = 0;
      l.i ??= 0;
    }),
    ...questions.flatMap((times, phase) => [
      line<Locals & { i: number; n: number }>(`work${phase}`, 'compute', () => undefined),
      line<Locals & { i: number; n: number }>(`ask${phase}`, 'ask', (_, l) => {
        if (l.n >= times) return undefined;
        l.n += 1;
        return call('ask');
      }),
      line<Locals & { i: number; n: number }>(`more${phase}`, 'more?', (_, l) => {
        if (l.n < times) return goto(`ask${phase}`);
        l.n = 0;
        return undefined;
      }),
      mark(`done${phase}`),
    ]),
    line('next', 'the next write', (_, l) => {
      l.i += 1;
      return l.i < count ? goto('begin') : undefined;
    }),
  ]);

const PHASES = ['submit', 'kick', 'service', 'complete'];

function scenario(id: string, questions: readonly number[]): Scenario {
  return {
    id,
    params: [{ kind: 'int', id: 'count', min: 1, max: 64, default: 1 }],
    setup: ({ count }) => {
      const built = program(
        [story(questions, Number(count)), ask, serve, syscall],
        [
          { id: 'guest', domain: 1, start: { procedure: 'main', world: 'guest-user' } },
          { id: 'qemu', domain: 0, start: { procedure: 'serve', world: 'device-model' } },
        ],
        xen.domains,
      );
      const initial = emptyState({ [NOTE]: { asked: 0, answered: 0, phase: 0 } });
      return {
        program: built,
        platform: xen,
        mechanisms: [],
        initial: { ...initial, threads: startThreads(built) },
      };
    },
    schedule: (_, s) => {
      if (!answered(s)) return 'qemu';
      if (s.threads.qemu?.top?.procedure === 'syscall' || s.threads.qemu?.top?.line === 1) return 'qemu';
      return s.threads.guest?.top ? 'guest' : undefined;
    },
    moments: PHASES.map((phase, i) => ({ id: phase, when: (r) => r.label === `done${i}` })),
    questions: [],
    inspect: () => ({}),
  };
}

const SIDES = [
  scenario('falls', [14, 4, 1, 8]),
  scenario('glides', [0, 1, 0, 0]),
  scenario('stumbles', [0, 2, 5, 0]),
];

/** Phases end where their moment occurs; what is left belongs to the last. */
function spans(ends: readonly number[], length: number): readonly Span[] {
  return ends.map((to, i) => ({ from: ends[i - 1] ?? 0, to: i === ends.length - 1 ? length : to }));
}

function open(sides: readonly Scenario[], params: Params): RacingRuns {
  if (params.count === 13) throw new InputError('Thirteen is refused.');
  const runs = sides.map((side) => runOf(side, { count: params.count ?? 1 }));
  const cut = runs.map(({ history }) =>
    spans(
      history.occurrences.map((o) => o.step),
      history.length,
    ),
  );
  const phases: readonly PhaseSpan[] = (runs[0]?.history.occurrences ?? []).map(({ id, nth }, i) => ({
    id,
    nth,
    steps: cut.map((side) => side[i] ?? { from: 0, to: 0 }),
  }));
  return { runs, phases };
}

/** @param count how many of the programs race */
export function racing(count: 2 | 3): RaceSource {
  const sides = SIDES.slice(0, count);
  return {
    params: [
      { kind: 'int', id: 'count', min: 1, max: 64, default: 1 },
      { kind: 'choice', id: 'queued', options: ['one', 'all'], default: 'one' },
    ],
    open: (params) => open(sides, params),
    scenes: sides.map(() => undefined),
  };
}

export const FIXTURE = racing(2);
