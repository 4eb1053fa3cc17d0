/** An effect in a few characters, as it would stand in a log: so that a run can be laid beside a recording. */
import type { Effect } from '@/engine/index.ts';
import { hex } from './format.ts';

const word = (n: number | bigint): string => `0x${hex(n)}`;

/** Undefined for effects that a log of a real machine does not have. */
export function effectText(e: Effect): string | undefined {
  switch (e.kind) {
    case 'port':
      return `${e.dir === 'in' ? 'read' : 'write'} ${word(e.port)} ${word(e.value)}`;
    case 'mmio':
      return `${e.dir === 'in' ? 'read' : 'write'} ${word(e.at)} ${word(e.value)}`;
    case 'walk':
      return `level ${e.level} ${word(e.value)}`;
    case 'exit':
      return e.name;
    case 'hypercall':
      return e.op === '' ? e.name : e.op;
    case 'notify':
      return `event to domain ${e.to}`;
    case 'interrupt':
      return e.vector === null ? 'interrupt' : `interrupt ${word(e.vector)}`;
    default:
      return undefined;
  }
}
