import type { EmulatedIoView } from '@/engine/index.ts';
import { type Focus, recordId } from '../../model/focus.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EmulatedIo.module.css';
import { Fields } from './Fields.tsx';
import type { Plan } from './layouts.ts';

interface CardProps {
  readonly view: EmulatedIoView;
  readonly plan: Plan;
  readonly focus: Focus;
  readonly step: number;
  readonly kit: Kit;
}

const HEAD = 20;
const IDE = 'qemu.ide';
const BM = 'qemu.bmdma';

/** The disk and its controller are fields of structures in a process. */
export function Card({ view, plan, focus, step, kit }: CardProps) {
  const { ide, bmdma } = view;
  const box = plan.card;
  const is = (key: string, ...fields: readonly string[]): boolean =>
    fields.some((f) => focus.has(recordId(key, f)));
  const fields = [
    { name: 'status', value: hex(ide.status, 2), lit: is(IDE, 'status') },
    { name: 'count', value: String(ide.nsector), lit: is(IDE, 'nsector') },
    { name: 'BM cmd', value: hex(bmdma.cmd, 2), lit: is(BM, 'cmd') },
    { name: 'BM status', value: hex(bmdma.status, 2), lit: is(BM, 'status') },
    { name: 'BM table', value: hex(bmdma.addr, 1), lit: is(BM, 'addr', 'cur_addr') },
  ];
  return (
    <Explain
      text={`The disk and its controller, as QEMU keeps them: ${fields.map((f) => `${f.name} ${f.value}`).join(', ')}.`}
      stop
      className={toneClass('device-model')}
    >
      <rect className={styles.own} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        IDE disk
      </text>
      <Fields
        fields={fields.slice(0, plan.cardRows)}
        x={box.x + 8}
        y={box.y + HEAD}
        width={box.width - 16}
        pitch={(box.height - HEAD - 3) / plan.cardRows}
        step={step}
        kit={kit}
      />
    </Explain>
  );
}
