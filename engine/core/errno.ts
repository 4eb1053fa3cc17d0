/**
 * Xen's error numbers: a fixed ABI, returned negative from hypercalls.
 * Source: Xen xen/include/public/errno.h.
 */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  ERANGE: 34,
  ENOSYS: 38,
  ENODATA: 61,
  ETIME: 62,
  EOVERFLOW: 75,
  EILSEQ: 84,
  ERESTART: 85,
  EOPNOTSUPP: 95,
} as const;
export type Errno = keyof typeof ERRNO;

/** The value a hypercall returns for an error: `errno('EINVAL')` is -22. */
export const errno = (name: Errno): number => -ERRNO[name];

/** `-22` as `-EINVAL`; anything that is not an error number as itself. */
export function errnoName(value: number): string {
  const found = Object.entries(ERRNO).find(([, n]) => n === -value);
  return found ? `-${found[0]}` : String(value);
}
