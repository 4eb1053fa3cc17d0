/** What passes between the guest's figures and Xen's in a step: at most one thing. */
import type { Effect, StepRecord } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { Box, Plan } from './layouts.ts';

export interface Crossing {
  readonly id: 'exit' | 'answer' | 'fill' | 'copy-in' | 'copy-out';
  readonly tone: Tone;
  readonly points: readonly Point[];
}

const middle = ({ y, height }: Box): number => y + height / 2;

/** From one figure to another, along a channel beside them. */
function beside(from: Box, to: Box, channel: number): readonly Point[] {
  const edge = (b: Box): number => (channel < b.x ? b.x : b.x + b.width);
  return [
    { x: edge(from), y: middle(from) },
    { x: channel, y: middle(from) },
    { x: channel, y: middle(to) },
    { x: edge(to), y: middle(to) },
  ];
}

type Wire = (plan: Plan) => Crossing;
const exit: Wire = (p) => ({ id: 'exit', tone: 'guest', points: beside(p.registers, p.gates, p.left) });
const answer: Wire = (p) => ({
  id: 'answer',
  tone: 'hypervisor',
  points: beside(p.gates, p.registers, p.left),
});
const fill: Wire = (p) => ({ id: 'fill', tone: 'hypervisor', points: beside(p.gates, p.page, p.left) });
const copyIn: Wire = (p) => ({ id: 'copy-in', tone: 'guest', points: beside(p.struct, p.copied, p.right) });
const copyOut: Wire = (p) => ({
  id: 'copy-out',
  tone: 'hypervisor',
  points: beside(p.copied, p.struct, p.right),
});

const has = (r: StepRecord, kind: Effect['kind']): boolean => r.effects.some((e) => e.kind === kind);
const inXen = (r: StepRecord): boolean => r.world === 'hypervisor';

/** In the order in which they are tried: the first that holds is drawn. */
const RULES: readonly (readonly [when: (r: StepRecord) => boolean, wire: Wire])[] = [
  [(r) => !inXen(r) && r.effects.some((e) => e.kind === 'cross' && e.to === 'hypervisor'), exit],
  [(r) => r.procedure === 'init_hypercall_page' && has(r, 'fill'), fill],
  [(r) => r.procedure === 'hvm_vmexit_cpuid' && r.label === 'registers', answer],
  [(r) => r.procedure === 'hvm_hypercall' && has(r, 'result'), answer],
  [(r) => inXen(r) && /copy_from_guest/.test(r.text) && has(r, 'read'), copyIn],
  [(r) => inXen(r) && /copy_to_guest/.test(r.text) && has(r, 'write'), copyOut],
];

export const crossingOf = (record: StepRecord | undefined, plan: Plan): Crossing | undefined =>
  record && RULES.find(([when]) => when(record))?.[1](plan);
