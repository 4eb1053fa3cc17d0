import { memo } from 'react';
import { awake, type Program, type State, type ThreadSpec, type World } from '@/engine/index.ts';
import type { ThreadText } from '../content.ts';
import type { FigureSpec, Level } from '../figure/spec.ts';
import type { Look } from '../model/look.ts';
import type { RunIndex } from '../model/run-index.ts';
import { columnOf, type PlatformWorlds, standingIn, type Tone, worldNamed } from '../model/worlds.ts';
import type { Kit } from './kit.ts';
import type { StageLayout } from './layout.ts';
import styles from './Stage.module.css';
import { Trail } from './Trail.tsx';
import { wrapName } from './text.ts';
import { toneClass } from './tone.ts';

interface ThreadsProps {
  readonly look: Look;
  readonly program: Program;
  readonly index: RunIndex;
  readonly texts: Readonly<Record<string, ThreadText>>;
  readonly layout: StageLayout;
  readonly kit: Kit;
  readonly level: Level;
  /** What the figure knows of a thread that waits for its turn. */
  readonly doing?: FigureSpec<unknown>['doing'] | undefined;
}

/** The threads: where each stands, what it has crossed to get there, and what the running one executes. */
export function Threads({ look, program, index, texts, layout, kit, level, doing }: ThreadsProps) {
  // In the narrow format the user band has room for the token only.
  const { platform } = layout;
  const cramped = layout.orientation === 'portrait';
  const byLines = level === 'lines';
  // Above the level of lines nothing is drawn that plays no part in this run.
  const specs = byLines ? program.threads : program.threads.filter((t) => index.active.has(t.id));
  const runner = program.threads.find((t) => t.id === look.record?.thread);
  // A processor with nothing to do, beside one that runs a program of the same domain, would be taken for its.
  const busy = !byLines && runner && texts[runner.id]?.on !== undefined ? runner.domain : undefined;
  return specs.map((spec) => {
    const top = look.state.threads[spec.id]?.top;
    const world = top?.world ?? spec.start.world;
    const running = look.record?.thread === spec.id;
    const asleep = !running && isAsleep(program, look.state, spec, world);
    // Whoever sleeps stands where they belong; whoever has left something half done stands where they left it.
    if (asleep && spec.domain === busy && texts[spec.id]?.on === undefined) return null;
    const home = asleep && !byLines ? spec.start.world : undefined;
    const walks = !byLines && layout.walker && top?.world === 'hardware';
    const standing = walks ? 'hardware' : (home ?? (top ? standingIn(top, spec.domain) : world));
    const text = texts[spec.id];
    const plain = !byLines;
    return (
      <g key={spec.id}>
        <Trail
          x={layout.lanes[spec.id] ?? 0}
          side={layout.trails[columnOf(platform, spec.domain)]}
          layout={layout}
          kit={kit}
          step={look.step}
          from={look.from}
          plain={plain}
          thread={spec.id}
          index={index}
        />
        <ThreadToken
          name={(plain ? text?.plain : undefined) ?? text?.short ?? spec.id}
          doing={
            plain && layout.format !== 'small'
              ? (asleep && doing?.(look.view, spec.id)) ||
                doingOf({ running, asleep, finished: !top, on: text?.on }, platform, world, spec)
              : ''
          }
          x={layout.lanes[spec.id] ?? 0}
          y={layout.stand[worldNamed(platform, standing).level]}
          tone={worldNamed(platform, byLines || world === 'hypervisor' ? world : spec.start.world).tone}
          running={running}
          finished={!top}
          procedure={
            running && byLines && !(cramped && standing === 'guest-user')
              ? (look.record?.procedure ?? '')
              : ''
          }
          layout={layout}
          kit={kit}
        />
      </g>
    );
  });
}

interface ThreadTokenProps {
  readonly name: string;
  /** What the processor or thread is at, under its name. */
  readonly doing: string;
  readonly x: number;
  readonly y: number;
  readonly tone: Tone;
  readonly running: boolean;
  readonly finished: boolean;
  readonly procedure: string;
  readonly layout: StageLayout;
  readonly kit: Kit;
}

