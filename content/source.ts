/**
 * A source: something that a figure or a claim of this site rests on. Code is named by file and symbol at the revision
 * that was read, because line numbers move.
 */
export interface Source {
  readonly project: string;
  /** File or document. */
  readonly title: string;
  /** Symbols, section or page. */
  readonly where: string;
  /** Revision, version or date that was read. */
  readonly revision: string;
  /** An address, or a path from this site's root. */
  readonly url: string;
}

/** By the key that prose cites it with. */
export type Sources = Readonly<Record<string, Source>>;

const XEN_COMMIT = 'c447b7308b1330ec6dcfef37220736c28f41daa0';
const LINUX_VERSION = '6.1.192';

export const xen = (title: string, where: string): Source => ({
  project: 'Xen',
  title,
  where,
  revision: XEN_COMMIT.slice(0, 12),
  url: `https://github.com/xen-project/xen/blob/${XEN_COMMIT}/${title}`,
});

/** What its tools’ manual pages promise. They define no symbols: `where` names the entry. */
export const xenManual = (title: string, where: string): Source => ({
  ...xen(title, where),
  project: 'Xen’s manual',
});

export const linux = (title: string, where: string): Source => ({
  project: 'Linux',
  title,
  where,
  revision: LINUX_VERSION,
  url: `https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/tree/${title}?h=v${LINUX_VERSION}`,
});

const QEMU_VERSION = '7.2.0';
export const qemu = (title: string, where: string): Source => ({
  project: 'QEMU',
  title,
  where,
  revision: QEMU_VERSION,
  url: `https://github.com/qemu/qemu/blob/v${QEMU_VERSION}/${title}`,
});

/** One edition everywhere: sections are renumbered from time to time. Pages are those of the stored copy. */
export const sdm = (title: string, where: string, page: number): Source => ({
  project: 'Intel SDM',
  title,
  where,
  revision: '325384-059US, June 2016',
  url: `https://xem.github.io/minix86/manual/intel-x86-and-64-manual-vol3/o_fe12b1e2a880e0ce-${page}.html`,
});

/** What a real Xen did, recorded for this site, which serves the files. */
export const recording = (file: string, where: string): Source => ({
  project: 'Recorded',
  title: file,
  where,
  revision: 'Xen 4.17.7, Linux 6.1, QEMU 7.2 on an emulated processor: counts are real, times are not',
  url: `/recordings/${file}`,
});
