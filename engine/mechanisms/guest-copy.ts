/**
 * How Xen reads and writes what a hypercall points to: it finds the page (guest-walk.ts), then copies; nothing there is
 * -EFAULT. Source: Xen xen/arch/x86/hvm/hvm.c (copy_from_user_hvm, __hvm_copy).
 */
import { type Maddr, maddr, PAGE_SIZE } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { call, type Flow, type Locals } from '../core/procedure.ts';
import { domainKey, guestArgument } from './domain.ts';

/**
 * Where the bytes behind a pointer lie, for a line that copies them: a machine address, or undefined where Xen answers
 * -EFAULT. Where the guest runs on page tables the walk comes first: then this is a flow for the line to return, and the
 * line executes again when the walk is done. The bytes must not leave their page in this model.
 */
export function reach(
  m: Machine,
  l: Locals,
  address: number | bigint,
  size: number,
  write = false,
): Maddr | Flow | undefined {
  const d = m.rec(domainKey(m.domain as number));
  if (d.cr3 === undefined) return guestArgument(m, Number(address), size);
  const va = BigInt(address);
  if (l.reached === undefined) {
    if (Number(va & 0xfffn) + size > PAGE_SIZE) return undefined;
    return call('hvm_translate_get_page', { va, write }, 'reached');
  }
  const at = l.reached as number | null;
  l.reached = undefined;
  return at === null ? undefined : maddr(at);
}
