import { memo } from 'react';
import type { ThreadSpec } from '@/engine/index.ts';
import type { ThreadText } from '../content.ts';
import type { Look } from '../model/look.ts';
import type { RunIndex } from '../model/run-index.ts';
import { columnOf, standingIn, type Tone, worldNamed } from '../model/worlds.ts';
import type { Kit } from './kit.ts';
import type { StageLayout } from './layout.ts';
import styles from './Stage.module.css';
import { Trail } from './Trail.tsx';
import { wrapName } from './text.ts';
import { toneClass } from './tone.ts';

interface ThreadsProps {
  readonly look: Look;
  readonly specs: readonly ThreadSpec[];
  readonly index: RunIndex;
  readonly texts: Readonly<Record<string, ThreadText>>;
  readonly layout: StageLayout;
  readonly kit: Kit;
  /** No names of procedures. */
  readonly quiet: boolean;
}

/** The threads: where each stands, what it has crossed to get there, and what the running one executes. */
export function Threads({ look, specs, index, texts, layout, kit, quiet }: ThreadsProps) {
  // In the narrow format the user band has room for the token only.
  const { platform } = layout;
  const cramped = layout.orientation === 'portrait';
  return specs.map((spec) => {
    const top = look.state.threads[spec.id]?.top;
    const world = top?.world ?? spec.start.world;
    const standing = top ? standingIn(top, spec.domain) : world;
    const running = look.record?.thread === spec.id;
    return (
      <g key={spec.id}>
        <Trail
          x={layout.lanes[spec.id] ?? 0}
          side={layout.trails[columnOf(platform, spec.domain)]}
          layout={layout}
          kit={kit}
          step={look.step}
          thread={spec.id}
          index={index}
        />
        <ThreadToken
          name={texts[spec.id]?.short ?? spec.id}
          x={layout.lanes[spec.id] ?? 0}
          y={layout.stand[worldNamed(platform, standing).level]}
          tone={worldNamed(platform, world).tone}
          running={running}
          finished={!top}
          procedure={
            running && !quiet && !(cramped && standing === 'guest-user') ? (look.record?.procedure ?? '') : ''
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
const AROUND = { landscape: 18, portrait: 13 };

const ThreadToken = memo(function ThreadToken(props: ThreadTokenProps) {
  const { name, x, y, tone, running, finished, procedure, layout, kit } = props;
  const { orientation } = layout;
  const width = Math.max(36, name.length * LETTER[orientation] + AROUND[orientation]);
  const kind = running ? styles.running : finished ? styles.finished : styles.waiting;
  return (
    <kit.Token x={x} y={y} className={`${kind} ${toneClass(tone)}`}>
      {running && (
        <rect
          className={styles.halo}
          x={-width / 2 - 4}
          y={-HEIGHT / 2 - 4}
          width={width + 8}
          height={HEIGHT + 8}
          rx={HEIGHT / 2 + 4}
        />
      )}
      <rect
        className={styles.pill}
        x={-width / 2}
        y={-HEIGHT / 2}
        width={width}
        height={HEIGHT}
        rx={HEIGHT / 2}
      />
      <text
        className={`${styles.name} ${orientation === 'portrait' ? styles.portraitName : ''}`}
        y={4}
        textAnchor="middle"
      >
        {name}
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
