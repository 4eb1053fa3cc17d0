import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { shorten } from '../../stage/text.ts';
import styles from './Hypercall.module.css';
import type { Box } from './layouts.ts';
import { Panel } from './Panel.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';
import { type RegisterText, registerTexts, ripText } from './registers.ts';

export interface PartProps {
  readonly view: HypercallView;
  readonly before: HypercallView | undefined;
  readonly box: Box;
  readonly step: number;
  readonly kit: Kit;
}

const ROWS = 7;
const WHO = { 0: 'CPL 0: the kernel', 3: 'CPL 3: a user program' } as Readonly<Record<number, string>>;

/** The vCPU's registers: the guest loads them, Xen reads them and puts its answer there. */
export const Registers = memo(function Registers({ view, before, box, step, kit }: PartProps) {
  const rows = registerTexts(view);
  const rip = ripText(view);
  const changed = (name: keyof HypercallView['registers']): number | undefined =>
    before && before.registers[name] !== view.registers[name] ? step : undefined;
  const last = rowBox(box, ROWS, ROWS - 1);
  const stays = view.call.preempted && view.rip.on !== null && !view.rip.on.startsWith('behind');
  const ripLit = before && (ripLights(view) !== ripLights(before) || (stays && !before.call.preempted));
  return (
    <Panel
      box={box}
      tone="guest"
      title="registers"
      aside={WHO[view.registers.cpl] ?? ''}
      text={`The vCPU’s registers, ${WHO[view.registers.cpl] ?? ''}: ${rows.map((r) => r.says).join(' ')} rip ${rip}.`}
    >
      {rows.map((r, i) => (
        <Register
          key={r.name}
          row={r}
          box={rowBox(box, ROWS, i)}
          lit={changed(r.name as keyof HypercallView['registers'])}
          kit={kit}
        />
      ))}
      <Row
        box={last}
        says={`RIP, the next instruction: ${rip}${stays ? ', and stays there' : ''}.`}
        lit={ripLit ? step : undefined}
        kit={kit}
      >
        <text className={styles.name} x={last.x + 6} y={baseOf(last)}>
          rip
        </text>
        <text className={view.rip.on ? styles.strong : styles.small} x={last.x + 34} y={baseOf(last)}>
          {shorten(stays ? `stays ${rip}` : rip, Math.floor((last.width - 40) / 6.7))}
        </text>
      </Row>
    </Panel>
  );
});

/** Moves of RIP that matter: onto an instruction that leaves guest mode, and behind it. */
const ripLights = (view: HypercallView): string => view.rip.on ?? '';

interface RegisterProps {
  readonly row: RegisterText;
  readonly box: Box;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const Register = memo(function Register({ row, box, lit, kit }: RegisterProps) {
  const base = baseOf(box);
  return (
    <Row box={box} says={row.says} lit={lit} kit={kit}>
      <text className={styles.name} x={box.x + 6} y={base}>
        {row.name}
      </text>
      <text className={styles.value} x={box.x + 34} y={base}>
        <tspan className={styles.faint}>{row.zeros}</tspan>
        <tspan className={styles.strong}>{row.digits}</tspan>
      </text>
      <text className={row.bad ? styles.badMeans : styles.means} x={box.x + 148} y={base}>
        {shorten(row.means, Math.floor((box.width - 150) / 5.4))}
      </text>
    </Row>
  );
});
