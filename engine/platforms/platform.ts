/**
 * A platform is a table: which mechanism plays which role on a disk request's way. What a scenario needs of it is the
 * listings and what may break into the guest; what a reader needs is the table.
 */
import type { Procedure } from '../core/procedure.ts';
import type { Interrupt } from '../core/state.ts';
import type { DomainType } from '../mechanisms/domain.ts';

export const ROLES = ['privilege', 'driver', 'kick', 'service', 'completion'] as const;
/**
 * `privilege`: leaving and entering guest mode, and calling Xen. `driver`: the guest's own. `kick`: how it says that there is
 * work. `service`: who does the work. `completion`: how the guest learns that it is done.
 */
export type Role = (typeof ROLES)[number];

export interface Platform {
  readonly id: string;
  /** How Xen runs the guest. */
  readonly guest: DomainType;
  /** What can break into a thread of the guest. */
  readonly interrupts: (domain: number) => readonly Interrupt[];
  readonly roles: Readonly<Record<Role, readonly Procedure[]>>;
  /** Every procedure of every role, once. */
  readonly listings: readonly Procedure[];
}

/** Two roles may share a mechanism: an event channel kicks and completes. */
export const platform = (p: Omit<Platform, 'listings'>): Platform => ({
  ...p,
  listings: [...new Set(ROLES.flatMap((r) => p.roles[r]))],
});
