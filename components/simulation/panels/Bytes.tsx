import { Fragment, memo, type PointerEvent, useState } from 'react';
import { hex } from '../model/format.ts';
import type { HexRow, HexRows } from '../model/hex-rows.ts';
import type { PrivateChange, Touch } from '../model/touches.ts';
import styles from './Bytes.module.css';

export interface BytesProps {
  readonly touches: readonly Touch[];
  readonly privates: readonly PrivateChange[];
  readonly hex: HexRows;
  /** False where this step touched no memory and what is shown is from the last step that did. */
  readonly fresh: boolean;
  /** What the run calls the bytes at an address. */
  readonly nameOf: (at: number) => string | undefined;
}

const FIELDS = 6;

/** The memory that this step changed or read: its fields with old and new values, and the bytes themselves. */
export function Bytes({ touches, privates, hex: { rows, more }, fresh, nameOf }: BytesProps) {
  const [held, setHeld] = useState<{ readonly at: number; readonly size: number }>();
  const caption = held && captionOf(held.at, nameOf(held.at));
  const hidden = Math.max(0, touches.length - FIELDS) + Math.max(0, privates.length - FIELDS);
  return (
    <div className={fresh ? undefined : styles.stale}>
      <table className={styles.fields}>
        <caption className="visually-hidden">Fields that this step changed or read</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Offset</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {touches.slice(0, FIELDS).map((t, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are places on the page, refilled at each step
            <FieldRow key={i} touch={t} hold={setHeld} />
          ))}
          {privates.slice(0, FIELDS).map((p) => (
            <PrivateRow key={`${p.key}.${p.field}`} change={p} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className={styles.more}>{`and ${hidden} more`}</p>}
      <HexTable rows={rows} held={held} hold={setHeld} />
      <p className={styles.caption}>{caption ?? noteOf(fresh, more)}</p>
    </div>
  );
}

const noteOf = (fresh: boolean, more: number): string =>
  [
    !fresh && 'This step touches no memory. Above: the last that was touched.',
    more > 0 && `${more} more rows of 16 bytes.`,
  ]
    .filter(Boolean)
    .join(' ');

const captionOf = (at: number, name: string | undefined): string =>
  `${name ?? 'unnamed byte'} · address 0x${hex(at)} · offset 0x${hex(at & 0xfff, 3)} in its page`;

type Hold = (held: { readonly at: number; readonly size: number } | undefined) => void;

function FieldRow({ touch, hold }: { readonly touch: Touch; readonly hold: Hold }) {
  const { at, size, name, how, value, old } = touch;
  const show = () => hold({ at, size });
  return (
    <tr className={how === 'write' ? styles.write : styles.read}>
      <th scope="row" translate="no">
        <button
          type="button"
          onFocus={show}
          onPointerEnter={show}
          onBlur={() => hold(undefined)}
          onPointerLeave={() => hold(undefined)}
          onClick={show}
        >
          <Breakable name={name} />
        </button>
      </th>
      <td translate="no">
        {hex(at & 0xfff, 3)} <span className={styles.size}>+{size}</span>
      </td>
      <td>
        {value === undefined ? (
          how === 'write' ? (
            'written'
          ) : (
            'read'
          )
        ) : how === 'read' ? (
          `read ${value}`
        ) : (
          <Change old={old} value={value} />
        )}
      </td>
    </tr>
  );
}

/** May be broken where its parts meet, and nowhere else. */
const Breakable = ({ name }: { readonly name: string }) =>
  name.split(/(?<=[._])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name in their order
    <Fragment key={i}>
      <span>{part}</span>
      <wbr />
    </Fragment>
  ));

const PrivateRow = ({ change: { field, old, value } }: { readonly change: PrivateChange }) => (
  <tr className={styles.private}>
    <th scope="row" translate="no">
      {field}
    </th>
    <td>private</td>
    <td>{value === undefined ? 'changed' : <Change old={old ?? 'none'} value={value} />}</td>
  </tr>
);

const Change = ({ old, value }: { readonly old: string | undefined; readonly value: string }) =>
  old === value ? (
    <span>{`stays ${value}`}</span>
  ) : (
    <>
      <del translate="no">{old}</del>
      <span aria-hidden="true"> → </span>
      <span className="visually-hidden"> becomes </span>
      <ins translate="no">{value}</ins>
    </>
  );

interface HexTableProps {
  readonly rows: readonly HexRow[];
  readonly held: { readonly at: number; readonly size: number } | undefined;
  readonly hold: Hold;
}

function HexTable({ rows, held, hold }: HexTableProps) {
  const point = (e: PointerEvent<HTMLElement>) => {
    const at = e.target instanceof HTMLElement ? e.target.dataset.at : undefined;
    hold(at === undefined ? undefined : { at: Number(at), size: 1 });
  };
  return (
    <section
      className={styles.hex}
      translate="no"
      aria-label="Memory as bytes"
      onPointerOver={point}
      onPointerDown={point}
      onPointerLeave={() => hold(undefined)}
    >
      {rows.map((row) => (
        <HexLine
          key={row.at}
          row={row}
          held={held && held.at < row.at + 16 && held.at + held.size > row.at ? held : undefined}
        />
      ))}
    </section>
  );
}

const HexLine = memo(function HexLine({
  row,
  held,
}: {
  readonly row: HexRow;
  readonly held: HexTableProps['held'];
}) {
  return (
    <div className={styles.row} translate="no">
      <span className={styles.address}>{hex(row.at, 7)}</span>
      {row.cells.map(({ value, old, touched }, i) => {
        const at = row.at + i;
        const lit = held && at >= held.at && at < held.at + held.size;
        return (
          <span
            key={at}
            data-at={at}
            className={[
              styles.cell,
              touched && styles[touched],
              old !== undefined && styles.changed,
              lit && styles.held,
            ]
              .filter(Boolean)
              .join(' ')}
          >
            {hex(value, 2)}
            {old !== undefined && <del>{hex(old, 2)}</del>}
          </span>
        );
      })}
    </div>
  );
});
