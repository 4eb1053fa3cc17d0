/** The kernel's messages, in order: what `dmesg` shows. */
import type { Machine } from '../core/machine.ts';
import type { Key } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';

export interface KernelLog {
  readonly messages: readonly string[];
  readonly last: string;
}
export const kernelLogKey: Key<KernelLog> = 'linux.log';
export const newKernelLog = (): KernelLog => ({ messages: [], last: '' });

/** `printk`. */
export function say(m: Machine, message: string): void {
  m.patch(kernelLogKey, { last: message, messages: [...m.rec(kernelLogKey).messages, message] });
}

export const kernelLogMechanism: Mechanism = {
  id: 'kernel-log',
  needs: [],
  procedures: [],
};
