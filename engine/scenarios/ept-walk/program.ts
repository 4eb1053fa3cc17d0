/** The story's own listings: a program that touches memory, its kernel's change of a table, and another processor's. */
import { maddr } from '../../core/brand.ts';
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { areaKey } from '../../mechanisms/linux-page-fault.ts';
import type { Ending } from '../../mechanisms/memory-access.ts';
import { hapVcpuKey } from '../../mechanisms/nested-page-fault.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { ENTRY } from '../../mechanisms/paging.ts';
import type { AccessKind } from '../../mechanisms/walker.ts';
import { movedTo } from './map.ts';
import type { Choices } from './params.ts';
import { movedEntry, nestedSlot } from './tables.ts';

/** What the story is about, and how far it has come. */
export interface Story {
  readonly gva: bigint;
  readonly access: AccessKind;
  readonly user: boolean;
  readonly second: Choices['second'];
  readonly flush: Choices['flush'];
  /** Guest-physical address of the byte at first. */
  readonly gpa: number;
  /** The guest's entry that would put another page in its place. */
  readonly otherLeaf: bigint;
  readonly phase: 'first' | 'asked' | 'changed' | 'second' | 'over';
  readonly endings: readonly Ending[];
}
export const storyKey: Key<Story> = 'story';

/** Work for another processor: Xen moves the page, or has this processor forget. */
const needsXen = (c: Pick<Story, 'second' | 'flush'>): boolean =>
  c.second !== 'none' && (c.second === 'xen-remap' || XEN_FLUSHES.has(c.flush));
const XEN_FLUSHES: ReadonlySet<Choices['flush']> = new Set(['invvpid', 'invept', 'asid']);

const access = ({ gva, access, user }: Story): Locals => ({ gva, access, user });

const main = procedure<{ ending: Ending }>('program', { source: model('a program that touches one byte') }, [
  line('first', 'access the byte at gva', (m) => call('memory access', access(m.rec(storyKey)), 'ending')),
  line('ended', 'go on, if there is a program left', (m, l) => {
    const s = m.rec(storyKey);
    m.patch(storyKey, { endings: [l.ending] });
    const alive = l.ending === 'data' || l.ending === 'emulated';
    if (alive && s.second !== 'none') return undefined;
    m.patch(storyKey, { phase: 'over' });
    return ret();
  }),
  line('change', 'its kernel changes the entry', (m) =>
    m.rec(storyKey).second === 'guest-remap' ? call('set_pte_at') : undefined,
  ),
  line('wait', 'compute, while another processor is at work', (m) => {
    m.patch(storyKey, { phase: needsXen(m.rec(storyKey)) ? 'asked' : 'changed' });
  }),
  line(
    'flush',
    'its kernel has the processor forget',
    (m) => {
      const { flush } = m.rec(storyKey);
      return flush === 'invlpg' || flush === 'mov-cr3' ? call('flush_tlb', { how: flush }) : undefined;
    },
    (s) => rec(s, storyKey).phase === 'changed',
  ),
  line('again', 'access the byte at gva, again', (m) => {
    m.patch(storyKey, { phase: 'second' });
    return call('memory access', access(m.rec(storyKey)), 'ending');
  }),
  line('over', 'done', (m, l) => {
    m.patch(storyKey, { phase: 'over', endings: [...m.rec(storyKey).endings, l.ending] });
    return ret();
  }),
]);

const set_pte_at = procedure<Locals>(
  'set_pte_at',
  {
    source: linux('arch/x86/include/asm/pgtable_64.h', 'native_set_pte'),
    world: 'kernel',
    via: 'system call',
  },
  [
    line('store', '*ptep: the entry of another page   // a store like any other', (m) => {
      m.store(m.rec(areaKey).leafAt, ENTRY, m.rec(storyKey).otherLeaf);
    }),
  ],
);

const flush_tlb = procedure<{ how: string }>(
  'flush_tlb',
  {
    source: linux('arch/x86/mm/tlb.c', 'native_flush_tlb_one_user, native_flush_tlb_local'),
    world: 'kernel',
    via: 'system call',
  },
  [
    line('how', 'one page: INVLPG; the whole address space: write CR3', (m, l) => {
      if (l.how === 'mov-cr3') return goto('cr3');
      return call('INVLPG', { gva: m.rec(storyKey).gva });
    }),
    line('page', 'return', () => ret()),
    line('cr3', 'CR3 = CR3   // no exit: nested paging lets the guest do this itself', () => call('MOV CR3')),
  ],
);

const another_processor = procedure<Locals>(
  'another processor',
  { source: model('Xen on another processor, on behalf of dom0') },
  [
    line(
      'wait',
      'wait until there is something to do',
      () => undefined,
      (s) => rec(s, storyKey).phase === 'asked',
    ),
    line('move', 'move the page: entry = the new frame', (m) => {
      const { second, gpa } = m.rec(storyKey);
      if (second !== 'xen-remap') return m.passOver();
      const { at, level } = nestedSlot(m, gpa);
      m.store(maddr(at), ENTRY, movedEntry(m.rec(p2mKey).format, movedTo(gpa), level));
    }),
    line('flush', 'have the guest’s processor forget: note it, and send an interrupt', (m) => {
      const { flush } = m.rec(storyKey);
      if (!XEN_FLUSHES.has(flush)) return m.passOver();
      if (flush === 'invept') m.patch(p2mKey, { invalidate: true });
      if (flush === 'invvpid') m.patch(hapVcpuKey, { asidsExhausted: true });
      if (flush === 'asid') m.patch(hapVcpuKey, { asidStale: true });
      m.patch(hapVcpuKey, { kicked: true });
      m.emit({ kind: 'ipi', to: 'the guest’s processor' });
    }),
    line(
      'wait-for-exit',
      'wait until it has left guest mode',
      (m) => m.patch(storyKey, { phase: 'changed' }),
      (s) => !rec(s, hapVcpuKey).kicked,
    ),
  ],
);

export const storyProcedures: readonly Procedure[] = [main, set_pte_at, flush_tlb, another_processor];
