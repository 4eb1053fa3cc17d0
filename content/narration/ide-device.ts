/** Why QEMU's IDE disk answers as it does. Checked against QEMU 7.2 hw/ide/{core,pci,piix}.c and softmmu/dma-helpers.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  ide_ioport_write: {
    busy: {
      holds: 'A disk with a command in hand takes no new values, as a real one would not.',
      passed: 'The disk has no command in hand, so it takes the value.',
    },
    register: {
      holds:
        'A chip would latch eight bits. QEMU sets a field of a structure; the value that was there before is kept for the long form.',
      passed: 'It is the command register, and what is written there starts something.',
    },
    lower:
      'Whoever gives a command has seen the last interrupt. QEMU takes the line down, and does so without looking whether it is up: a hypercall for nothing.',
    execute: 'The command register is a doorbell: writing it makes the disk work.',
  },
  ide_ioport_read: {
    register:
      'What is read is not what was written: two of these registers mean something else in the other direction.',
    lower:
      'Reading the status acknowledges the interrupt. QEMU tells Xen each time, although the line is down: one hypercall for every look at the status.',
    value: 'The register’s value.',
  },
  ide_status_read: {
    value: 'The same byte, and nothing else happens: that is what this register is for.',
  },
  ide_exec_cmd: {
    aborted: 'Nothing was begun, so nothing is left to undo.',
    free: { holds: 'One command at a time.', passed: 'No command is in hand, so this one is taken.' },
    permitted: {
      holds: 'A command that this kind of disk does not know would be aborted, with an interrupt.',
      passed: 'The disk knows this command. It gets to work.',
    },
    busy: 'A real disk would be busy now. QEMU sets the bits in passing; no guest ever sees them.',
    count: 'Eight bits of count: 0 means 256. In the long form there are sixteen.',
    data: 'Ready for data: the guest will read this as 0x58.',
    wait: 'The disk has its command, the engine not yet its start. Nothing moves until the guest sets that bit.',
  },
  bmdma_read: {
    value: 'Two registers of the bus master. No side effects.',
  },
  bmdma_write: {
    command: {
      holds: 'The bus master’s command register: direction and start.',
      passed: 'Another register was written, the one beside it.',
    },
    status: {
      holds:
        'Bits of this register are cleared by writing ones, so that one can be acknowledged and the other kept.',
      passed: 'Another register was written.',
    },
  },
  bmdma_addr_write: {
    address:
      'An address in the guest’s memory. QEMU will look there itself: the device model may see all of it.',
  },
  bmdma_cmd_writeb: {
    same: {
      holds: 'Only a change of the start bit does anything.',
      passed: 'The start bit is not as it was, so there is something to do.',
    },
    stop: {
      holds: 'Stopped. Were a transfer under way, QEMU would wait for it here, and the guest’s vCPU with it.',
      passed: 'The bit does not fall. It rises: the engine is to start.',
    },
    start: 'The bit rises: the engine is to run, from the start of the table.',
    go: 'A command is waiting for exactly this.',
    keep: 'Two bits are kept for the guest to read back.',
  },
  bmdma_irq: {
    status: 'The controller remembers that it interrupted: the guest’s handler will ask for this bit.',
    raise: 'There is no line between QEMU and the guest. There is a hypercall that says “the line is up”.',
  },
  ide_dma_cb: {
    refused: 'The command is over, and the driver will read why in the status register.',
    moved: 'How far has the transfer come? At its beginning: nowhere.',
    end: {
      holds: 'All sectors are moved. First the status, then the interrupt: the handler will read it at once.',
      passed: 'Sectors are left: the transfer has yet to be made.',
    },
    ended: 'The rest is tidying up.',
    prepare: 'Where is the data? The guest’s table knows.',
    short: {
      holds:
        'A table that describes too little ends the command without an interrupt, and the guest’s driver would time out.',
      passed: 'The table describes as much as the command asks for.',
    },
    range: {
      holds: 'Beyond the end of the disk? QEMU checks what a real disk would.',
      passed: 'The sectors lie on the disk.',
    },
    submit: 'The host’s own file or disk takes over. QEMU does not wait for it.',
    submitted: 'Back to the guest, before any data has moved. The disk works while the guest does.',
    eot: 'The engine is idle.',
  },
  bmdma_prepare_buf: {
    begin: 'Read the table from its start, entry by entry.',
    end: {
      holds:
        'Until the entry that says it is the last, or a whole page: a guest that forgets the mark must not keep QEMU here for ever.',
      passed: 'The last entry has not been read yet. On to the next.',
    },
    entry:
      'QEMU reads the guest’s memory directly, by address. No grant is asked for and none is given: that is trust.',
    region: 'One stretch of memory more.',
  },
  dma_blk_io: {
    map: 'QEMU keeps the guest’s memory mapped in large pieces. These pages have been used before, so nothing has to be mapped.',
    submit: 'The same bytes in the guest’s memory, now as a list of buffers for the host.',
  },
  ide_ctrl_write: {
    control: 'The way to reset the channel or to silence it. No driver of these stories does either.',
  },
  bmdma_addr_read: {
    address: 'What was written there is read back. The device keeps it in a variable of QEMU’s.',
  },
};
