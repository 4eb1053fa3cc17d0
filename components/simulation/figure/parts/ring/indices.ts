/** The ring's eight indices: who writes them, where they lie, and how they are drawn. */
import type { RingView } from '@/engine/index.ts';
import { byteId, recordId } from '../../../model/focus.ts';
import type { Tone } from '../../../model/worlds.ts';

export type IndexName =
  | 'req_prod'
  | 'req_event'
  | 'rsp_prod'
  | 'rsp_event'
  | 'req_prod_pvt'
  | 'rsp_cons'
  | 'req_cons'
  | 'rsp_prod_pvt';

export interface IndexInfo {
  readonly name: IndexName;
  /** In two or three plain words. */
  readonly plain: string;
  /** In the shared page, or private to one driver. */
  readonly owner: 'shared' | 'frontend' | 'backend';
  readonly tone: Tone;
  /** A threshold says "notify me when you pass here"; it is not a position. */
  readonly threshold: boolean;
  /** The id by which a step lights it. */
  readonly id: (ring: RingView, keys: Readonly<Record<'frontend' | 'backend', string>>) => string;
  readonly means: string;
}

const shared = (
  name: IndexName,
  plain: string,
  offset: number,
  threshold: boolean,
  means: string,
): IndexInfo => ({
  name,
  plain,
  owner: 'shared',
  tone: 'shared',
  threshold,
  id: (ring) => byteId(ring.at + offset),
  means,
});

const own = (name: IndexName, plain: string, owner: 'frontend' | 'backend', means: string): IndexInfo => ({
  name,
  plain,
  owner,
  tone: owner === 'frontend' ? 'guest' : 'host',
  threshold: false,
  id: (_, keys) => recordId(keys[owner], name),
  means,
});

export const SHARED: readonly IndexInfo[] = [
  shared('req_prod', 'requests published', 0, false, 'requests the guest has published'),
  shared('req_event', 'ring me at request', 4, true, 'notify the driver domain when req_prod passes here'),
  shared('rsp_prod', 'answers published', 8, false, 'answers the driver domain has published'),
  shared('rsp_event', 'ring me at answer', 12, true, 'notify the guest when rsp_prod passes here'),
];
export const FRONTEND: readonly IndexInfo[] = [
  own('req_prod_pvt', 'requests written', 'frontend', 'requests the guest has written, published or not'),
  own('rsp_cons', 'answers collected', 'frontend', 'answers the guest has collected'),
];
export const BACKEND: readonly IndexInfo[] = [
  own('req_cons', 'requests taken', 'backend', 'requests the driver domain has taken'),
  own(
    'rsp_prod_pvt',
    'answers written',
    'backend',
    'answers the driver domain has written, published or not',
  ),
];
export const INDICES: readonly IndexInfo[] = [...SHARED, ...FRONTEND, ...BACKEND];
