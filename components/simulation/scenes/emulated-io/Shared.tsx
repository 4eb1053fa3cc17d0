import { memo } from 'react';
import type { EmulatedIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import type { Lit } from '../block-io/lit.ts';
import styles from './EmulatedIo.module.css';
import { Fields } from './Fields.tsx';
import type { Plan } from './layouts.ts';

interface SharedProps {
  readonly plan: Plan;
  readonly lit: Lit;
  readonly kit: Kit;
}

const HEAD = 20;

/** Whose turn it is, said by the state in the shared record. */
const STATES: Readonly<Record<EmulatedIoView['ioreq']['state'], string>> = {
  none: 'none',
  ready: 'ready',
  'in-process': 'in service',
  answered: 'answered',
};

/** The request in the page that Xen and QEMU share. */
export const IoreqPage = memo(function IoreqPage({
  ioreq,
  plan,
  lit,
  kit,
}: SharedProps & { readonly ioreq: EmulatedIoView['ioreq'] }) {
  const box = plan.ioreq;
  const fields = ioreq.fields
    .filter((f) => f.name !== 'vp_eport')
    .map(({ name, value }) => ({
      name,
      value: name === 'state' ? STATES[ioreq.state] : name === 'size' ? String(value) : hex(value, 1),
    }));
  const way = ioreq.dir === 'in' ? 'read' : 'write';
  return (
    <Explain
      text={`The request that Xen and QEMU share: ${way}, ${fields.map((f) => `${f.name} ${f.value}`).join(', ')}.`}
      stop
      className={toneClass('shared')}
    >
      <rect className={styles.shared} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        ioreq
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 15} textAnchor="end">
        {ioreq.state === 'none' ? '' : way}
      </text>
      <Fields
        fields={fields}
        x={box.x + 8}
        y={box.y + HEAD}
        width={box.width - 16}
        pitch={(box.height - HEAD - 4) / fields.length}
        lit={lit}
        kit={kit}
      />
    </Explain>
  );
});

/** The table of regions in the guest's memory. QEMU reads it where it lies. */
export const Table = memo(function Table({
  table,
  plan,
  lit,
  kit,
}: SharedProps & { readonly table: EmulatedIoView['table'] }) {
  const { entries } = table;
  const box = plan.table;
  const rows = entries.slice(0, plan.entries);
  const more = entries.length - rows.length;
  const text = entries.slice(0, 4).map((e) => `${e.bytes} bytes at 0x${hex(e.addr, 1)}`);
  return (
    <Explain
      text={`The table of regions, ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}: ${text.join(', ')}${entries.length > 4 ? ', …' : ''}.`}
      stop
      className={toneClass('shared')}
    >
      <rect className={styles.shared} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        table
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 15} textAnchor="end">
        {more > 0 ? `+ ${more}` : ''}
      </text>
      <Fields
        fields={rows.map((e, i) => ({
          name: String(i + 1),
          value:
            plan.entries > 1 ? `${hex(e.addr, 1)} + ${e.bytes}${e.last ? ', last' : ''}` : hex(e.addr, 1),
        }))}
        x={box.x + 8}
        y={box.y + HEAD}
        width={box.width - 16}
        pitch={(box.height - HEAD - 2) / plan.entries}
        lit={lit}
        kit={kit}
      />
    </Explain>
  );
});
