import { InputError, quoted } from '../../core/assert.ts';
import { PAGE_SIZES, type PageSize } from '../../mechanisms/paging.ts';
import type { AccessKind } from '../../mechanisms/walker.ts';
import type { Param, Params } from '../../stories/params.ts';

const ACCESSES = ['read', 'write', 'fetch'] as const satisfies readonly AccessKind[];
export const VENDORS = ['intel', 'amd'] as const;
export const CACHES = ['off', 'tlb', 'all'] as const;
/** Which of CR0.WP, CR4.SMEP and CR4.SMAP bind the kernel. */
export const CHECKS = ['all', 'no-smap', 'wp-only', 'none'] as const;
export const FAULTS = [
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
] as const;
export type FaultCase = (typeof FAULTS)[number];
/** What happens before a second access. */
export const SECONDS = ['none', 'again', 'guest-remap', 'xen-remap'] as const;
export const FLUSHES = ['none', 'invlpg', 'mov-cr3', 'invvpid', 'invept', 'asid'] as const;
export type Flush = (typeof FLUSHES)[number];

const choice = (id: string, options: readonly string[], fallback = options[0] ?? ''): Param => ({
  kind: 'choice',
  id,
  options,
  default: fallback,
});

export const params: readonly Param[] = [
  { kind: 'text', id: 'address', default: '0x7f8a12345678', check: (text) => void readAddress(text) },
  choice('access', ACCESSES),
  choice('as', ['user', 'kernel']),
  choice('guest-page', PAGE_SIZES),
  choice('nested-page', PAGE_SIZES),
  choice('guest-levels', ['4', '5']),
  choice('nested-levels', ['4', '5']),
  choice('vendor', VENDORS),
  choice('caches', CACHES),
  { kind: 'flag', id: 'ept-ad', default: false },
  choice('checks', CHECKS),
  choice('fault', FAULTS),
  choice('second', SECONDS),
  choice('flush', FLUSHES),
];

/** A linear address of 64 bits from hex digits. Throws an InputError. */
export function readAddress(text: string): bigint {
  if (!/^(0x)?[0-9a-f]{1,16}$/i.test(text))
    throw new InputError(`address takes up to 16 hex digits, such as 0x7f8a12345678, not ${quoted(text)}.`);
  return BigInt(text.toLowerCase().startsWith('0x') ? text : `0x${text}`);
}

export interface Choices {
  readonly gva: bigint;
  readonly access: AccessKind;
  readonly user: boolean;
  readonly guestPage: PageSize;
  readonly nestedPage: PageSize;
  readonly guestLevels: number;
  readonly nestedLevels: number;
  readonly vendor: (typeof VENDORS)[number];
  readonly caches: (typeof CACHES)[number];
  readonly ad: boolean;
  readonly checks: (typeof CHECKS)[number];
  readonly fault: FaultCase;
  readonly second: (typeof SECONDS)[number];
  readonly flush: Flush;
}

function pick<T extends string>(options: readonly T[], p: Params, id: string): T {
  return options.find((o) => o === p[id]) ?? (options[0] as T);
}

/** Combinations that no real system could be in, each with the sentence that says why. */
function refuse(c: Choices): void {
  const intel = c.vendor === 'intel';
  const rules: readonly (readonly [boolean, string])[] = [
    [intel && c.flush === 'asid', 'An Intel processor has no ASIDs: choose invvpid or invept.'],
    [
      !intel && (c.flush === 'invvpid' || c.flush === 'invept'),
      'An AMD processor has neither INVVPID nor INVEPT: choose asid.',
    ],
    [
      !intel && c.fault === 'misconfig-wx',
      'Nested page tables have no read bit, so nothing can be writable but not readable: choose vendor intel.',
    ],
    [
      !intel && c.fault === 'misconfig-reserved',
      'Xen takes a nested page fault of ordinary memory for spurious and retries it for ever: choose vendor intel.',
    ],
    [
      !intel && c.fault === 'ept-no-exec' && c.nestedPage !== '4K',
      'Large pages that may not be fetched from are Xen’s answer to an erratum of Intel processors: choose nested-page 4K.',
    ],
    [
      c.nestedPage === '1G' && SPLITS.has(c.fault),
      `Xen would split the page of 1 GiB into 262,144 entries for ${c.fault}: choose nested-page 4K or 2M.`,
    ],
    [
      c.nestedPage !== '4K' && SINGLE.has(c.fault),
      `${c.fault} is about a single page: choose nested-page 4K.`,
    ],
  ];
  const broken = rules.find(([applies]) => applies);
  if (broken) throw new InputError(broken[1]);
}
const SINGLE: ReadonlySet<FaultCase> = new Set(['ept-readonly', 'ept-table-paged']);
const SPLITS: ReadonlySet<FaultCase> = new Set(['ept-log-dirty', 'ept-no-exec', 'ept-table-log-dirty']);

export function choices(p: Params): Choices {
  const c: Choices = {
    gva: readAddress(String(p.address)),
    access: pick(ACCESSES, p, 'access'),
    user: p.as !== 'kernel',
    guestPage: pick(PAGE_SIZES, p, 'guest-page'),
    nestedPage: pick(PAGE_SIZES, p, 'nested-page'),
    guestLevels: Number(p['guest-levels']),
    nestedLevels: Number(p['nested-levels']),
    vendor: pick(VENDORS, p, 'vendor'),
    caches: pick(CACHES, p, 'caches'),
    ad: p['ept-ad'] === true,
    checks: pick(CHECKS, p, 'checks'),
    fault: pick(FAULTS, p, 'fault'),
    second: pick(SECONDS, p, 'second'),
    flush: pick(FLUSHES, p, 'flush'),
  };
  refuse(c);
  return c;
}
