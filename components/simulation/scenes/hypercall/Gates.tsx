import { memo } from 'react';
import { type GateText, gatesTitle, gateTexts, isIdle } from './gates.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';
import { SIGNS } from './signs.ts';

const ROWS = 4;

/** The last gate holds what goes back: whether that is good news, its value says. */
const isAnswer = ({ id, state }: GateText): boolean =>
  (id === 'result' || id === 'answer') && state === 'passed';

/** A gate lights when it is decided; the first one when it is come to, too. */
const lights = (now: GateText, was: GateText | undefined, i: number): boolean =>
  was !== undefined &&
  (was.state !== now.state || was.value !== now.value) &&
  now.state !== 'ahead' &&
  (now.state !== 'now' || i === 0);

/** The checks that stand between what the guest asks and what it gets, in their order. */
export const Gates = memo(function Gates({ view, before, box, step, kit }: PartProps) {
  const gates = gateTexts(view);
  const old = before?.exit.kind === view.exit.kind ? gateTexts(before) : undefined;
  const title = gatesTitle(view);
  const quiet = isIdle(view);
  return (
    <Panel
      box={box}
      tone="hypervisor"
      title={title}
      quiet={quiet}
      text={`${title}. ${gates.map((g) => g.says).join(' ')}`}
    >
      {gates.map((g, i) => {
        const row = rowBox(box, ROWS, i);
        const was = old?.[i];
        const value = g.bad ? styles.bad : g.state === 'ahead' ? styles.faint : styles.strong;
        return (
          <Row key={g.id} box={row} says={g.says} lit={lights(g, was, i) ? step : undefined} kit={kit}>
            <text
              className={g.state === 'refused' ? styles.signBad : styles.sign}
              x={row.x + 12}
              y={baseOf(row)}
              textAnchor="middle"
            >
              {SIGNS[isAnswer(g) ? 'answer' : g.state]}
            </text>
            <text className={styles.small} x={row.x + 24} y={baseOf(row)}>
              {g.label}
            </text>
            <text
              className={value}
              x={g.label === '' ? row.x + 24 : row.x + row.width - 5}
              y={baseOf(row)}
              textAnchor={g.label === '' ? 'start' : 'end'}
            >
              {g.value}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
});
