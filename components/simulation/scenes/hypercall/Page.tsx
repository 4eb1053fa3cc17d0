import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import styles from './Hypercall.module.css';
import type { Box } from './layouts.ts';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { Row } from './Row.tsx';

type Stub = HypercallView['page']['stubs'][number];

interface Code {
  readonly bytes: readonly number[];
  readonly is: 'number' | 'leave' | 'back' | 'trap' | 'nothing';
}

const INT3 = 0xcc;

/** The bytes of a stub by what they do: load the number, leave guest mode, return; the rest are breakpoints. */
export function codeOf({ bytes }: Pick<Stub, 'bytes'>): readonly Code[] {
  const cut = (is: Code['is'], from: number, to?: number): Code => ({ is, bytes: bytes.slice(from, to) });
  if (bytes[0] === 0xb8)
    return [cut('number', 0, 5), cut('leave', 5, 8), cut('back', 8, 9), cut('nothing', 9)];
  if (bytes[0] === 0x0f) return [cut('trap', 0, 2), cut('nothing', 2)];
  return [cut('nothing', 0)];
}

/** What the middle stub says to a processor. */
function mnemonics({ vendor, page }: HypercallView, stub: Stub): string {
  if (page.state === 'empty') return 'nothing yet: Xen has not written here';
  if (page.state === 'int3') return 'int3 everywhere: breakpoints';
  if (stub.bytes[0] !== 0xb8) return 'ud2: an invalid opcode, not for HVM guests';
  return `mov $${stub.nr}, %eax; ${vendor === 'intel' ? 'vmcall' : 'vmmcall'}; ret`;
}

const bytesText = (bytes: readonly number[]): string => bytes.map((b) => hex(b, 2)).join(' ');
const TITLE = 20;
/** Three stubs, and the mnemonics of the middle one. */
const LINES = 4;
const AT = [0, 1, 3] as const;

/** The guest is in the page, and about to execute what is there. */
const runs = ({ rip, exit }: HypercallView): boolean => rip.at.startsWith('hypercall_page') && !exit.inXen;

/** The page of the guest's own that Xen fills with a stub for each number. */
export const Page = memo(function Page(props: PartProps) {
  const { view, before, box, step, kit } = props;
  const { page, call } = view;
  if (page.gpa === null) return <NoPage {...props} />;
  const pitch = (box.height - TITLE - 4) / LINES;
  const changed = before !== undefined && before.page.state !== page.state;
  const running = runs(view);
  const ran = before !== undefined && runs(before);
  return (
    <Panel
      box={box}
      tone="guest"
      title="hypercall page"
      aside={`guest address 0x${hex(page.gpa)}`}
      text={`The hypercall page, ${STATES[page.state]}. ${page.stubs.map(saysOf).join(' ')}`}
    >
      {page.stubs.map((stub, i) => (
        <StubRow
          key={stub.nr}
          stub={stub}
          here={running && stub.nr === call.nr}
          box={{
            x: box.x + 3,
            y: box.y + TITLE + (AT[i] ?? 0) * pitch,
            width: box.width - 6,
            height: pitch,
          }}
          lit={changed || (ran && i === 1) ? step : undefined}
          kit={kit}
        />
      ))}
      {page.stubs[1] && (
        <text className={styles.means} x={box.x + 34} y={box.y + TITLE + 2 * pitch + pitch / 2 + 3}>
          {mnemonics(view, page.stubs[1])}
        </text>
      )}
    </Panel>
  );
});

const STATES = {
  empty: 'as the guest left it: zeros',
  int3: 'filled with breakpoints',
  stubs: 'with 128 stubs of 32 bytes',
} as const;
const saysOf = (stub: Stub): string => `Stub ${stub.nr}: ${bytesText(stub.bytes)}.`;

const INSTRUCTION = { intel: 'VMCALL', amd: 'VMMCALL' } as const;

/** A kernel that needs no page. */
function NoPage({ view, box }: PartProps) {
  const lines = [
    `the kernel executes ${INSTRUCTION[view.vendor]} itself,`,
    'because it asked who made the processor',
  ];
  return (
    <Panel
      box={box}
      tone="guest"
      title="no hypercall page"
      quiet
      text={`No hypercall page: ${lines.join(' ')}.`}
    >
      {lines.map((text, i) => (
        <text key={text} className={styles.small} x={box.x + 8} y={box.y + 38 + i * 15}>
          {text}
        </text>
      ))}
    </Panel>
  );
}

interface StubProps {
  readonly stub: Stub;
  /** The processor executes it. */
  readonly here: boolean;
  readonly box: Box;
  readonly lit: number | undefined;
  readonly kit: PartProps['kit'];
}

const StubRow = memo(function StubRow({ stub, here, box, lit, kit }: StubProps) {
  const base = box.y + box.height / 2 + 4;
  return (
    <Row box={box} says={saysOf(stub)} lit={lit} kit={kit}>
      <text className={here ? styles.strong : styles.small} x={box.x + 25} y={base} textAnchor="end">
        {stub.nr}
      </text>
      <text className={styles.bytes} x={box.x + 31} y={base}>
        {codeOf(stub).map(({ is, bytes }, i) => (
          <tspan key={is} className={styles[bytes.every((b) => b === INT3 || b === 0) ? 'nothing' : is]}>
            {i > 0 ? ' ' : ''}
            {bytesText(bytes)}
          </tspan>
        ))}
      </text>
    </Row>
  );
});
