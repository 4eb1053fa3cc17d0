import { memo } from 'react';
import type { EmulatedIoView } from '@/engine/index.ts';
import { type Focus, recordId } from '../../model/focus.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import type { Lit } from '../block-io/lit.ts';
import styles from './EmulatedIo.module.css';
import { Fields, litName } from './Fields.tsx';
import type { Plan } from './layouts.ts';

interface CardProps {
  readonly ide: EmulatedIoView['ide'];
  readonly bmdma: EmulatedIoView['bmdma'];
  readonly plan: Plan;
  readonly lit: Lit;
  readonly kit: Kit;
}

const HEAD = 20;
const IDE = 'qemu.ide';
const BM = 'qemu.bmdma';

/** The fields that are shown, and what of QEMU's structures lights each. */
const FIELDS: readonly {
  readonly name: string;
  readonly value: (ide: CardProps['ide'], bm: CardProps['bmdma']) => string;
  readonly ids: readonly string[];
}[] = [
  { name: 'status', value: (ide) => hex(ide.status, 2), ids: [recordId(IDE, 'status')] },
  { name: 'count', value: (ide) => String(ide.nsector), ids: [recordId(IDE, 'nsector')] },
  { name: 'BM cmd', value: (_, bm) => hex(bm.cmd, 2), ids: [recordId(BM, 'cmd')] },
  { name: 'BM status', value: (_, bm) => hex(bm.status, 2), ids: [recordId(BM, 'status')] },
  {
    name: 'BM table',
    value: (_, bm) => hex(bm.addr, 1),
    ids: [recordId(BM, 'addr'), recordId(BM, 'cur_addr')],
  },
];

/** Names of the fields that a step lit. */
export const litFields = (focus: Focus): readonly string[] =>
  FIELDS.filter((f) => f.ids.some((id) => focus.has(id))).map((f) => litName(f.name));

/** The disk and its controller are fields of structures in a process. */
export const Card = memo(function Card({ ide, bmdma, plan, lit, kit }: CardProps) {
  const box = plan.card;
  const fields = FIELDS.map(({ name, value }) => ({ name, value: value(ide, bmdma) }));
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
        lit={lit}
        kit={kit}
      />
    </Explain>
  );
});
