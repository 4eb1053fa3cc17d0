import { InputError, quoted } from '../../core/assert.ts';
import { PAGE_SIZES } from '../../mechanisms/paging.ts';
import type { AccessKind } from '../../mechanisms/walker.ts';
import { choice, flag, params, text } from '../../stories/schema.ts';

const ACCESSES = ['read', 'write', 'fetch'] as const satisfies readonly AccessKind[];
/** Faults about a single page, and those for which Xen splits a large one. */
const SINGLE = ['ept-readonly', 'ept-table-paged'];
const SPLITS = ['ept-log-dirty', 'ept-no-exec', 'ept-table-log-dirty'];

/** A linear address of 64 bits from hex digits. Throws an InputError. */
function readAddress(typed: string): bigint {
  if (!/^(0x)?[0-9a-f]{1,16}$/i.test(typed))
    throw new InputError(`address takes up to 16 hex digits, such as 0x7f8a12345678, not ${quoted(typed)}.`);
  return BigInt(typed.toLowerCase().startsWith('0x') ? typed : `0x${typed}`);
}

export const eptWalkParams = params(
  {
    address: text('0x7f8a12345678', readAddress),
    access: choice(ACCESSES),
    as: choice(['user', 'kernel']),
    'guest-page': choice(PAGE_SIZES),
    'nested-page': choice(PAGE_SIZES),
    'guest-levels': choice({ '4': 4, '5': 5 }),
    'nested-levels': choice({ '4': 4, '5': 5 }),
    vendor: choice(['intel', 'amd']),
    caches: choice(['off', 'tlb', 'all']),
    'ept-ad': flag(false),
    /** Which of CR0.WP, CR4.SMEP and CR4.SMAP bind the kernel. */
    checks: choice(['all', 'no-smap', 'wp-only', 'none']),
    fault: choice([
      'none',
      'guest-not-present',
      'guest-readonly',
      'guest-nx',
      'guest-supervisor',
      'guest-reserved',
      'ept-mmio',
      'ept-pod',
      'ept-log-dirty',
      'ept-readonly',
      'ept-no-exec',
      'ept-table-paged',
      'ept-table-log-dirty',
      'misconfig-type',
      'misconfig-wx',
      'misconfig-reserved',
    ]),
    /** What happens before a second access. */
    second: choice(['none', 'again', 'guest-remap', 'xen-remap']),
    flush: choice(['none', 'invlpg', 'mov-cr3', 'invvpid', 'invept', 'asid']),
  },
  [
    ({ vendor, flush }) =>
      vendor === 'intel' && flush === 'asid' && 'An Intel processor has no ASIDs: choose invvpid or invept.',
    ({ vendor, flush }) =>
      vendor === 'amd' &&
      (flush === 'invvpid' || flush === 'invept') &&
      'An AMD processor has neither INVVPID nor INVEPT: choose asid.',
    ({ vendor, fault }) =>
      vendor === 'amd' &&
      fault === 'misconfig-wx' &&
      'Nested page tables have no read bit, so nothing can be writable but not readable: choose vendor intel.',
    ({ vendor, fault }) =>
      vendor === 'amd' &&
      fault === 'misconfig-reserved' &&
      'Xen takes a nested page fault of ordinary memory for spurious and retries it for ever: choose vendor intel.',
    (c) =>
      c.vendor === 'amd' &&
      c.fault === 'ept-no-exec' &&
      c['nested-page'] !== '4K' &&
      'Large pages that may not be fetched from are Xen’s answer to an erratum of Intel processors: choose nested-page 4K.',
    (c) =>
      c['nested-page'] === '1G' &&
      SPLITS.includes(c.fault) &&
      `Xen would split the page of 1 GiB into 262,144 entries for ${c.fault}: choose nested-page 4K or 2M.`,
    (c) =>
      c['nested-page'] !== '4K' &&
      SINGLE.includes(c.fault) &&
      `${c.fault} is about a single page: choose nested-page 4K.`,
  ],
);
export type Choices = ReturnType<typeof eptWalkParams.values>;
