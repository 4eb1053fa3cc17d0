import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { number } from '../../model/format.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { Row } from './Row.tsx';

type Value = NonNullable<HypercallView['copied']>['values'][number];
const same = (a: Value | undefined, b: Value): boolean => a?.value === b.value;

interface CopiedProps extends PartProps {
  /** It is copied back in this step, and may be the function's last. */
  readonly out: boolean;
}

/** What Xen's function holds of its own: what it has copied, the guest can no longer change. */
export const Copied = memo(function Copied({ view, before, box, step, kit, out }: CopiedProps) {
  const copied = view.copied ?? (out ? before?.copied : null);
  const values = copied?.values ?? [];
  const text =
    values.length > 0
      ? `${copied?.procedure} holds a copy of its own: ${values.map((v) => `${v.name} ${number(v.value)}`).join(', ')}.`
      : 'Xen’s own copy of what the guest hands over. Nothing is copied.';
  const pitch = (box.width - 16) / 4;
  const y = box.y + (box.height - 20) / 2 + 20;
  const old = before?.copied?.procedure === copied?.procedure ? before?.copied?.values : undefined;
  return (
    <Panel
      box={box}
      tone="hypervisor"
      title="Xen’s own copy"
      aside={copied?.procedure ?? ''}
      quiet={values.length === 0}
      text={text}
    >
      {values.map((v, i) => (
        <Row
          key={v.name}
          box={{ x: box.x + 6 + i * pitch, y: y - 16, width: pitch - 2, height: 28 }}
          says={`${v.name} ${number(v.value)}.`}
          lit={
            before !== undefined &&
            !same(
              old?.find((o) => o.name === v.name),
              v,
            )
              ? step
              : undefined
          }
          kit={kit}
        >
          <text className={styles.small} x={box.x + 13 + i * pitch} y={y - 5}>
            {v.name}
          </text>
          <text className={styles.strong} x={box.x + 13 + i * pitch} y={y + 9}>
            {number(v.value)}
          </text>
        </Row>
      ))}
    </Panel>
  );
});
