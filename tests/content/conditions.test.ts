// A line whose condition fails is looked at and passed over, and says so. The recogniser of conditions is in
// tests/engine/support/conditions.ts; every run that reaches a line is executed.
import { describe, expect, test } from 'vitest';
import {
  type Effect,
  type Frame,
  type Program,
  type State,
  type StepRecord,
  step,
} from '../../engine/index.ts';
import { SCENARIO_IDS } from '../../engine/scenarios/index.ts';
import { type Condition, conditionOf, moves } from '../engine/support/conditions.ts';
import { instanceOf, scenarioNamed, specsOf } from './runs.ts';

/** Lines whose text has the form of a condition and is none, or whose action leaves no trace. By line, with the reason. */
const NOT_A_CONDITION: Readonly<Record<string, string>> = {
  // The word before the colon is a name.
  'pv_hypercall.entry': 'lstar_enter is where the processor enters',
  'xenbus_alloc_evtchn.result': 'read and returned: the caller keeps it',
  'bind_interdomain_evtchn_to_irq.result': 'read and returned: the caller keeps it',
  '__startup_pirq.result': 'read and returned: the caller keeps it',
  'find_virq.result': 'read and returned: the caller keeps it',
  'a process.result': 'rax is the register that holds the answer',
  'vmx_do_resume.registers': 'says which registers are loaded',
  'platform_pci_probe.bars': 'says what the BAR is for',
  'xen_hvm_guest_init.rest': 'says what is set up',
  'cpuid_viridian_leaves.leaves': 'a table: each leaf and its answer',
  'bmdma_read.value': 'a table: each offset and its answer',
  'xen_has_pv_devices.pv': 'a table: each kind of guest and its answer',
  'xen_has_pv_disk_devices.any': 'a table: each kind of guest and its answer',
  'xen_has_pv_nic_devices.any': 'a table: each kind of guest and its answer',
  'flush_tlb.how': 'two ways, and one of them is taken on the lines below',
  'NPT walk.descend': 'rights are combined in any case; their values may stay what they were',
  'EPT walk.leaf': 'the flags are set in any case; they may be set already',
  'NPT walk.leaf': 'the flags are set in any case; they may be set already',
  'init_hypercall_page.iret': 'an exception within the stubs that the line before wrote',
  // Nothing is done, and that is what the line says.
  'xen_version.argument': 'nothing to prepare',
  'xen_raw_console_write.argument': 'nothing to prepare',
  'xen_mmu_update.argument': 'nothing to prepare',
  'xen_iret.argument': 'nothing to prepare',
  'dma_blk_io.map': 'what is mapped already is found without a call',
  // The thread sleeps on it while the condition holds.
  'vmx_do_resume.schedule': 'this processor runs something else meanwhile',
  // The condition holds; what is done then leaves no trace in this model.
  'vmx_vmexit_handler.pio-advance': 'RIP is no part of the model',
  'hvm_isa_irq_deassert.pic': 'the count has fallen to 0; the PIC keeps no falling edge',
  'xen_platform_hvm.nopv': 'init_platform is no part of the model',
  'handle_ioreq.mask': 'of a value that fits the mask leaves what it was',
  'evtchn_fifo_handle_events.queue': 'the lowest queue may be the one of the time before',
  'start_kernel.entry': 'of a PVH kernel the set-up knows it already',
  'pci_scan_slot.nobody': 'the next function, or the end of this device',
  'memory access.entered': 'falls through to the line that reads on',
  // What the condition is for stands on the lines below.
  'ata_sff_tf_load.lba48': 'the high bytes are written by the lines below',
  'piix_init_one.next': 'IDENTIFY DEVICE is the line below',
};

/** Effects of looking: nothing is changed by them. */
const LOOKS: readonly Effect['kind'][] = ['read', 'fetch', 'fence', 'passed'];
/** What the model itself notes while a condition is looked at; the real code keeps no such thing. */
const MODEL_NOTES: readonly string[] = ['xen.softirq.looks', 'xen.softirq.pending', 'linux.xen.blocks'];

