/** The engine's public face. Everything outside the engine imports from here and from nowhere else inside it. */
export * from './core/assert.ts';
export * from './core/brand.ts';
export * from './core/effect.ts';
export * from './core/errno.ts';
export * from './core/layout.ts';
export * from './core/ledger.ts';
export * from './core/machine.ts';
export { Edit, Memory } from './core/memory.ts';
export * from './core/procedure.ts';
export * from './core/state.ts';
export * from './history.ts';
export { loadScenario, SCENARIO_IDS, type ScenarioId } from './scenarios/index.ts';
export * from './scenarios/params.ts';
export * from './scenarios/scenario.ts';
export * from './spec.ts';
