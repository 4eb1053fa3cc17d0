import type { UnplugView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { shorten } from '../../stage/text.ts';
import { toneClass } from '../../stage/tone.ts';
import type { Plan } from './layouts.ts';
import styles from './Unplug.module.css';

interface KnowsProps {
  readonly view: UnplugView;
  readonly before: UnplugView | undefined;
  readonly plan: Plan;
  readonly step: number;
  readonly kit: Kit;
}

/** What the kernel has found out, and what it has decided. */
export function Knows({ view, before, plan, step, kit }: KnowsProps) {
  const box = plan.knows;
  const lines = knownOf(view);
  const changed = before !== undefined && knownOf(before).join() !== lines.join();
  return (
    <Explain text={`What the kernel knows: ${lines.join('; ')}.`} stop className={toneClass('guest')}>
      <rect className={styles.own} {...box} rx={2} />
      {lines.map((line, i) => (
        <text
          key={line}
          className={i === 0 ? styles.label : styles.small}
          x={box.x + 8}
          y={box.y + 15 + i * 14}
        >
          {line}
        </text>
      ))}
      {changed && (
        <>
          <kit.Flash step={step} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
    </Explain>
  );
}

const NEVER = 1 << 17;
const UNNECESSARY = 1 << 16;

function knownOf({ detection, asked, done }: UnplugView): readonly string[] {
  const { blocks, base, version, domainType } = detection;
  const last = blocks.at(-1);
  const where =
    last === undefined
      ? 'a PC?'
      : base === 0
        ? last.signature || 'no name yet'
        : version > 0
          ? `Xen ${version >>> 16}.${version & 0xffff}`
          : domainType === 'native'
            ? 'Xen, unused'
            : 'Xen';
  const mask = (n: number): string =>
    n & NEVER ? 'never' : n & UNNECESSARY ? 'unnecessary' : `mask ${hex(n, 1)}`;
  return [
    where,
    base === 0 ? '' : `leaf ${hex(base, 8)}`,
    done !== 0 ? `wrote: ${mask(done)}` : asked !== 0 ? `wants: ${mask(asked)}` : '',
  ].filter((t) => t !== '');
}

const LOADS = { waiting: '·', loaded: '●', refused: '×', absent: '–', idle: '○' } as const;
const SAYS = {
  waiting: 'not yet',
  loaded: 'loaded',
  refused: 'refused',
  absent: 'not in the initrd',
  idle: 'nothing to drive',
} as const;

/** The kernel's drivers, in the order in which they come: each takes its devices, or refuses. */
export function Drivers({ view, before, plan, step, kit }: KnowsProps) {
  const box = plan.drivers;
  const { drivers } = view;
  const pitch = Math.min(14.5, box.height / Math.max(drivers.length, 1));
  return (
    <Explain
      text={`Drivers: ${drivers.map((d) => `${d.name} ${SAYS[d.load]}`).join(', ')}.`}
      stop
      className={toneClass('guest')}
    >
      {drivers.map((d, i) => {
        const y = box.y + i * pitch;
        const changed = before !== undefined && before.drivers[i]?.load !== d.load;
        return (
          <g key={d.name} className={styles[d.load]}>
            {changed && (
              <kit.Flash step={step}>
                <rect className={styles.flash} x={box.x} y={y + 1} width={box.width} height={pitch} rx={2} />
              </kit.Flash>
            )}
            <text className={styles.mark} x={box.x + 8} y={y + pitch - 3} textAnchor="middle">
              {LOADS[d.load]}
            </text>
            <text className={styles.driverName} x={box.x + 17} y={y + pitch - 3}>
              {shorten(d.name, 17)}
            </text>
          </g>
        );
      })}
    </Explain>
  );
}

/** How it ended: what the guest boots from, and what it has twice. */
export function Outcome({ view, plan }: Pick<KnowsProps, 'view' | 'plan'>) {
  const { outcome, disks } = view;
  if (!outcome.finished && outcome.diskTwice.length + outcome.cardTwice.length === 0) return null;
  const box = plan.outcome;
  const twice = [
    ...outcome.diskTwice.map((g, i) => ({ i, text: `one disk: ${g.join(', ')}` })),
    ...outcome.cardTwice.map((g, i) => ({ i, text: `one MAC: ${g.join(', ')}` })),
  ];
  const lines = [
    // The first of each kind first: a narrow stage has room for two.
    ...twice.sort((a, b) => a.i - b.i).map((t) => t.text),
    ...(outcome.finished ? [outcome.root ? `root: ${outcome.root}` : 'no disk at all'] : []),
  ];
  const bad = twice.length > 0 || (outcome.finished && !outcome.root);
  return (
    <Explain
      text={`The guest ends up with ${disks.length === 0 ? 'no disk' : disks.map((d) => d.name).join(', ')}: ${lines.join('; ')}.`}
      stop
      className={toneClass('guest')}
    >
      {lines.slice(0, Math.floor(box.height / 15)).map((line, i) => (
        <text key={line} className={bad ? styles.bad : styles.good} x={box.x} y={box.y + 13 + i * 15}>
          {line}
        </text>
      ))}
    </Explain>
  );
}
