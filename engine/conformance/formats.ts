/** The file formats that can be replayed. A new format is a row. */
import { InputError } from '../core/assert.ts';
import { replayLiveRing, replayRingSteps } from './block-ring.ts';
import { isObj, type Obj } from './decode.ts';
import { replayGoldenPeers } from './golden-peers.ts';
import { replayGoldenXen } from './golden-xen.ts';
import { replayIdePorts } from './ide-ports.ts';
import { replayIoCounts } from './io-counts.ts';
import { replayLayouts } from './layouts.ts';
import type { Outcome } from './outcome.ts';
import { replayPvWalks } from './recorded-pv-walks.ts';
import { replayNestedWalks } from './recorded-walks.ts';
import { replayRingTrace } from './ring-trace.ts';
import { replayUnplugPorts, replayUnplugVariants } from './unplug.ts';

export interface Format {
  readonly name: string;
  /** A file that has all these keys is of this format, unless a row above claims it. */
  readonly keys: readonly string[];
  readonly replay: (file: Obj) => Outcome;
}

const notYet = (what: string) => (): never => {
  throw new InputError(`${what} are not covered yet: the engine does not have that mechanism.`);
};

export const FORMATS: readonly Format[] = [
  { name: 'ring trace', keys: ['kind', 'rows'], replay: replayRingTrace },
  { name: 'layouts', keys: ['xen', 'virtio', 'derived'], replay: replayLayouts },
  { name: 'golden values of Xen', keys: ['ring_init', 'notify_request_cases'], replay: replayGoldenXen },
  {
    name: 'golden values of paging and peers',
    keys: ['paging', 'ept'],
    replay: replayGoldenPeers,
  },
  { name: 'IDE port sequence', keys: ['commandBlock'], replay: replayIdePorts },
  { name: 'live block ring', keys: ['ringHpa', 'runs'], replay: replayLiveRing },
  { name: 'block ring before and after', keys: ['ringHpa', 'steps'], replay: replayRingSteps },
  { name: 'I/O counts', keys: ['modes', 'notes'], replay: replayIoCounts },
  { name: 'unplug port accesses', keys: ['sequences'], replay: replayUnplugPorts },
  { name: 'devices for each unplug setting', keys: ['cases'], replay: replayUnplugVariants },
  { name: 'nested page walks', keys: ['walks', 'gpaWalks', 'vmcb'], replay: replayNestedWalks },
  { name: 'page walks of a PV guest', keys: ['walks', 'm2p', 'holdPage'], replay: replayPvWalks },
  { name: 'virtqueue trace', keys: ['num', 'eventIdx', 'rows'], replay: notYet('Virtqueue traces') },
  { name: 'virtqueue decisions', keys: ['what', 'rows'], replay: notYet('Decisions of vring_need_event') },
];

/** The format of a parsed file. Throws an InputError that says what there is. */
export function formatOf(json: unknown): Format {
  const file = isObj(json) ? json : {};
  const found = FORMATS.find((f) => f.keys.every((k) => Object.hasOwn(file, k)));
  if (found) return found;
  throw new InputError(`This is not a file of a known format (${FORMATS.map((f) => f.name).join(', ')}).`);
}

/** Replays a parsed file. Throws an InputError with one sentence if it cannot be read as what it claims to be. */
export const replayFile = (json: unknown): Outcome => formatOf(json).replay(json as Obj);

/** The same from a file's text. */
export function replayText(text: string): Outcome {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError('This is not JSON.');
  }
  return replayFile(json);
}