interface Seen {
  readonly record: StepRecord;
  readonly before: Frame | undefined;
  readonly after: Frame | undefined;
  readonly from: number;
  readonly last: boolean;
}

const frameOf = (state: State, thread: string, procedure: string): Frame | undefined => {
  for (let f = state.threads[thread]?.top ?? null; f; f = f.caller) if (f.procedure === procedure) return f;
  return undefined;
};

const isLook = (e: Effect): boolean => LOOKS.includes(e.kind) || (e.kind === 'tlb' && e.op === 'miss');
const isNote = (e: Effect): boolean =>
  e.kind === 'record' && e.fields.every((f) => MODEL_NOTES.includes(`${e.key}.${f}`));
const leaves = (e: Effect): boolean => e.kind === 'return' || e.kind === 'cross';

const told = (r: StepRecord): string =>
  `${r.procedure}.${r.label} | ${r.text} | ${r.effects.map((e) => e.kind)}`;

/** Read once for each line. */
class Conditions {
  private readonly known = new Map<string, Condition | undefined>();
  of({ procedure, label, text }: StepRecord): Condition | undefined {
    const line = `${procedure}.${label}`;
    if (!this.known.has(line)) this.known.set(line, line in NOT_A_CONDITION ? undefined : conditionOf(text));
    return this.known.get(line);
  }
}

const isPassed = (r: StepRecord): boolean => r.effects.some((e) => e.kind === 'passed');

/** Did the step do nothing of what its line is there for? */
function didNothing(c: Condition, { record, before, after, from, last }: Seen): boolean {
  const left = record.effects.some((e) => e.kind === 'return');
  const done = record.effects.filter((e) => !isLook(e));
  // A thread leaves by the line's action, or because the line is the last of its listing.
  if (left) return last && c.action !== '' && !moves(c.action) && done.every(leaves);
  if (done.length > 0) return false;
  const jumped = after !== undefined && after.line !== from + 1;
  const back = jumped && after.line <= from;
  if (c.action === '') return c.foot ? !back : jumped && !back;
  const noted =
    before && after && Object.keys(after.locals).some((k) => after.locals[k] !== before.locals[k]);
  return !noted && (moves(c.action) ? !jumped : true);
}

const changesNothing = (r: StepRecord): boolean =>
  r.effects.every((e) => isLook(e) || isNote(e) || leaves(e));

function eachStep(
  program: Program,
  initial: State,
  next: (s: State) => string | undefined,
  see: (s: Seen) => void,
): void {
  let state = initial;
  for (;;) {
    const thread = next(state);
    if (thread === undefined) return;
    const done = step(program, state, thread);
    const { record } = done;
    const proc = program.procedures.get(record.procedure);
    const from = proc?.at.get(record.label) ?? -1;
    see({
      record,
      before: frameOf(state, thread, record.procedure),
      after: frameOf(done.state, thread, record.procedure),
      from,
      last: from + 1 === proc?.lines.length,
    });
    state = done.state;
  }
}

describe.each(SCENARIO_IDS)('In %s', (id) => {
  test('a line whose condition fails is marked as passed over, and a marked one changes nothing', {
    timeout: 300_000,
  }, async () => {
    const scenario = await scenarioNamed(id);
    const conditions = new Conditions();
    const silent = new Set<string>();
    const busy = new Set<string>();
    for (const spec of specsOf(id)) {
      const instance = instanceOf(scenario, spec);
      if (!instance) continue;
      eachStep(instance.program, instance.initial, instance.next, (seen) => {
        const { record } = seen;
        if (isPassed(record)) {
          if (!changesNothing(record)) busy.add(told(record));
          return;
        }
        const c = conditions.of(record);
        if (c && didNothing(c, seen)) silent.add(told(record));
      });
    }
    expect([...silent].join('\n'), 'did nothing and does not say that it was passed over').toBe('');
    expect([...busy].join('\n'), 'says that it was passed over and did something').toBe('');
  });
});