const HEIGHT = 22;
/** Width of a token: so much a letter, and so much around them. */
const LETTER = { landscape: 6.9, portrait: 6.1 };
const AROUND = { landscape: 18, portrait: 13, small: 8 };
/** Between two lines of a token. */
const LEADING = 13;

/** It waits for something: its next line cannot be executed. Whoever is in the hypervisor is there for a reason. */
function isAsleep(program: Program, state: State, spec: ThreadSpec, world: World): boolean {
  return world !== 'hypervisor' && state.threads[spec.id]?.top != null && !awake(program, state, spec.id);
}

function doingOf(
  {
    running,
    asleep,
    finished,
    on,
  }: {
    readonly running: boolean;
    readonly asleep: boolean;
    readonly finished: boolean;
    /** What runs it, where it is software. */
    readonly on: string | undefined;
  },
  platform: PlatformWorlds,
  world: World,
  spec: ThreadSpec,
): string {
  if (finished) return 'done';
  if (asleep) return spec.domain === null ? 'idle' : 'waiting';
  if (world !== spec.start.world && world === 'hypervisor')
    return running && on === undefined
      ? `running ${worldNamed(platform, world).name}`
      : `in ${worldNamed(platform, world).name}`;
  if (!running) return 'can go on';
  return on === undefined ? 'at work' : `on ${on}`;
}

/** One of several stages has no room for more than the name. */
const inTwoLines = (name: string): readonly string[] =>
  wrapName(name, Math.max(8, ...name.split(' ').map((word) => word.length)), 2);

const ThreadToken = memo(function ThreadToken(props: ThreadTokenProps) {
  const { name, doing, x, y, tone, running, finished, procedure, layout, kit } = props;
  const { orientation, format } = layout;
  const small = format === 'small';
  const named = small ? inTwoLines(name) : doing === '' ? [name] : wrapName(name, 12, 2);
  // Both break: another token may stand beside it.
  const lines = doing === '' ? named : [...named, ...wrapName(doing, 13, 2)];
  const letters = Math.max(...lines.map((line) => line.length));
  const around = small ? AROUND.small : AROUND[orientation];
  const width = Math.max(36, letters * LETTER[orientation] + around);
  // It stays on the stage, with its halo.
  const edge = width / 2 + 5;
  const height = HEIGHT + (lines.length - 1) * LEADING;
  const kind = running ? styles.running : finished ? styles.finished : styles.waiting;
  return (
    <kit.Token
      x={Math.min(Math.max(x, edge), layout.width - edge)}
      y={y}
      className={`${kind} ${toneClass(tone)}`}
    >
      {running && (
        <rect
          className={styles.halo}
          x={-width / 2 - 4}
          y={-height / 2 - 4}
          width={width + 8}
          height={height + 8}
          rx={HEIGHT / 2 + 4}
        />
      )}
      <rect
        className={styles.pill}
        x={-width / 2}
        y={-height / 2}
        width={width}
        height={height}
        rx={HEIGHT / 2}
      />
      <text
        className={`${styles.name} ${orientation === 'portrait' ? styles.portraitName : ''}`}
        textAnchor="middle"
      >
        {lines.map((line, i) => (
          <tspan
            key={line}
            x={0}
            y={4 + (i - (lines.length - 1) / 2) * LEADING}
            className={i >= named.length ? styles.doing : undefined}
          >
            {line}
          </tspan>
        ))}
      </text>
      {procedure !== '' && procedure !== name && (
        <Caption x={x} procedure={procedure} width={width} layout={layout} />
      )}
    </kit.Token>
  );
});

/** The name of what is running hangs under its token, kept inside the stage. */
function Caption({
  x,
  procedure,
  width,
  layout,
}: {
  x: number;
  procedure: string;
  width: number;
  layout: StageLayout;
}) {
  const left = x < layout.border;
  const lines = wrapName(procedure, layout.caption, 2);
  const edge = left
    ? Math.max(-width / 2, layout.margin + 4 - x)
    : Math.min(width / 2, layout.width - layout.margin - 4 - x);
  return (
    <text className={styles.caption} textAnchor={left ? 'start' : 'end'}>
      {lines.map((line, i) => (
        <tspan key={line} x={edge} y={HEIGHT / 2 + 16 + i * 13}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
