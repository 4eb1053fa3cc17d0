import { memo } from 'react';
import { type EmulatedIoView, PAGE_SIZE, type StepRecord } from '@/engine/index.ts';
import { byteId } from '../../model/focus.ts';
import { plural } from '../../model/format.ts';
import { polyline } from '../../stage/geometry.ts';
import { toneClass } from '../../stage/tone.ts';
import { Events } from '../block-io/Events.tsx';
import type { Lit } from '../block-io/lit.ts';
import { Page, quoted } from '../block-io/Pages.tsx';
import type { SceneProps } from '../scene.ts';
import { Card, litFields } from './Card.tsx';
import styles from './EmulatedIo.module.css';
import { PLANS, type Plan } from './layouts.ts';
import { IoreqPage, Table } from './Shared.tsx';
import { Tally } from './Tally.tsx';
import { channel, crossingsOf, interruptLine, mapping } from './wires.ts';

/** The way of a register access: out of the guest, into a page, to a process that plays a chip, and back. */
export function Figure({ look, layout, focus, kit }: SceneProps) {
  const view = look.view as EmulatedIoView;
  const before = look.beforeView as EmulatedIoView | undefined;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const lit = (names: readonly string[]): Lit => (names.length > 0 ? `${step} ${names.join(' ')}` : '');
  const touched = view.ioreq.fields.filter((f) => focus.has(byteId(f.at))).map((f) => f.name);
  const entries = view.table.entries.flatMap((e, i) =>
    focus.has(byteId(e.at)) || focus.has(byteId(e.at + 4)) ? [String(i + 1)] : [],
  );
  const common = { plan, kit };
  return (
    <g className={styles.figure}>
      <Wiring plan={plan} up={view.irq.line} wide={layout.orientation === 'landscape'} />
      <Tally
        accesses={view.accesses}
        inHand={view.inHand}
        total={view.command?.accesses ?? 0}
        all={view.total}
        box={plan.tally}
        columns={plan.columns}
        lit={touchesPort(record) ? step : undefined}
        kit={kit}
      />
      <Table {...common} table={view.table} lit={lit(entries)} />
      <Card {...common} ide={view.ide} bmdma={view.bmdma} lit={lit(litFields(focus))} />
      <IoreqPage {...common} ioreq={view.ioreq} lit={lit(touched)} />
      {plan.events && (
        <Events
          events={view.events.backend}
          name="dom0"
          tone="host"
          box={plan.events}
          lit={lit(touchedBits(record, view.events.backend.at))}
          kit={kit}
        />
      )}
      <Memory view={view} plan={plan} focus={focus} step={step} kit={kit} />
      {crossingsOf(record, view, before, plan).map(({ id, tone, points, back }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} points={points} back={back} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}

/** What is connected with what, at rest, and whether the interrupt line is up. */
const Wiring = memo(function Wiring({
  plan,
  up,
  wide,
}: {
  readonly plan: Plan;
  readonly up: boolean;
  readonly wide: boolean;
}) {
  return (
    <>
      <path className={`${styles.wire} ${toneClass('shared')}`} d={polyline(mapping(plan))} />
      <path className={`${styles.wire} ${toneClass('hypervisor')}`} d={polyline(channel(plan))} />
      <path
        className={`${up ? styles.lineUp : styles.wire} ${toneClass('device-model')}`}
        d={polyline(interruptLine(plan))}
        data-explain={`Interrupt line 14 is ${up ? 'up' : 'down'}.`}
      />
      <text className={styles.wireLabel} x={plan.line.to + (wide ? 60 : 40)} y={plan.line.y - 4}>
        IRQ 14 {up ? 'up' : 'down'}
      </text>
    </>
  );
});

type MemoryProps = Pick<SceneProps, 'focus' | 'kit'> & {
  readonly view: EmulatedIoView;
  readonly plan: Plan;
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
const touchedBits = (record: StepRecord | undefined, at: number): readonly string[] =>
  (record?.effects ?? []).flatMap((e) => {
    if (e.kind !== 'read' && e.kind !== 'write') return [];
    return e.place.at >= at && e.place.at < at + PAGE_SIZE ? [e.place.leaf] : [];
  });
