import { InputError } from '../../core/assert.ts';
import type { Vendor } from '../../mechanisms/domain.ts';
import type { Param, Params } from '../../stories/params.ts';
import { ARGUMENTS, type Arguments, CALL_NAMES, type CallName, callWith } from './calls.ts';
import { AT } from './map.ts';

const HOWS = ['page', 'direct', 'page-misaligned', 'page-nowhere'] as const;
export type How = (typeof HOWS)[number];
const VENDORS = ['intel', 'amd'] as const;

export const params: readonly Param[] = [
  { kind: 'choice', id: 'call', options: CALL_NAMES, default: 'features' },
  { kind: 'choice', id: 'arguments', options: ARGUMENTS, default: 'good' },
  { kind: 'choice', id: 'how', options: HOWS, default: 'page' },
  { kind: 'choice', id: 'vendor', options: VENDORS, default: 'intel' },
  { kind: 'flag', id: 'viridian', default: false },
  { kind: 'flag', id: 'preempt', default: false },
];

/** The parameters as the setup uses them. */
export interface Choices {
  readonly name: CallName;
  readonly arguments: Arguments;
  readonly how: How;
  /** What the guest writes into the hypercall page's MSR; null: it makes no page. */
  readonly page: number | null;
  readonly vendor: Vendor;
  readonly viridian: boolean;
  readonly preempt: boolean;
}

const PAGE: Readonly<Record<How, number | null>> = {
  page: AT.hypercall_page,
  direct: null,
  'page-misaligned': AT.hypercall_page + 0x10,
  'page-nowhere': AT.nowhere,
};

export function choices(p: Params): Choices {
  const name = CALL_NAMES.find((n) => n === p.call) ?? 'features';
  const kind: Arguments = ARGUMENTS.find((a) => a === p.arguments) ?? 'good';
  const how = HOWS.find((h) => h === p.how) ?? 'page';
  if (!callWith(name, kind)) {
    const kinds = ARGUMENTS.filter((a) => callWith(name, a));
    throw new InputError(
      `With call=${name}, arguments is one of ${kinds.join(', ')}; ${kind} makes no sense there.`,
    );
  }
  return {
    name,
    arguments: kind,
    how,
    page: PAGE[how],
    vendor: VENDORS.find((v) => v === p.vendor) ?? 'intel',
    viridian: p.viridian === true,
    preempt: p.preempt === true,
  };
}
