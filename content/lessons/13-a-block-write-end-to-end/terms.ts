/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  pvhvm: {
    term: 'PVHVM',
    means:
      'A label for an HVM guest whose kernel uses paravirtualised interfaces of Xen: PV drivers, event channels, PV clock.',
    source: 'xen-support',
  },
  grant: {
    term: 'grant',
    means: 'An entry in a domain’s grant table that lets one other domain use one of its pages.',
    source: 'xen-grants',
  },
  'grant-reference': {
    term: 'grant reference',
    means: 'The number of such an entry, by which a page is named to the other domain instead of by address.',
    source: 'xen-grants',
  },
  'persistent-grant': {
    term: 'persistent grant',
    means:
      'A grant that the backend keeps mapped from one request to the next, so that data is copied into and out of the granted page instead.',
    source: 'linux-blkfront',
  },
  blkback: {
    term: 'blkback',
    means: 'Its counterpart in the driver domain, the backend, which turns requests of guests into disk I/O.',
    source: 'linux-blkback',
  },
} as const satisfies Terms;
