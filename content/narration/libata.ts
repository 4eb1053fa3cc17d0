/** Why Linux touches an IDE controller's registers as it does. Checked against drivers/ata/libata-sff.c and libata-core.c. */
import type { Narration } from './listing.ts';

const FIRST_OF_TWO =
  'A register of 8 bits for a number of 16: the high byte first, the low byte after it. The disk keeps both.';

export const narration: Narration = {
  scsi_queue_rq: {
    budget: {
      holds:
        'An IDE disk takes one command at a time. A second request waits in the guest’s own queue; nothing of it reaches the controller.',
      passed: 'The disk has no command in hand, so this one may go.',
    },
    start: 'Linux drives IDE disks as if they were SCSI, through libata, which translates.',
    started: 'The command is with the disk. The program’s system call returns; the data has not moved yet.',
  },
  ata_scsi_queuecmd: {
    build: 'First on paper: which values belong into which registers.',
    prepare: 'Then a table in memory: where the data lies. The controller will fetch it there itself.',
    issue:
      'Now the registers, one after the other. This driver was written for real chips and knows no other way.',
  },
  ata_build_rw_tf: {
    lba28: 'Twenty-eight bits of address and eight of count: the short form is used wherever it fits.',
    lba48:
      'More than 256 sectors, or a sector beyond 128 GiB: the long form, with five registers written twice.',
    command: 'The command code says direction and form.',
    address:
      'The number of the first sector, cut into bytes. A count of 256 becomes 0: there is no other way to write it in eight bits.',
  },
  ata_bmdma_fill_sg: {
    begin: 'The table lies in guest memory; the driver allocated it once, when it started.',
    entry:
      'Eight bytes for each stretch of memory: where, and how long. A program’s pages seldom lie side by side, so each has an entry.',
    end: 'One bit in the last entry ends the table. Its length is written nowhere else.',
  },
  ata_bmdma_qc_issue: {
    select: 'Two disks may hang on one cable: say which one is meant.',
    load: 'Tell the disk what to do.',
    setup: 'Tell the controller where the data is, and give the command.',
    start: 'Let the controller go.',
    state:
      'From now on the driver expects an interrupt. It has touched the controller 18 times, or 23 in the long form.',
  },
  ata_dev_select: {
    before: 'A real disk may still be busy. Ask.',
    device:
      'The register that selects the disk. The value is always the same here; a real cable might need it.',
    pause:
      'A real disk needs 400 nanoseconds to notice. Reading a status nobody needs takes about that long, on real hardware.',
    after: 'And ask again: after the selection the other disk would answer.',
  },
  ata_wait_idle: {
    read: 'A loop made for slow mechanics. An emulated disk is idle at the first look, and that look costs as much as any other register.',
    busy: { holds: 'Still busy: the driver looks again.', passed: 'Not busy: one read was enough.' },
  },
  ata_sff_tf_load: {
    lba48: {
      holds: 'The long form writes five registers twice.',
      passed: 'The short form needs each register once.',
    },
    'hob-feature': FIRST_OF_TWO,
    'hob-nsect': FIRST_OF_TWO,
    'hob-lbal': FIRST_OF_TWO,
    'hob-lbam': FIRST_OF_TWO,
    'hob-lbah': FIRST_OF_TWO,
    feature:
      'Not used by this command, and written all the same. Each of these lines is a whole journey to another process.',
    nsect: 'How many sectors. A large command costs the same as a small one: here is where it says so.',
    lbal: 'The lowest byte of the sector number.',
    lbam: 'The next byte.',
    lbah: 'And the next.',
    device: 'The last four bits of the number share a register with the selection of the disk.',
    idle: 'Ask once more whether the disk is idle. On real hardware that is prudence; here it is another exit.',
  },
  ata_bmdma_setup: {
    barrier:
      'The table must be in memory before its address is with the controller. A port write would not order that on every machine.',
    table: 'The only access of 32 bits: where the table of the data begins. The data itself crosses no port.',
    read: 'Three bits of this register are not the driver’s: read, change, write.',
    direction: 'To the disk or from it. The start bit is left off for now.',
    command: 'Everything is in place. Now the command.',
  },
  ata_sff_exec_command: {
    command: 'For the disk it begins here: it has a command and asks for data.',
    pause: '400 nanoseconds again, as a read of the alternate status: the one that acknowledges nothing.',
  },
  ata_bmdma_start: {
    read: 'Read, change, write, once more.',
    start: 'One bit. It was the last access before the interrupt, and the only one that made anything move.',
  },
  ata_bmdma_interrupt: {
    port: 'A controller has two channels and one handler. A channel without a command is not asked.',
    handled: 'It was ours.',
  },
  ata_bmdma_port_intr: {
    expected: {
      holds: 'Did the driver expect an interrupt? Lines may be shared.',
      passed: 'The driver did expect one.',
    },
    status: 'The controller’s own status: was it this channel?',
    ours: {
      holds: 'It was not this controller. The handler ends here, after one access.',
      passed: 'It was this controller. Otherwise the handler would end here, after one access.',
    },
    stop: 'First the engine is stopped, as the specification wants it.',
    error: { holds: 'Did moving the data to or from memory go wrong?', passed: 'Moving the data went well.' },
    port: 'The controller is content. What does the disk say?',
    handled: 'Done with this channel.',
  },
  ata_bmdma_stop: {
    read: 'Read, change, write.',
    stop: 'The engine stopped by itself at the end of the table. The bit is cleared all the same, so that it can rise again.',
    pause: 'One more read that is only there to take time.',
  },
  __ata_sff_port_intr: {
    alternate: 'The status without side effects first: a disk that is busy did not interrupt.',
    busy: {
      holds:
        'The engine has been stopped and the disk is busy all the same: that is a failure. The driver hands the command to its error handling.',
      passed: 'It is not busy.',
    },
    acknowledge:
      'The same status again, from the register whose reading tells the disk that it was heard. The line falls.',
    clear: 'And the controller has a bit of its own to be cleared.',
    move: 'Everything is acknowledged. Now what it means.',
    handled: 'Eight accesses since the interrupt.',
  },
  ata_bmdma_irq_clear: {
    read: 'Read it to know what to write.',
    write: 'A one clears the bit. It is the last of the accesses.',
  },
  ata_sff_hsm_move: {
    last: 'Ready, not busy, no error: the command has succeeded.',
    complete: 'The rest can wait until interrupts are on again.',
  },
  blk_done_softirq: {
    end: 'The request is done and the program may go on. For the disk nothing has changed since the transfer ended; all since then was talk.',
    next: 'The next request, if one waits, begins where this one began: with a look at the status.',
  },
};
