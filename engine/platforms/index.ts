/** The platforms that there are tables for. */

export { type Platform, ROLES, type Role } from './platform.ts';
export { xen } from './xen.ts';
export { xenHvmEmulated } from './xen-hvm-emulated.ts';
export { xenPv, xenPvh, xenPvhvm } from './xen-paravirtual.ts';
