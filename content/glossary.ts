/** The terms that several lessons introduce. A lesson's own are in its folder. */
import type { Terms } from './term.ts';

export const GLOSSARY = {
  hypercall: {
    term: 'hypercall',
    means:
      'A call from a domain’s kernel into Xen, by number and with arguments in registers; in an HVM or PVH guest it is a VM exit.',
    source: 'xen-hypercall-abi',
  },
} as const satisfies Terms;
