/** The bits of one domain's shared_info that decide whether and how it hears of an event. */
import type { BlockIoView } from '@/engine/index.ts';
import { leafId } from '../../model/focus.ts';
import type { Drawn, Item, Room } from '../spec.ts';

type Events = BlockIoView['events']['guest'];

/** Whether somebody has rung. It is quiet again when the kernel has found out who, and before its driver has looked. */
function bellText({ upcall_mask, ports }: Events, taken: boolean): string {
  if (!ports.some((p) => p.pending)) return 'quiet';
  return taken || upcall_mask !== 0 ? 'heard' : 'rung';
}

/** Whether somebody has rung for a domain. Where it has little room, whose it is is told by where it stands. */
export function bellDrawn(whose: string, text: string, brief = false): Drawn {
  const label = brief ? 'bell' : `${whose.replace('the ', '')}’s bell`;
  const item: Item = { id: 'bell', label, value: text, says: `The bell of ${whose} is ${text}.` };
  return { frame: 'shared', says: item.says, body: { kind: 'rows', items: [item] } };
}

/**
 * Event bits lie in a page that the domain shares with Xen, so they straddle the border between them.
 * @param whose how sentences name the domain
 * @param taken the processor has taken the interrupt, and the kernel has not looked yet
 */
export function eventsDrawn(events: Events, whose: string, room: Room, taken = false): Drawn {
  const bits = [
    { id: 'evtchn_upcall_pending', label: 'upcall', on: events.upcall_pending !== 0 },
    { id: 'evtchn_pending_sel', label: 'select', on: events.pending_sel !== 0n },
    { id: 'evtchn_pending', label: 'pend', on: events.ports.some((p) => p.pending) },
    { id: 'evtchn_mask', label: 'mask', on: events.ports.some((p) => p.masked) },
  ];
  const says = `Event bits of ${whose}, shared with Xen: ${bits.map((b) => `${b.id} ${b.on ? 1 : 0}`).join(', ')}.`;
  if (room.level !== 'lines') return bellDrawn(whose, bellText(events, taken), room.format === 'small');
  const cells = bits.map(
    ({ id, label, on }): Item => ({
      id,
      label,
      value: on ? '1' : '0',
      look: on ? 'set' : 'clear',
      lights: [leafId(id, events.at)],
      says: `The bit ${id} is ${on ? 1 : 0}.`,
    }),
  );
  return { frame: 'shared', says, body: { kind: 'cells', rows: [{ label: '', cells }] } };
}
