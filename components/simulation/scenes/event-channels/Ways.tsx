import type { EventChannelsView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import { Cell } from './Cell.tsx';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Lights } from './lights.ts';
import { usesApic, WAY_NAMES, type Way, wayOf, withoutApic } from './ways.ts';

interface WaysProps {
  readonly view: EventChannelsView;
  readonly plan: Plan;
  readonly lights: Lights;
  readonly kit: Kit;
}

const HEADS = 36;
const PITCH = 23;
const HEIGHT = 17;
const BETWEEN = 12;

/** Where the stations of a way stand: an event comes in from the right, and the vCPU is at the left. */
export function stationsAt(
  { ways, way }: Plan,
  count: number,
): { readonly x: (i: number) => number; readonly width: number } {
  const pitch = (ways.width - way.state - 12) / count;
  const width = Math.min(pitch - BETWEEN, 60);
  return { x: (i) => ways.x + ways.width - 6 - width - i * pitch, width };
}
/** Where a vCPU's state stands, at the end of its way. */
export const stateX = ({ ways }: Plan): number => ways.x + 6;
export const wayY = ({ ways }: Plan, vcpu: number): number => ways.y + HEADS + vcpu * PITCH + HEIGHT / 2;

/** From Xen to each of the guest's vCPUs, station by station. */
export function Ways({ view, plan, lights, kit }: WaysProps) {
  const { ways: box, way } = plan;
  const all = view.guest.vcpus.map(wayOf);
  const first = all[0];
  const delivery = view.guest.vcpus[0]?.delivery;
  if (!first || !delivery) return null;
  const apic = usesApic(first);
  const { x, width } = stationsAt(plan, first.stations.length);
  return (
    <Explain text={toldOf(all, WAY_NAMES[delivery.delivery], view)} stop className={toneClass('hypervisor')}>
      <rect className={styles.own} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 14}>
        way in: {WAY_NAMES[delivery.delivery]}
      </text>
      {!apic && (
        <text className={styles.small} x={box.x + box.width - 8} y={box.y + 14} textAnchor="end">
          {withoutApic(view.guestType)}
        </text>
      )}
      {apic && <Bracket first={first} plan={plan} />}
      {first.stations.map((s, i) => (
        <text
          key={s.id}
          className={`${styles.station} ${toneClass(s.tone)}`}
          x={x(i) + width / 2}
          y={box.y + HEADS - 5}
          textAnchor="middle"
        >
          {s.name}
        </text>
      ))}
      {all.map((w, row) => {
        const y = box.y + HEADS + row * PITCH;
        const never = delivery.delivery === 'intx' && row > 0;
        return (
          <g key={w.vcpu}>
            {never ? (
              <text className={styles.small} x={box.x + box.width - 8} y={y + 12.5} textAnchor="end">
                no way: nobody tells it
              </text>
            ) : (
              <Stations
                way={w}
                x={x}
                width={width}
                y={y}
                lights={lights}
                end={stateX(plan) + way.state}
                domain={view.guest.domain}
                kit={kit}
              />
            )}
            <State
              way={w}
              x={stateX(plan)}
              width={way.state}
              y={y}
              lit={lights(`${view.guest.domain}.way.${w.vcpu}.state`)}
              kit={kit}
            />
          </g>
        );
      })}
    </Explain>
  );
}

const toldOf = (ways: readonly Way[], name: string, view: EventChannelsView): string =>
  `How an event reaches the guest: ${name}. ${ways
    .map((w) => {
      const held = w.stations.filter((s) => s.value !== '').map((s) => `${s.name} ${s.value}`);
      return `vCPU ${w.vcpu} ${w.state}${held.length > 0 ? `; ${held.join(', ')}` : ''}`;
    })
    .join(
      '. ',
    )}.${ways[0] && usesApic(ways[0]) ? '' : ` ${withoutApic(view.guestType).replace(/^./, (c) => c.toUpperCase())}.`}`;

/** Over the stations that are the local APIC's. */
function Bracket({ first, plan }: { readonly first: Way; readonly plan: Plan }) {
  const { x, width } = stationsAt(plan, first.stations.length);
  const y = plan.ways.y + 22;
  return (
    <g>
      {first.stations.map(({ id, apic }, i) => {
        const joined = first.stations[i + 1]?.apic;
        return apic ? (
          <path
            key={id}
            className={styles.bracket}
            d={`M${x(i) + width} ${y}H${joined ? x(i + 1) + width : x(i)}`}
          />
        ) : null;
      })}
      <text
        className={styles.small}
        x={plan.ways.x + plan.ways.width - 8}
        y={plan.ways.y + 14}
        textAnchor="end"
      >
        virtual local APIC
      </text>
    </g>
  );
}

interface StationsProps {
  readonly way: Way;
  /** Where the way ends. */
  readonly end: number;
  readonly domain: number;
  readonly x: (i: number) => number;
  readonly width: number;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

function Stations({ way, end, domain, x, width, y, lights, kit }: StationsProps) {
  return way.stations.map((s, i) => (
    <g key={s.id} className={toneClass(s.tone)}>
      <path className={styles.rail} d={rail(x(i), i + 1 < way.stations.length ? x(i + 1) + width : end, y)} />
      <Cell
        x={x(i)}
        y={y}
        width={width}
        height={HEIGHT}
        text={s.value}
        look={s.value ? 'at' : 'empty'}
        explain={s.explain}
        lit={lights(`${domain}.way.${way.vcpu}.${s.id}`)}
        kit={kit}
      />
    </g>
  ));
}

const rail = (from: number, to: number, y: number): string =>
  `M${from} ${y + HEIGHT / 2}H${to + 1.5}m4 -3l-4 3l4 3`;

interface StateProps {
  readonly way: Way;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const SAYS: Readonly<Record<string, string>> = {
  sleeps: 'it has given its processor away until something comes for it',
  kicked: 'another processor has interrupted it: it is to leave guest mode',
  'in handler': 'it takes no further interrupts until the handler returns',
  runs: 'it has a processor and takes interrupts',
};

const State = ({ way, x, y, width, lit, kit }: StateProps) => (
  <g className={toneClass('guest')}>
    <Cell
      x={x}
      y={y}
      width={width}
      height={HEIGHT}
      text={`vCPU ${way.vcpu} ${way.state}`}
      look={way.state === 'sleeps' ? 'asleep' : way.state === 'runs' ? 'awake' : 'busy'}
      explain={`vCPU ${way.vcpu} ${way.state}: ${SAYS[way.state]}.`}
      lit={lit}
      kit={kit}
    />
  </g>
);
