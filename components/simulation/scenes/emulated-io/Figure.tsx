import type { EmulatedIoView, StepRecord } from '@/engine/index.ts';
import { byteId } from '../../model/focus.ts';
import { plural } from '../../model/format.ts';
import { toneClass } from '../../stage/tone.ts';
import { Events } from '../block-io/Events.tsx';
import { Page, quoted } from '../block-io/Pages.tsx';
import type { SceneProps } from '../scene.ts';
import { Card } from './Card.tsx';
import styles from './EmulatedIo.module.css';
import { PLANS } from './layouts.ts';
import { IoreqPage, Table } from './Shared.tsx';
import { Tally } from './Tally.tsx';
import { channel, crossingsOf, interruptLine, mapping } from './wires.ts';

/** The way of a register access: out of the guest, into a page, to a process that plays a chip, and back. */
export function Figure({ look, layout, focus, kit }: SceneProps) {
  const view = look.view as EmulatedIoView;
  const before = look.beforeView as EmulatedIoView | undefined;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const common = { view, plan, focus, step, kit };
  const wide = layout.orientation === 'landscape';
  return (
    <g className={styles.figure}>
      <path className={`${styles.wire} ${toneClass('shared')}`} d={mapping(plan)} />
      <path className={`${styles.wire} ${toneClass('hypervisor')}`} d={channel(plan)} />
      <path
        className={`${view.irq.line ? styles.lineUp : styles.wire} ${toneClass('device-model')}`}
        d={interruptLine(plan)}
        data-explain={`Interrupt line 14 is ${view.irq.line ? 'up' : 'down'}.`}
      />
      <text className={styles.wireLabel} x={plan.line.to + (wide ? 60 : 40)} y={plan.line.y - 4}>
        IRQ 14 {view.irq.line ? 'up' : 'down'}
      </text>
      <Tally
        view={view}
        box={plan.tally}
        columns={plan.columns}
        lit={touchesPort(record) ? step : undefined}
        kit={kit}
      />
      <Table {...common} />
      <Card {...common} />
      <IoreqPage {...common} />
      {plan.events && (
        <Events
          events={view.events.backend}
          name="dom0"
          tone="host"
          box={plan.events}
          touched={touchedBits(record, view)}
          step={step}
          kit={kit}
        />
      )}
      <Memory {...common} />
      {crossingsOf(record, view, before, plan).map(({ id, tone, d, back }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} d={d} back={back} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}

type MemoryProps = Pick<SceneProps, 'focus' | 'kit'> & {
  readonly view: EmulatedIoView;
  readonly plan: (typeof PLANS)['landscape'];
  readonly step: number;
};

/** The data: in the guest's page, in dom0's page cache where it is used, and on the disk. */
function Memory({ view, plan, focus, step, kit }: MemoryProps) {
  const { data, command, cache } = view;
  if (!data) return null;
  const wide = plan.bytes >= 8;
  return (
    <>
      <g className={toneClass('guest')}>
        <Page
          box={plan.buffer}
          title="buffer"
          note={wide ? quoted(data.buffer) : ''}
          bytes={data.buffer}
          fit={wide ? 8 : 3}
          className={styles.own}
          text={`The program's buffer begins ${quoted(data.buffer)}.`}
          lit={focus.has(byteId(data.at)) ? step : undefined}
          kit={kit}
        />
      </g>
      {!cache.direct && (
        <g className={toneClass('host')}>
          <rect className={styles.own} {...plan.cache} rx={2} />
          <text className={styles.label} x={plan.cache.x + 8} y={plan.cache.y + 16}>
            page cache
          </text>
          <text className={styles.small} x={plan.cache.x + 8} y={plan.cache.y + plan.cache.height - 9}>
            {`${plural(cache.pages, 'page')}, ${cache.dirty} dirty`}
          </text>
        </g>
      )}
      <g className={toneClass('hardware')}>
        <Page
          box={plan.disk}
          title={`disk, sector ${command?.sector ?? 0}`}
          note={wide ? quoted(data.medium) : ''}
          bytes={data.medium}
          fit={8}
          className={styles.own}
          text={`The disk at sector ${command?.sector ?? 0}: ${quoted(data.medium)}.`}
          lit={focus.has('disk') ? step : undefined}
          kit={kit}
        />
      </g>
    </>
  );
}

const touchesPort = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'port') ?? false;

/** Leaves of the event fields that this step touched in dom0's page. */
function touchedBits(record: StepRecord | undefined, view: EmulatedIoView): ReadonlySet<string> {
  const { at } = view.events.backend;
  const out = new Set<string>();
  for (const e of record?.effects ?? []) {
    if (e.kind !== 'read' && e.kind !== 'write') continue;
    if (e.place.at >= at && e.place.at < at + 4096) out.add(e.place.leaf);
  }
  return out;
}
