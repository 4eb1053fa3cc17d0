/** Xen HVM with no paravirtual driver: the guest drives an IDE controller that QEMU plays, one port access at a time. */
import { deviceModelMechanism } from '../mechanisms/device-model.ts';
import { diskMechanism } from '../mechanisms/disk.ts';
import { dmOpMechanism } from '../mechanisms/dm-op.ts';
import { eventChannelMechanism, eventSendOpMechanism } from '../mechanisms/event-channel.ts';
import { fileAioMechanism } from '../mechanisms/file-aio.ts';
import { hypercallMechanism } from '../mechanisms/hypercall.ts';
import { ideDeviceMechanism } from '../mechanisms/ide-device.ts';
import { ioreqMechanism } from '../mechanisms/ioreq.ts';
import { libataMechanism } from '../mechanisms/libata.ts';
import { linuxEventsMechanism } from '../mechanisms/linux-events.ts';
import { linuxIrqMechanism } from '../mechanisms/linux-irq.ts';
import { hvmInterrupts, upcallMechanism } from '../mechanisms/upcall.ts';
import type { Platform } from './platform.ts';
import { xen } from './xen.ts';

export const xenHvmEmulated: Platform = {
  ...xen,
  id: 'xen-hvm-emulated',
  guest: 'hvm',
  interrupts: hvmInterrupts,
  ways: {
    disk: {
      privilege: [hypercallMechanism, upcallMechanism],
      driver: [libataMechanism],
      kick: [ioreqMechanism],
      // Event channels are here too, between Xen and QEMU: the guest knows nothing of them.
      service: [
        deviceModelMechanism,
        eventChannelMechanism,
        eventSendOpMechanism,
        linuxEventsMechanism,
        ideDeviceMechanism,
        fileAioMechanism,
        diskMechanism,
      ],
      completion: [dmOpMechanism, linuxIrqMechanism],
    },
  },
};
