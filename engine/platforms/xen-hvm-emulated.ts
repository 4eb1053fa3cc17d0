/** Xen HVM with no paravirtual driver: the guest drives an IDE controller that QEMU plays, one port access at a time. */
import { deviceModelProcedures } from '../mechanisms/device-model.ts';
import { diskProcedure } from '../mechanisms/disk.ts';
import { dmOpProcedures } from '../mechanisms/dm-op.ts';
import { eventChannelProcedures } from '../mechanisms/event-channel.ts';
import { fileAioProcedures } from '../mechanisms/file-aio.ts';
import { hypercallProcedures } from '../mechanisms/hypercall.ts';
import { ideDeviceProcedures } from '../mechanisms/ide-device.ts';
import { ioreqProcedures } from '../mechanisms/ioreq.ts';
import { libataProcedures } from '../mechanisms/libata.ts';
import { linuxEventProcedures } from '../mechanisms/linux-events.ts';
import { linuxIrqProcedures } from '../mechanisms/linux-irq.ts';
import { hvmInterrupts, upcallProcedures } from '../mechanisms/upcall.ts';
import { platform } from './platform.ts';

export const xenHvmEmulated = platform({
  id: 'xen-hvm-emulated',
  guest: 'hvm',
  interrupts: hvmInterrupts,
  roles: {
    privilege: [...hypercallProcedures, ...upcallProcedures],
    driver: libataProcedures,
    kick: ioreqProcedures,
    // Event channels are here too, between Xen and QEMU: the guest knows nothing of them.
    service: [
      ...deviceModelProcedures,
      ...eventChannelProcedures,
      ...linuxEventProcedures,
      ...ideDeviceProcedures,
      ...fileAioProcedures,
      diskProcedure,
    ],
    completion: [...dmOpProcedures, ...linuxIrqProcedures],
  },
});
