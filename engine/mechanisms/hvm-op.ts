/**
 * What an HVM guest may set about itself. Source: Xen xen/arch/x86/hvm/hvm.c (do_hvm_op, hvmop_set_param,
 * hvm_allow_set_param, hvmop_set_evtchn_upcall_vector); layouts and numbers xen/include/public/hvm/{hvm_op,params}.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u8, u16, u32, u64 } from '../core/layout.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { keysOf } from '../core/state.ts';
import { domainByAnyId, domainKey, domainMechanism, hasVcpu, mayTarget } from './domain.ts';
import { reach } from './guest-copy.ts';
import type { Mechanism } from './mechanism.ts';
import { vcpuKey } from './vcpu.ts';

export const HVMOP_set_param = 0;
export const HVMOP_set_evtchn_upcall_vector = 23;
export const HVM_NR_PARAMS = 39;
export const HVM_PARAM_CALLBACK_IRQ = 0;
export const HVM_PARAM_STORE_EVTCHN = 2;
export const HVM_PARAM_IOREQ_PFN = 5;
export const HVM_PARAM_CONSOLE_EVTCHN = 18;
export const HVM_PARAM_ALTP2M = 35;
export const HVM_PARAM_DM_DOMAIN = 13;

export const xen_hvm_param = layout('xen_hvm_param', { domid: u16, pad: u16, index: u32, value: u64 });
export const xen_hvm_evtchn_upcall_vector = layout('xen_hvm_evtchn_upcall_vector', { vcpu: u32, vector: u8 });

/** Parameters that a guest may set: the callback, the event channels of xenstore and console, and four of the firmware's. */
const ITS_OWN: readonly number[] = [0, 2, 15, 18, 19, 34, 36, 37];
const DEPRECATED: readonly number[] = [4, 13, 20, 21, 22, 23, 24, 25, 26, 30];

export interface HvmParams {
  readonly values: Readonly<Record<number, string>>;
  /** `evtchn_upcall_vector` of each vCPU. */
  readonly vectors: readonly number[];
}
export const hvmParamsKey = keysOf<HvmParams>((domain) => `xen.params.d${domain}`);

interface Op extends Locals {
  cmd: number;
  arg: number | bigint;
}
const EFAULT = ret(errno('EFAULT'));
const EINVAL = ret(errno('EINVAL'));

export const do_hvm_op = procedure<Op>(
  'do_hvm_op',
  {
    source: xen('xen/arch/x86/hvm/hvm.c', 'do_hvm_op, hvmop_set_param, hvm_allow_set_param'),
    world: 'hypervisor',
  },
  [
    line('switch', 'switch (op)', (_, l) => {
      if (l.cmd === HVMOP_set_param) return goto('param-in');
      return l.cmd === HVMOP_set_evtchn_upcall_vector ? goto('vector-in') : ret(errno('ENOSYS'));
    }),
    line('param-in', 'case HVMOP_set_param: copy_from_guest(&a, arg)   // domid, index, value', (m, l) => {
      const at = reach(m, l, l.arg, xen_hvm_param.size);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      l.domid = m.load(at, xen_hvm_param.fields.domid);
      l.index = m.load(at, xen_hvm_param.fields.index);
      l.value = m.load(at, xen_hvm_param.fields.value);
      return undefined;
    }),
    line('param-range', '  if (index >= HVM_NR_PARAMS) return -EINVAL   // 39', (m, l) =>
      (l.index as number) >= HVM_NR_PARAMS ? EINVAL : m.passOver(),
    ),
    line('param-domain', '  d = rcu_lock_domain_by_any_id(domid): none → -ESRCH', (m, l) => {
      const d = domainByAnyId(m, l.domid as number);
      if (!d) return ret(errno('ESRCH'));
      l.d = d.id;
      return d.type === 'pv' ? EINVAL : undefined;
    }),
    line('param-xsm', '  xsm_hvm_param(d): another domain → -EPERM', (m, l) =>
      mayTarget(m, l.d as number) ? undefined : ret(errno('EPERM')),
    ),
    line(
      'param-allowed',
      '  read-only → -EEXIST; deprecated → -EINVAL; not for the guest itself → -EPERM',
      (m, l) => {
        const index = l.index as number;
        if (index === HVM_PARAM_ALTP2M) return ret(errno('EEXIST'));
        if (DEPRECATED.includes(index)) return EINVAL;
        return ITS_OWN.includes(index) || l.d !== m.domain ? undefined : ret(errno('EPERM'));
      },
    ),
    line('param-set', '  d->params[index] = value; return 0', (m, l) => {
      const key = hvmParamsKey(l.d as number);
      m.patch(key, {
        values: { ...m.rec(key).values, [l.index as number]: `0x${(l.value as bigint).toString(16)}` },
      });
      return ret(0);
    }),
    line(
      'vector-in',
      'case HVMOP_set_evtchn_upcall_vector: copy_from_guest(&op, arg)   // vcpu, vector',
      (m, l) => {
        const at = reach(m, l, l.arg, xen_hvm_evtchn_upcall_vector.size);
        if (at === undefined) return EFAULT;
        if (typeof at !== 'number') return at;
        l.vcpu = m.load(at, xen_hvm_evtchn_upcall_vector.fields.vcpu);
        l.vector = m.load(at, xen_hvm_evtchn_upcall_vector.fields.vector);
        return undefined;
      },
    ),
    line('vector-range', '  if (vector < 0x10) return -EINVAL', (m, l) =>
      (l.vector as number) < 0x10 ? EINVAL : m.passOver(),
    ),
    line('vector-vcpu', '  v = domain_vcpu(d, vcpu): none → -ENOENT', (m, l) =>
      hasVcpu(m.rec(domainKey(m.domain as number)), l.vcpu as number) ? undefined : ret(errno('ENOENT')),
    ),
    line('vector-set', '  v->evtchn_upcall_vector = vector', (m, l) => {
      const key = hvmParamsKey(m.domain as number);
      const vectors = m.rec(key).vectors.slice();
      vectors[l.vcpu as number] = l.vector as number;
      m.patch(key, { vectors });
      m.patch(vcpuKey(m.domain as number, l.vcpu as number), { delivery: 'per-vcpu-vector' });
    }),
    line('vector-assert', '  hvm_assert_evtchn_irq(v)   // something may be waiting already', (m, l) =>
      call('hvm_assert_evtchn_irq', { dom: m.domain as number, vcpu: l.vcpu as number }),
    ),
    line('vector-done', '  return 0', () => ret(0)),
  ],
);

/** Xen's own console: not for an ordinary domain. */
export const do_console_io = procedure<Op>(
  'do_console_io',
  {
    source: xen('xen/drivers/char/console.c, xen/include/xsm/dummy.h', 'do_console_io, xsm_console_io'),
    world: 'hypervisor',
  },
  [
    line(
      'xsm',
      'rc = xsm_console_io(current->domain, cmd): neither dom0 nor a console domain → -EPERM   // CONFIG_VERBOSE_DEBUG: a write is allowed',
      (m) => (m.domain === 0 ? undefined : ret(errno('EPERM'))),
    ),
    line('write', 'write the buffer to Xen’s console; return 0', () => ret(0)),
  ],
);

export const hvmOpMechanism: Mechanism = {
  id: 'hvm-op',
  needs: [domainMechanism],
  procedures: [do_hvm_op, do_console_io],
};
