/**
 * One access of a program to memory, as the processor performs it: is the address canonical, does the TLB know it, or
 * must the tables be walked; and who is called when they refuse: the guest's kernel, or the hypervisor.
 * Source: Intel SDM vol. 3A 4.10.2, 6.15 (#GP, #PF); vol. 3C 28.2.1.
 */
import { layout, u8 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, sdm } from '../core/procedure.ts';
import { controlKey, controlRegistersMechanism, registersKey, type Verdict } from './control-registers.ts';
import { guestPagingMechanism, type PageFault, type WalkAnswer, type Walked } from './guest-paging.ts';
import { linuxPageFaultMechanism } from './linux-page-fault.ts';
import type { Mechanism } from './mechanism.ts';
import { isCanonical } from './paging.ts';
import {
  type Combined,
  findCombined,
  floorTo,
  forgetLinear,
  rememberCombined,
  tlbKey,
  tlbMechanism,
} from './tlb.ts';
import { type AccessKind, type Refused, RIGHTS, walkerKey, walkerMechanism } from './walker.ts';

const memory = layout('memory', { byte: u8 });

/** Exception vectors (SDM vol. 3A table 6-1). */
export const VECTOR = { UD: 6, GP: 13, PF: 14 } as const;
const NAMES = { [VECTOR.UD]: '#UD', [VECTOR.GP]: '#GP', [VECTOR.PF]: '#PF' } as const;

/** How an access ended. With a crash its instruction never ends: the vCPU is not run again. */
export type Ending = 'data' | 'emulated' | 'signal' | 'oops' | 'crash';

interface Access extends Locals {
  gva: bigint;
  access: AccessKind;
  user: boolean;
  r: WalkAnswer;
  hpa: number;
  verdict: Verdict;
  survived: boolean;
}

/** Do the remembered rights allow this access? A write also needs D to be set already. */
function allows(
  e: Combined,
  l: Access,
  c: { wp: boolean; smep: boolean; smap: boolean; ac: boolean },
): boolean {
  if ((e.rwx & RIGHTS[l.access]) === 0) return false;
  if (l.access === 'fetch' && e.nx) return false;
  if (l.access === 'write' && (!e.dirty || (!e.rw && (l.user || c.wp)))) return false;
  if (l.user) return e.us;
  return !e.us || (l.access === 'fetch' ? !c.smep : !c.smap || c.ac);
}

const exception = (
  m: Machine,
  vector: keyof typeof NAMES,
  error: number | null,
  address: bigint | null,
): void => m.emit({ kind: 'exception', vector, name: NAMES[vector], error, address });

export const memory_access = procedure<Access>(
  'memory access',
  {
    source: sdm('vol. 3A 4.10.2 Translation Lookaside Buffers (TLBs); vol. 3C 28.2.1 EPT Overview'),
    world: 'hardware',
    via: 'instruction',
  },
  [
    line('canonical', 'if (gva is not canonical) #GP(0)   // never #PF: no table is read', (m, l) =>
      isCanonical(l.gva, m.rec(controlKey).levels) ? m.passOver() : goto('gp'),
    ),
    line('tlb', 'if (the TLB has gva, and its rights allow this) goto data', (m, l) => {
      const t = m.rec(tlbKey);
      const e = findCombined(t, l.gva);
      if (!e || !allows(e, l, m.rec(controlKey))) {
        if (t.remembers.translations) m.emit({ kind: 'tlb', op: 'miss', what: `0x${l.gva.toString(16)}` });
        return m.passOver();
      }
      m.emit({ kind: 'tlb', op: 'hit', what: `0x${l.gva.toString(16)}` });
      const within = Number(l.gva - e.page);
      l.hpa = e.hpa + within;
      const { us, rw, nx, rwx } = e;
      m.patch(walkerKey, {
        loads: [],
        found: { gpa: e.gpa + within, hpa: l.hpa, us, rw, nx, rwx, remembered: true },
      });
      return goto('data');
    }),
    line('walk', 'r = page walk(gva)', (_, l) =>
      call('page walk', { gva: l.gva, access: l.access, user: l.user }, 'r'),
    ),
    line('answer', 'switch (r): #PF → fault; VM exit → exit', (_, l) => {
      if ('ok' in l.r) return goto('exit');
      return l.r.fault ? goto('fault') : undefined;
    }),
    line('fill', 'TLB: gva → hpa; size = min(guest page, nested page); rights = both dimensions', (m, l) => {
      const r = l.r as Walked;
      l.hpa = r.hpa;
      const page = floorTo(l.gva, r.size);
      const within = Number(l.gva - page);
      const { us, rw, nx, rwx, dirty, global, size, guestSize } = r;
      m.patch(walkerKey, { found: { gpa: r.gpa, hpa: r.hpa, us, rw, nx, rwx, remembered: false } });
      rememberCombined(m, {
        page,
        size,
        guestPage: floorTo(l.gva, guestSize),
        guestSize,
        gpa: r.gpa - within,
        hpa: r.hpa - within,
        us,
        rw,
        nx,
        rwx,
        dirty,
        global,
      });
    }),
    line('data', 'AL = byte at hpa, or byte at hpa = AL; a fetch runs it', (m, l) => {
      if (l.access === 'write') m.store(l.hpa, memory.fields.byte, m.rec(registersKey).al);
      else {
        const byte = m.load(l.hpa, memory.fields.byte);
        if (l.access === 'read') m.patch(registersKey, { al: byte });
      }
      return ret('data' satisfies Ending);
    }),
    line('fault', '#PF: CR2 = gva; push the error code; run IDT[14]   // no exit', (m, l) => {
      const { error } = l.r as PageFault;
      m.patch(controlKey, { cr2: l.gva, errorCode: error });
      forgetLinear(m, l.gva);
      exception(m, VECTOR.PF, error, l.gva);
      return call('exc_page_fault', { error, user: l.user }, 'survived');
    }),
    line('iret', 'IRET: the instruction starts again', (_, l) =>
      l.survived ? goto('canonical') : ret((l.user ? 'signal' : 'oops') satisfies Ending),
    ),
    line('exit', 'leave guest mode', (m, l) =>
      call(m.rec(controlKey).nestedExit, { gva: l.gva, user: l.user, refused: l.r as Refused }, 'verdict'),
    ),
    line(
      'entered',
      'back in guest mode: the instruction starts again, unless Xen has finished it',
      (_, l) => {
        if (l.verdict === 'retry') return goto('canonical');
        if (l.verdict === 'gp' || l.verdict === 'ud') return goto(l.verdict);
        return ret('emulated' satisfies Ending);
      },
    ),
    line('gp', '#GP(0): run IDT[13]; the kernel ends what did this', (m, l) => {
      exception(m, VECTOR.GP, 0, null);
      return ret((l.user ? 'signal' : 'oops') satisfies Ending);
    }),
    line('ud', '#UD: run IDT[6]; the kernel ends what did this', (m) => {
      exception(m, VECTOR.UD, null, null);
      return ret('signal' satisfies Ending);
    }),
  ],
);

export const memoryAccessMechanism: Mechanism = {
  id: 'memory-access',
  needs: [
    guestPagingMechanism,
    linuxPageFaultMechanism,
    controlRegistersMechanism,
    tlbMechanism,
    walkerMechanism,
  ],
  procedures: [memory_access],
};
