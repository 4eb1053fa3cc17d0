import type { EmulatedIoView } from '@/engine/index.ts';
import { byteId, type Focus } from '../../model/focus.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EmulatedIo.module.css';
import { Fields } from './Fields.tsx';
import type { Plan } from './layouts.ts';

interface SharedProps {
  readonly view: EmulatedIoView;
  readonly plan: Plan;
  readonly focus: Focus;
  readonly step: number;
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
export function IoreqPage({ view, plan, focus, step, kit }: SharedProps) {
  const { ioreq } = view;
  const box = plan.ioreq;
  const shown = ioreq.fields.filter((f) => f.name !== 'vp_eport');
  const value = (name: string, v: number): string =>
    name === 'state' ? STATES[ioreq.state] : name === 'size' ? String(v) : hex(v, 1);
  return (
    <Explain
      text={`The request that Xen and QEMU share: ${ioreq.dir === 'in' ? 'read' : 'write'}, ${shown.map((f) => `${f.name} ${value(f.name, f.value)}`).join(', ')}.`}
      stop
      className={toneClass('shared')}
    >
      <rect className={styles.shared} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        ioreq
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 15} textAnchor="end">
        {ioreq.state === 'none' ? '' : ioreq.dir === 'in' ? 'read' : 'write'}
      </text>
      <Fields
        fields={shown.map((f) => ({
          name: f.name,
          value: value(f.name, f.value),
          lit: focus.has(byteId(f.at)),
        }))}
        x={box.x + 8}
        y={box.y + HEAD}
        width={box.width - 16}
        pitch={(box.height - HEAD - 4) / shown.length}
        step={step}
        kit={kit}
      />
    </Explain>
  );
}

/** The table of regions in the guest's memory. QEMU reads it where it lies. */
export function Table({ view, plan, focus, step, kit }: SharedProps) {
  const { entries } = view.table;
  const box = plan.table;
  const rows = entries.slice(0, plan.entries);
  const pitch = (box.height - HEAD - 2) / plan.entries;
  const more = entries.length - rows.length;
  const text = entries.map((e) => `${e.bytes} bytes at 0x${hex(e.addr, 1)}`).slice(0, 4);
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
          name: plan.entries === 1 ? '' : `${i + 1}`,
          value: `${hex(e.addr, 1)} + ${e.bytes}${e.last && plan.entries > 1 ? ', last' : ''}`,
          lit: focus.has(byteId(e.at)) || focus.has(byteId(e.at + 4)),
        }))}
        x={box.x + 8}
        y={box.y + HEAD}
        width={box.width - 16}
        pitch={pitch}
        step={step}
        kit={kit}
      />
    </Explain>
  );
}
