import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { hex, number } from '../../model/format.ts';
import { answerText } from './answer.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';
import { SIGNS } from './signs.ts';

type Struct = NonNullable<HypercallView['struct']>;
type Field = Struct['fields'][number];

/** A structure of fewer fields leaves room. */
const ROWS = 4;
const fieldText = ({ name, value, bytes }: Field): string =>
  `${name} ${number(value)}, bytes ${bytes.map((b) => hex(b, 2)).join(' ')}`;

/** The register that points to it, once the arguments are loaded. */
const pointer = ({ call }: HypercallView, struct: Struct): string =>
  call.loaded && struct.pointed ? ` ← ${registerOf(call)}` : '';
/** Where it is; or, where the pointer names another place, that it does. */
const place = ({ call }: HypercallView, struct: Struct): string =>
  call.loaded && !struct.pointed ? `${registerOf(call)} points elsewhere` : `0x${hex(struct.va)}`;
const registerOf = ({ name }: HypercallView['call']): string => (name === 'multicall' ? 'rdi' : 'rsi');

/** What the call hands over, in the guest's memory. */
export const Struct = memo(function Struct(props: PartProps) {
  const { view, box } = props;
  const { struct } = view;
  if (!struct)
    return (
      <Panel box={box} tone="guest" title="no structure" quiet text="This call points to nothing in memory.">
        <text className={styles.small} x={box.x + 8} y={box.y + 38}>
          all that this call needs is in registers
        </text>
      </Panel>
    );
  return view.entries.length > 0 ? (
    <Entries {...props} struct={struct} />
  ) : (
    <Fields {...props} struct={struct} />
  );
});

interface StructProps extends PartProps {
  readonly struct: Struct;
}

const titleOf = (struct: Struct): string => `${struct.name}${struct.readOnly ? ', read-only' : ''}`;

function Fields({ view, before, box, step, kit, struct }: StructProps) {
  const old = before?.struct?.fields;
  return (
    <Panel
      box={box}
      tone="guest"
      title={`${titleOf(struct)}${pointer(view, struct)}`}
      aside={place(view, struct)}
      text={`The structure ${titleOf(struct)} at 0x${hex(struct.va)} in the guest’s memory: ${struct.fields.map(fieldText).join('; ')}.`}
    >
      {struct.fields.map((f, i) => {
        const row = rowBox(box, Math.max(struct.fields.length, ROWS), i);
        const was = old?.find((o) => o.at === f.at);
        const unset = f.value === 0 || f.value === 0n;
        return (
          <Row
            key={f.name}
            box={row}
            says={`${fieldText(f)}.`}
            lit={was !== undefined && was.value !== f.value ? step : undefined}
            kit={kit}
          >
            <text className={styles.small} x={row.x + 6} y={baseOf(row)}>
              {f.name}
            </text>
            <text
              className={unset ? styles.nothing : styles.bytes}
              x={row.x + row.width - 4}
              y={baseOf(row)}
              textAnchor="end"
            >
              {f.bytes.map((b) => hex(b, 2)).join(' ')}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
}

const ENTRY_STATES = { ahead: 'to come', now: 'Xen is at it', done: 'done' } as const;
const ENTRY_SIGNS = { ahead: SIGNS.ahead, now: SIGNS.now, done: SIGNS.passed } as const;

/** A multicall's list: what is to be called, and what came of it. */
function Entries({ view, before, box, step, kit, struct }: StructProps) {
  const rows = view.entries.map((e, i) => {
    const was = before?.entries[i];
    const answered = e.state === 'done' || (was !== undefined && was.result !== e.result);
    const result = answered || e.result !== 0n ? answerText(Number(BigInt.asIntN(64, e.result))) : '';
    return {
      ...e,
      text: result,
      changed: was !== undefined && (was.state !== e.state || was.result !== e.result),
    };
  });
  return (
    <Panel
      box={box}
      tone="guest"
      title={`${titleOf(struct)}${pointer(view, struct)}`}
      aside={place(view, struct)}
      text={`The list of calls at 0x${hex(struct.va)}: ${rows.map((r) => `${r.name} ${r.text || ENTRY_STATES[r.state]}`).join('; ')}.`}
    >
      {rows.map((r, i) => {
        const row = rowBox(box, rows.length, i);
        return (
          <Row
            key={r.at}
            box={row}
            says={`Entry ${i}: ${r.name}, ${ENTRY_STATES[r.state]}${r.text ? `, result ${r.text}` : ''}.`}
            lit={r.changed ? step : undefined}
            kit={kit}
          >
            <text className={styles.sign} x={row.x + 12} y={baseOf(row)} textAnchor="middle">
              {ENTRY_SIGNS[r.state]}
            </text>
            <text className={r.state === 'now' ? styles.strong : styles.value} x={row.x + 24} y={baseOf(row)}>
              {r.name}
            </text>
            <text
              className={r.text.startsWith('-') ? styles.bad : styles.strong}
              x={row.x + row.width - 4}
              y={baseOf(row)}
              textAnchor="end"
            >
              {r.text}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
}
