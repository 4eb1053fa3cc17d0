import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { shorten } from '../../stage/text.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';

interface Fact {
  readonly from: string;
  readonly what: string;
}

/** What each leaf has told the kernel; without `what` it has not asked, or has not noted it. */
export function factsOf({ blocks, platform, page }: HypercallView): readonly Fact[] {
  const named = blocks.map((b) => ({ from: `0x${hex(b.leaf)}`, what: `“${b.signature}”` }));
  const base = platform.base;
  const leaf = (i: number): string => (base === null ? `base + ${i}` : `0x${hex(base + i)}`);
  const { version } = platform;
  return [
    ...(named.length > 0 ? named : [{ from: '0x40000000', what: '' }]),
    { from: leaf(1), what: version === null ? '' : `Xen ${version >>> 16}.${version & 0xffff}` },
    page.gpa === null
      ? { from: 'page', what: 'not wanted' }
      : { from: leaf(2), what: platform.msr === null ? '' : `MSR 0x${hex(platform.msr)}` },
  ];
}

const ROWS = 4;

/** The kernel's answers from CPUID: who is there, in which version, and by which register to have the page. */
export const Known = memo(function Known({ view, before, box, step, kit }: PartProps) {
  const facts = factsOf(view);
  const old = before && factsOf(before);
  const found = view.platform.base !== null;
  const list = facts.map((f) => `${f.from}: ${f.what || 'not asked yet'}`).join('; ');
  return (
    <Panel
      box={box}
      tone="guest"
      title="the kernel knows"
      aside={found ? 'this is Xen' : ''}
      text={`What the kernel has learnt from CPUID leaves. ${list}.`}
    >
      {facts.map((f, i) => {
        const row = rowBox(box, ROWS, i);
        const lit = old !== undefined && old[i]?.what !== f.what;
        return (
          <Row
            key={f.from}
            box={row}
            says={`${f.from}: ${f.what || 'not asked yet'}.`}
            lit={lit ? step : undefined}
            kit={kit}
          >
            <text className={styles.small} x={row.x + 6} y={baseOf(row)}>
              {f.from}
            </text>
            <text
              className={f.what ? styles.strong : styles.faint}
              x={row.x + row.width - 6}
              y={baseOf(row)}
              textAnchor="end"
            >
              {shorten(f.what || 'not asked', 18)}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
});
