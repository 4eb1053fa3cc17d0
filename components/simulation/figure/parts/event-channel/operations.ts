/** The story's operations: what was done last and with what result, what is under way, what comes next. */
import { type EventChannelsView, errnoName } from '@/engine/index.ts';
import { shorten } from '../../../stage/text.ts';
import { fits } from '../../fit.ts';
import type { Drawn, Item, Room } from '../../spec.ts';
import { isLines, isStory } from './names.ts';

type Program = EventChannelsView['program'];
type Op = Program['ops'][number];
type Answer = NonNullable<Program['results'][number]['status']>;

const WHO = { g0: 'vCPU 0', g1: 'vCPU 1', d: 'dom0', xen: 'Xen' } as const;
const WHO_PLAIN = { ...WHO, g0: 'guest', g1: 'guest' } as const;

/** What an operation does, for somebody who knows ports as bells; `…` is the bell's number. */
const PLAIN: Readonly<Record<string, string>> = {
  alloc: 'offers a bell',
  bind: 'ties a bell to it',
  bind_virq: 'gives Xen a bell',
  bind_ipi: 'makes a bell for itself',
  bind_pirq: 'gives a device a bell',
  close: 'takes bell … away',
  send: 'rings bell …',
  status: 'asks about bell …',
  bind_vcpu: 'moves bell …',
  unmask: 'hears bell … again',
  reset: 'takes all bells away',
  init_control: 'gives a page for queues',
  expand_array: 'gives a page of bells',
  set_priority: 'ranks bell …',
  op: 'asks for the unknown',
  handler: 'listens to bell …',
  disable: 'holds bell … back',
  enable: 'hears bell … again',
  move: 'moves bell …',
  halt: 'goes to sleep',
  virq: 'rings the bell it has',
};

const codeOf = ({ text }: Pick<Op, 'text'>): string => text.replace(/^[^.]*\./, '');
function plainOf({ text }: Pick<Op, 'text'>): string {
  const [, name = '', port = ''] = /\.([a-z_]+)!?\((\d*)/.exec(text) ?? [];
  return (PLAIN[name] ?? name).replace('…', port);
}

function resultOf({ results, begun }: Program, i: number): string {
  const result = results[i];
  if (!result) return i < begun ? 'under way' : '';
  if (result.rc !== null && result.rc < 0) return errnoName(result.rc);
  if (result.status) return answered(result.status);
  return result.port === null ? 'done' : `gets port ${result.port}`;
}

/** What Xen said that a port is, in the order of EVTCHNSTAT_*. */
const answered = ({ status, dom, port, number }: Answer): string =>
  ['closed', 'unbound', `dom${dom}, port ${port}`, `PIRQ ${number}`, `VIRQ ${number}`, 'IPI'][status] ??
  `status ${status}`;

const PLAIN_ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^-/, 'refused'],
  [/^closed$/, 'no bell'],
  [/^unbound$/, 'nobody’s yet'],
  [/^PIRQ/, 'a device’s'],
  [/^VIRQ/, 'Xen’s'],
  [/^IPI$/, 'its own'],
];
const plainResult = (text: string): string =>
  PLAIN_ANSWERS.find(([form]) => form.test(text))?.[1] ?? text.replace('port', 'bell');

function opItem(program: Program, i: number, room: Room, chars: number): Item | undefined {
  const op = program.ops[i];
  if (!op) return undefined;
  const full = resultOf(program, i);
  const what = isLines(room) ? codeOf(op) : plainOf(op);
  const result = isLines(room) ? full : plainResult(full);
  const wide = room.format === 'landscape';
  const who = isStory(room) ? WHO_PLAIN[op.who] : WHO[op.who];
  return {
    id: `op.${i}`,
    label: wide ? `${i + 1} of ${program.ops.length}, ${who}` : `${who}${result && `: ${result}`}`,
    value: shorten(what, chars),
    ...(wide && { note: result }),
    look: i === program.begun - 1 ? 'strong' : 'soft',
    steady: true,
    says: `Operation ${i + 1} of ${program.ops.length}: ${WHO[op.who]}, ${codeOf(op)}${full && `, ${full}`}.`,
  };
}

/** In the narrow format, and in a story, only the operation at hand. */
export function operations(program: Program, room: Room): Drawn {
  const current = Math.max(0, program.begun - 1);
  const wide = room.format === 'landscape';
  const shown = !wide || isStory(room) ? [current] : [current - 1, current, current + 1];
  const stops = [0.31, 0.76] as const;
  const chars = fits(wide ? room.width * (stops[1] - stops[0]) - 4 : room.width - 14);
  const items = shown.flatMap((i) => opItem(program, i, room, chars) ?? []);
  return {
    frame: 'bare',
    says: `The story has ${program.ops.length} operations. ${program.ops
      .map((op, i) => `${i + 1}: ${WHO[op.who]} ${codeOf(op)} ${resultOf(program, i)}`.trim())
      .join('; ')}.`,
    body: wide ? { kind: 'rows', items, room: isStory(room) ? 1 : 3, stops } : { kind: 'columns', items },
  };
}

/** Does a vCPU of the guest take part in this story? vCPU 0 always does. */
export const takesPart = ({ program, guest }: EventChannelsView, vcpu: number): boolean =>
  vcpu === 0 ||
  guest.ports.some((p) => p.vcpu === vcpu) ||
  program.ops.some(
    ({ text, who }) =>
      who === `g${vcpu}` ||
      text.includes(`ipi(${vcpu})`) ||
      text.includes(`init_control(${vcpu}`) ||
      (/move|bind_vcpu|virq/.test(text) && text.endsWith(`,${vcpu})`)),
  );
