/**
 * A platform is a table: which mechanism plays which role on the way of a request. What a scenario needs of it is the
 * mechanisms, what may break into the guest, and the worlds; what a reader needs is the table.
 */
import type { Interrupt } from '../core/state.ts';
import type { DomainType } from '../mechanisms/domain.ts';
import type { Mechanism } from '../mechanisms/mechanism.ts';
import type { PlatformWorlds } from './worlds.ts';

export const ROLES = ['privilege', 'driver', 'kick', 'service', 'completion'] as const;
/**
 * `privilege`: leaving and entering guest mode, and calling Xen. `driver`: the guest's own. `kick`: how it says that there is
 * work. `service`: who does the work. `completion`: how the guest learns that it is done.
 */
export type Role = (typeof ROLES)[number];

/** Two roles may share a mechanism: an event channel kicks and completes. */
export type Way = Readonly<Record<Role, readonly Mechanism[]>>;

export interface Platform extends PlatformWorlds {
  readonly id: string;
  /** How Xen runs the guest. */
  readonly guest: DomainType;
  /** What can break into a thread of the guest. */
  readonly interrupts: (domain: number, vcpu?: number) => readonly Interrupt[];
  /** What a request passes, by the device that it is for. */
  readonly ways: { readonly disk?: Way; readonly net?: Way };
}

/** The mechanisms of a way, each once. */
export const mechanismsOf = (way: Way): readonly Mechanism[] => [
  ...new Set(ROLES.flatMap((role) => way[role])),
];
