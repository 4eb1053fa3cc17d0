import type { DomainSpec, State } from '../../core/state.ts';

/** What must hold in every state, whatever the schedule. */
export interface Invariant {
  readonly name: string;
  /** @param domains those of the program */
  readonly holds: (state: State, domains: readonly DomainSpec[]) => boolean;
}

/** Those of the domains that have a record of this kind: a mechanism may serve one of them only. */
export const having = (
  state: State,
  domains: readonly DomainSpec[],
  key: (domain: number) => string,
): readonly number[] => domains.map((d) => d.id).filter((id) => key(id) in state.records);
