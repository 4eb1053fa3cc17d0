/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'hypercall-page': {
    term: 'hypercall page',
    means:
      'A page of a guest’s own memory into which Xen writes a few bytes of code for each call, so that a kernel need not know which instruction this kind of guest and this processor need.',
    source: 'xen-hypercall-abi',
  },
  'linear-address': {
    term: 'linear address',
    means:
      'An address as code uses it, before the page tables have turned it into a place in memory; C calls it a pointer.',
    source: 'xen-guest-copy',
  },
  multicall: {
    term: 'multicall',
    means: 'One hypercall whose argument is a list of others; each gets its result in its own entry.',
    source: 'xen-multicall',
  },
  continuation: {
    term: 'continuation',
    means:
      'How Xen breaks off a long hypercall: it rewrites the caller’s registers so that the same instruction, executed again, asks for the rest.',
    source: 'xen-continuation',
  },
} as const satisfies Terms;
