import type { DomainView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { Cell } from './Cell.tsx';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Lights } from './lights.ts';

interface UpcallsProps {
  readonly domain: DomainView;
  readonly plan: Plan;
  readonly lights: Lights;
  readonly kit: Kit;
}

const TOP = 21;
const PITCH = 19;
const SIDE = 15;

/** Of each vCPU the byte that says “look”, and the one by which a PV kernel holds it off. */
export function Upcalls({ domain, plan, lights, kit }: UpcallsProps) {
  const { page, names } = plan;
  const pv = domain.vcpus[0]?.delivery.delivery === 'pv';
  const second = page.x + names + 124;
  return domain.vcpus.map((v, i) => {
    const y = page.y + TOP + i * PITCH;
    const base = y + SIDE - 3.5;
    return (
      <g key={v.vcpu}>
        <text className={styles.name} x={page.x + 8} y={base}>
          vCPU {v.vcpu}
        </text>
        <Cell
          x={page.x + names}
          y={y}
          width={SIDE}
          height={SIDE}
          text={String(v.upcall_pending)}
          look={v.upcall_pending ? 'pending' : 'off'}
          explain={`evtchn_upcall_pending of vCPU ${v.vcpu}: ${v.upcall_pending ? 1 : 0}, ${v.upcall_pending ? 'it is to look at its words' : 'nothing new'}.`}
          lit={lights(`${domain.domain}.evtchn_upcall_pending.${v.vcpu}`)}
          kit={kit}
        />
        <text className={styles.field} x={page.x + names + SIDE + 5} y={base}>
          upcall_pending
        </text>
        <Cell
          x={second}
          y={y}
          width={SIDE}
          height={SIDE}
          text={String(v.upcall_mask)}
          look={v.upcall_mask ? 'mask' : pv ? 'off' : 'idle'}
          explain={`evtchn_upcall_mask of vCPU ${v.vcpu}: ${v.upcall_mask}. ${pv ? 'A PV kernel’s own “not now”.' : 'Only PV guests use it; this one has an interrupt flag.'}`}
          lit={lights(`${domain.domain}.evtchn_upcall_mask.${v.vcpu}`)}
          kit={kit}
        />
        <text className={pv ? styles.field : styles.fieldIdle} x={second + SIDE + 5} y={base}>
          upcall_mask
        </text>
      </g>
    );
  });
}
