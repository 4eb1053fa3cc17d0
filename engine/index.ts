/** The engine's public face. Everything outside the engine imports from here and from nowhere else inside it. */
export * from './core/assert.ts';
export * from './core/brand.ts';
export * from './core/choice.ts';
export * from './core/effect.ts';
export * from './core/effects.ts';
export * from './core/errno.ts';
export * from './core/hash.ts';
export * from './core/layout.ts';
export * from './core/ledger.ts';
export * from './core/machine.ts';
export { Edit, Memory } from './core/memory.ts';
export * from './core/notation.ts';
export * from './core/procedure.ts';
export * from './core/schedule.ts';
export * from './core/state.ts';
export * from './core/store-buffer.ts';
export * from './core/strike.ts';
export * from './history.ts';
export {
  DEPTHS,
  type Depth,
  depthOfStep,
  fromOf,
  neighbour,
  type Stop,
  type Stops,
  stopAt,
} from './levels.ts';
export { FOREIGN_NAMES, isForeign } from './links.ts';
export * from './platforms/worlds.ts';
export * from './race.ts';
export { loadScenario, SCENARIO_IDS, type ScenarioId } from './scenarios/index.ts';
export * from './spec.ts';
export * from './stories/params.ts';
export * from './stories/scenario.ts';

/** Replay of files that real headers and systems left; a chunk of its own. */
export const loadConformance = () => import('./conformance/index.ts');
export type { Divergence, NotCovered, Outcome } from './conformance/outcome.ts';
/** What each platform is made of: which mechanisms play which role; a chunk of its own. */
export const loadPlatforms = () => import('./platforms/index.ts');
export type { Platform, Role } from './platforms/index.ts';
/** A file's way through the story block-io; a chunk of its own. */
export const loadTransfer = () => import('./scenarios/block-io/transfer.ts');
export type { FifoView, QueueView, WordView } from './mechanisms/event-fifo.ts';
export type { BlockIoView, RingView, SlotState, SlotView } from './scenarios/block-io/index.ts';
export type { Totals, Transfer } from './scenarios/block-io/transfer.ts';
export type {
  AccessView,
  EmulatedIoView,
} from './scenarios/emulated-io/index.ts';
export type { EptWalkView } from './scenarios/ept-walk/index.ts';
export type {
  DomainView,
  EventChannelsView,
  PortView,
  ScanView,
  VcpuView,
} from './scenarios/event-channels/index.ts';
export type { Gate, GateState, HypercallView, WalkState, WalkView } from './scenarios/hypercall/index.ts';
export type { SharedRingView } from './scenarios/shared-ring/index.ts';
export type { FunctionView, HandshakeView, UnplugView } from './scenarios/unplug/index.ts';
