import type { DomainView, EventChannelsView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Lights } from './lights.ts';
import { Matrix } from './Matrix.tsx';
import { Queues } from './Queues.tsx';
import { Upcalls } from './Upcalls.tsx';

interface PageProps {
  readonly domain: DomainView;
  readonly subject: EventChannelsView['subject'];
  readonly plan: Plan;
  readonly lights: Lights;
  readonly kit: Kit;
}

/** Where the words of either ABI begin, under the bytes of the vCPUs. */
const HEAD = 62;

/** What the guest shares with Xen: whoever sets a bit here, the other side sees it. */
export function Page({ domain, subject, plan, lights, kit }: PageProps) {
  const { page, tab } = plan;
  const fifo = domain.abi === 'fifo';
  const port = subject?.domain === domain.domain ? subject.port : null;
  const common = { domain, port, plan, y: page.y + HEAD, lights, kit };
  return (
    <g>
      <Explain
        text={
          fifo
            ? 'The guest’s shared_info, control blocks and event words: memory of the guest that Xen writes too.'
            : 'The guest’s shared_info: evtchn_pending and evtchn_mask, 64 words of 64 bits each, and a vcpu_info for each vCPU.'
        }
        stop
      >
        <path className={styles.shared} d={outline(plan)} />
        {tab && (
          <text className={styles.tab} x={tab.x + tab.width / 2} y={tab.y + 17} textAnchor="middle">
            shared
          </text>
        )}
        <text className={styles.title} x={page.x + 8} y={page.y + 15}>
          {fifo ? 'FIFO: queues and event words' : 'shared_info of the guest'}
        </text>
        <text className={styles.small} x={page.x + page.width - 8} y={page.y + 15} textAnchor="end">
          {fifo ? 'one word for each port' : '64 words of 64 bits'}
        </text>
      </Explain>
      <Upcalls domain={domain} plan={plan} lights={lights} kit={kit} />
      {fifo ? <Queues {...common} /> : <Matrix {...common} />}
    </g>
  );
}

/** A rectangle, with a tab up into the guest where the page does not straddle the border itself. */
function outline({ page, tab }: Plan): string {
  const top = tab ? `H${tab.x}V${tab.y}h${tab.width}V${page.y}` : '';
  return `M${page.x} ${page.y}${top}H${page.x + page.width}v${page.height}H${page.x}z`;
}
