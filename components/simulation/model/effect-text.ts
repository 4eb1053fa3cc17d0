/** An effect in a few characters, as it would stand in a log: so that a run can be laid beside a recording. */
import type { Effect } from '@/engine/index.ts';
import type { Counterpart } from '../content.ts';
import { hex } from './format.ts';

type Show = NonNullable<Counterpart['show']>;

const word = (n: number | bigint): string => `0x${hex(n)}`;

/** `0x50`, or nothing where only names are told. */
const given = (arrow: string, value: number | bigint, show: Show): string =>
  show === 'name' ? '' : ` ${arrow} ${word(value)}`;

/** Undefined for effects that a log of a real machine cannot have. */
export function effectText(e: Effect, show: Show = 'value'): string | undefined {
  switch (e.kind) {
    case 'port':
      return `${e.dir} ${word(e.port)}${given(e.dir === 'in' ? '→' : '←', e.value, show)}`;
    case 'mmio':
      return `${e.dir === 'in' ? 'read' : 'write'} ${word(e.at)}${given(e.dir === 'in' ? '→' : '←', e.value, show)}`;
    case 'write':
      return show === 'change'
        ? changeText(e.place.leaf, BigInt(e.value) - BigInt(e.old))
        : `${e.place.leaf}${given('←', e.value, show)}`;
    case 'read':
      return `${e.place.leaf}${given('→', e.value, show)}`;
    case 'walk':
      return `${e.table} level ${e.level}${given('→', e.value, show)}`;
    case 'exit':
      return `exit ${e.name}`;
    case 'entry':
      return 'entry';
    case 'hypercall':
      return e.op === '' ? e.name : e.op;
    case 'notify':
      return `event to domain ${e.to}`;
    case 'interrupt':
      return e.vector === null ? 'interrupt' : `interrupt ${word(e.vector)}`;
    case 'eoi':
      return `end of interrupt ${word(e.vector)}`;
    case 'ioreq':
      return 'event to the device model';
    default:
      return undefined;
  }
}

const changeText = (name: string, by: bigint): string =>
  by === 0n ? `${name} unchanged` : `${name} ${by < 0n ? '−' : '+'} ${by < 0n ? -by : by}`;
