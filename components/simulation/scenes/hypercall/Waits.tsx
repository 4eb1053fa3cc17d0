import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './Hypercall.module.css';
import type { PartProps } from './Registers.tsx';
import { Row } from './Row.tsx';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly on: boolean;
}

const yes = (on: boolean): string => (on ? 'yes' : 'no');

/** What Xen keeps in mind beside the call: what waits, and what the call has done to the guest. */
function factsOf({ call, frames, dom0Pending }: HypercallView): readonly Fact[] {
  return [
    { name: 'softirq waits', value: yes(call.softirq), on: call.softirq },
    { name: 'call cut short', value: yes(call.preempted), on: call.preempted },
    ...(call.name === 'send'
      ? [{ name: 'dom0’s port 1', value: dom0Pending ? 'pending' : 'clear', on: dom0Pending }]
      : call.name === 'multicall'
        ? [{ name: 'in a multicall', value: yes(call.inMulticall), on: call.inMulticall }]
        : [{ name: 'guest pages', value: String(frames), on: false }]),
  ];
}

export const Waits = memo(function Waits({ view, before, box, step, kit }: PartProps) {
  const facts = factsOf(view);
  const old = before && factsOf(before);
  const pitch = (box.height - 6) / facts.length;
  return (
    <Explain
      text={`Beside the call: ${facts.map((f) => `${f.name}: ${f.value}`).join('; ')}.`}
      stop
      className={toneClass('hypervisor')}
    >
      <rect className={styles.boxQuiet} {...box} rx={2} />
      {facts.map((f, i) => {
        const row = { x: box.x + 3, y: box.y + 3 + i * pitch, width: box.width - 6, height: pitch };
        return (
          <Row
            key={f.name}
            box={row}
            says={`${f.name}: ${f.value}.`}
            lit={old !== undefined && old[i]?.value !== f.value ? step : undefined}
            kit={kit}
          >
            <text className={styles.small} x={row.x + 5} y={row.y + pitch / 2 + 4}>
              {f.name}
            </text>
            <text
              className={f.on ? styles.strong : styles.faint}
              x={row.x + row.width - 5}
              y={row.y + pitch / 2 + 4}
              textAnchor="end"
            >
              {f.value}
            </text>
          </Row>
        );
      })}
    </Explain>
  );
});
