/** The guest's grant table, by which Xen decides whose pages may be mapped. */
import type { BlockIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import type { Drawn, Item, Room } from '../spec.ts';

type Grant = BlockIoView['grants'][number];

/** Units that a pill takes. */
const PILL = 66;

const pill = (g: Grant): Item => ({
  id: String(g.ref),
  value: `${g.ref} ${g.mapped ? 'mapped' : 'allow'}`,
  look: g.mapped ? 'taken' : 'idle',
  lights: [`grant:${g.ref}`],
  says: `Grant ${g.ref}: domain ${g.domid} may use frame 0x${hex(g.frame)}${g.mapped ? ' and has it mapped' : ', not mapped'}; flags 0x${hex(g.flags)}.`,
});

/**
 * As many entries as there is room for: those that requests in flight name come first.
 * @param used references that requests in flight name
 */
export function grantsDrawn(grants: readonly Grant[], used: readonly number[], room: Room): Drawn {
  const mapped = grants.filter((g) => g.mapped).length;
  const says =
    grants.length === 0
      ? 'The grant table of the guest has no entry in use.'
      : `The grant table of the guest has ${grants.length} entries in use, ${mapped} mapped by the driver domain.`;
  const fit = Math.max(1, Math.floor(room.width / PILL) - (grants.length * PILL > room.width ? 1 : 0));
  const shown = [...grants]
    .sort((a, b) => Number(used.includes(b.ref)) - Number(used.includes(a.ref)))
    .slice(0, fit)
    .sort((a, b) => a.ref - b.ref);
  const more = grants.length - shown.length;
  return {
    title: room.level === 'lines' ? 'grant table' : 'pages lent',
    aside: more > 0 ? `+ ${more}` : '',
    frame: 'bare',
    says,
    body: { kind: 'chips', items: shown.map(pill), per: Math.max(1, Math.floor(room.width / PILL)) },
  };
}
