/**
 * The guest's own driver for an IDE controller that it takes for real: Linux's libata with ata_piix. It knows nothing of Xen.
 * Every ioread8 and iowrite8 is an IN or OUT, and so a VM exit; the lines that touch a register are one access each.
 * Source: Linux 6.1 drivers/ata/{libata-sff,libata-core,libata-scsi}.c, include/linux/libata.h, drivers/scsi/scsi_lib.c.
 */
import type { Machine } from '../core/machine.ts';
import {
  call,
  type Flow,
  goto,
  type Line,
  type Locals,
  line,
  linux,
  procedure,
  ret,
} from '../core/procedure.ts';
import { type Key, rec, type State } from '../core/state.ts';
import {
  ATA_CMD,
  ATA_DEVICE_OBS,
  ATA_DMA,
  ATA_DMA_BOUNDARY,
  ATA_LBA,
  ATA_PRD_EOT,
  ATA_REG,
  ATA_STATUS,
  ata_bmdma_prd,
  BM_STATUS,
  BMDMA_REG,
  COMMAND_BLOCK,
  CONTROL_BLOCK,
  lba28Ok,
} from './ata.ts';
import { ownAddress } from './domain.ts';
import { ioreqMechanism } from './ioreq.ts';
import type { Mechanism } from './mechanism.ts';

/** What the block layer hands to the driver: one command. `pages` are guest addresses of page-aligned pieces. */
export interface AtaRequest {
  readonly write: boolean;
  readonly sector: number;
  readonly sectors: number;
  readonly pages: readonly number[];
}

/** `struct ata_taskfile`: the register values of one command. */
export interface Taskfile {
  readonly lba48: boolean;
  readonly write: boolean;
  readonly command: number;
  readonly device: number;
  readonly feature: number;
  readonly nsect: number;
  readonly lbal: number;
  readonly lbam: number;
  readonly lbah: number;
  readonly hob_nsect: number;
  readonly hob_lbal: number;
  readonly hob_lbam: number;
  readonly hob_lbah: number;
}

/** The driver's own notes about its one port. */
export interface Libata {
  /** First port of the bus-master block, from BAR 4. */
  readonly bmdma: number;
  /** Guest address of the table of regions (`bmdma_prd_dma`). */
  readonly prd: number;
  readonly tf: Taskfile | null;
  readonly state: 'idle' | 'last' | 'error';
  /** The workload: requests as the block layer split them, how many it has taken, how many are done. */
  readonly queue: readonly AtaRequest[];
  /** Handed to the block layer by the program, taken by the driver, and completed. */
  readonly submitted: number;
  readonly issued: number;
  readonly completed: number;
  readonly failed: number;
}
export const libataKey: Key<Libata> = 'linux.libata';
/** @param at where firmware put the bus-master block, and the allocator the table */
export const newLibata = (at: Pick<Libata, 'bmdma' | 'prd'>, queue: readonly AtaRequest[]): Libata => ({
  ...at,
  tf: null,
  state: 'idle',
  queue,
  submitted: 0,
  issued: 0,
  completed: 0,
  failed: 0,
});

const sff = (symbol: string) => ({
  source: linux('drivers/ata/libata-sff.c', symbol),
  world: 'kernel' as const,
});
const core = (file: string, symbol: string) => ({ source: linux(file, symbol), world: 'kernel' as const });

const taskfile = (s: Pick<State, 'records'>): Taskfile => rec(s, libataKey).tf ?? NO_TASKFILE;
const NO_TASKFILE: Taskfile = {
  lba48: false,
  write: false,
  command: 0,
  device: 0,
  feature: 0,
  nsect: 0,
  lbal: 0,
  lbam: 0,
  lbah: 0,
  hob_nsect: 0,
  hob_lbal: 0,
  hob_lbam: 0,
  hob_lbah: 0,
};

const STATUS = COMMAND_BLOCK + ATA_REG.COMMAND;
const bm = (m: Machine, reg: number): number => m.rec(libataKey).bmdma + reg;

/** One read of a register: an IN. */
const ioread8 = (port: number, into?: string): Flow => call('IN', { port, size: 1 }, into);
const iowrite8 = (port: number, value: number): Flow => call('OUT', { port, size: 1, value });
/** A line that writes one register of the command block. */
const register = (label: string, text: string, reg: number, value: (tf: Taskfile) => number): Line<Locals> =>
  line(label, text, (m) => iowrite8(COMMAND_BLOCK + reg, value(taskfile(m))));

// ── from the block layer to a taskfile ──────────────────────────────────────────────────────────────

interface Queue extends Locals {
  index: number;
}
export const scsi_queue_rq = procedure<Queue>(
  'scsi_queue_rq',
  { ...core('drivers/scsi/scsi_lib.c', 'scsi_mq_get_budget, scsi_queue_rq'), via: 'system call' },
  [
    line(
      'budget',
      'before queue_rq: scsi_mq_get_budget(): if (!scsi_dev_queue_ready()) the request waits   // depth 1',
      (m, l) => {
        const { issued, completed } = m.rec(libataKey);
        return issued === completed && l.index === issued ? m.passOver() : ret(false);
      },
    ),
    line('start', 'ata_scsi_queuecmd(shost, cmd)', (m, l) => {
      m.patch(libataKey, { issued: l.index + 1 });
      return call('ata_scsi_queuecmd', { index: l.index });
    }),
    line('started', 'return BLK_STS_OK', () => ret(true)),
  ],
);

export const ata_scsi_queuecmd = procedure<Queue>(
  'ata_scsi_queuecmd',
  core(
    'drivers/ata/libata-scsi.c, drivers/ata/libata-core.c',
    'ata_scsi_queuecmd, ata_scsi_translate, ata_qc_issue',
  ),
  [
    line('build', 'ata_build_rw_tf(qc, block, n_block, flags)', (_, l) =>
      call('ata_build_rw_tf', { index: l.index }),
    ),
    line('prepare', 'ap->ops->qc_prep(qc)', (_, l) => call('ata_bmdma_fill_sg', { index: l.index })),
    line('issue', 'ap->ops->qc_issue(qc)', () => call('ata_bmdma_qc_issue')),
  ],
);

const byte = (block: number, n: number): number => Math.floor(block / 2 ** (8 * n)) % 256;

export const ata_build_rw_tf = procedure<Queue>(
  'ata_build_rw_tf',
  core('drivers/ata/libata-core.c', 'ata_build_rw_tf, ata_rwcmd_protocol'),
  [
    line('lba28', 'if (lba_28_ok(block, n)) device = block >> 24', (m, l) => {
      const r = request(m, l.index);
      const lba48 = !lba28Ok(r.sector, r.sectors);
      const device = lba48 ? 0 : byte(r.sector, 3) & 0xf;
      m.patch(libataKey, { tf: { ...NO_TASKFILE, write: r.write, lba48, device } });
      return lba48 ? undefined : goto('command');
    }),
    line(
      'lba48',
      'else LBA48: hob_nsect = n >> 8; hob_lbal, hob_lbam, hob_lbah = block >> 24, 32, 40',
      (m, l) => {
        const { sector, sectors } = request(m, l.index);
        m.patch(libataKey, {
          tf: {
            ...taskfile(m),
            hob_nsect: byte(sectors, 1),
            hob_lbal: byte(sector, 3),
            hob_lbam: byte(sector, 4),
            hob_lbah: byte(sector, 5),
          },
        });
      },
    ),
    line('command', 'command = READ DMA, WRITE DMA, or their EXT forms', (m) => {
      const tf = taskfile(m);
      const name = `${tf.write ? 'WRITE' : 'READ'}${tf.lba48 ? '_EXT' : ''}` as keyof typeof ATA_CMD;
      m.patch(libataKey, { tf: { ...tf, command: ATA_CMD[name] } });
    }),
    line('address', 'nsect = n & 0xff; lbal, lbam, lbah = block; device |= ATA_LBA', (m, l) => {
      const { sector, sectors } = request(m, l.index);
      const tf = taskfile(m);
      m.patch(libataKey, {
        tf: {
          ...tf,
          nsect: byte(sectors, 0),
          lbal: byte(sector, 0),
          lbam: byte(sector, 1),
          lbah: byte(sector, 2),
          // ata_tf_init() has set the obsolete bits.
          device: tf.device | ATA_DEVICE_OBS | ATA_LBA,
        },
      });
    }),
  ],
);

function request(m: Machine, index: number): AtaRequest {
  return m.rec(libataKey).queue[index] ?? { write: false, sector: 0, sectors: 0, pages: [] };
}

interface FillSg extends Locals {
  index: number;
  pi: number;
  /** Bytes of the request that have an entry. */
  done: number;
}
const P = ata_bmdma_prd.fields;
const PAGE = 4096;
const SECTOR = 512;

export const ata_bmdma_fill_sg = procedure<FillSg>('ata_bmdma_fill_sg', sff('ata_bmdma_fill_sg'), [
  line('begin', 'pi = 0', (_, l) => {
    l.pi = 0;
    l.done = 0;
  }),
  line('entry', 'for_each_sg: prd[pi].addr = addr; prd[pi].flags_len = len & 0xffff; pi++', (m, l) => {
    const r = request(m, l.index);
    const addr = r.pages[l.pi] ?? 0;
    // A page never crosses the boundary of 64 KiB that an entry must not cross.
    const len = Math.min(PAGE - (addr % PAGE), r.sectors * SECTOR - l.done);
    const at = entryAt(m, l.pi);
    m.store(at, P.addr, addr);
    m.store(at, P.flags_len, len & ATA_DMA_BOUNDARY);
    l.pi++;
    l.done += len;
    return l.done < r.sectors * SECTOR ? goto('entry') : undefined;
  }),
  line('end', 'prd[pi - 1].flags_len |= ATA_PRD_EOT', (m, l) => {
    const at = entryAt(m, l.pi - 1);
    m.store(at, P.flags_len, (m.load(at, P.flags_len) | ATA_PRD_EOT) >>> 0);
  }),
]);

const entryAt = (m: Machine, i: number): number =>
  ownAddress(m, m.domain as number, m.rec(libataKey).prd + i * ata_bmdma_prd.size);

// ── issue: 18 accesses, 23 with LBA48 ───────────────────────────────────────────────────────────────

export const ata_bmdma_qc_issue = procedure('ata_bmdma_qc_issue', sff('ata_bmdma_qc_issue'), [
  line('select', 'ata_dev_select(ap, 0, wait, …)', () => call('ata_dev_select')),
  line('load', 'ap->ops->sff_tf_load(ap, &qc->tf)', () => call('ata_sff_tf_load')),
  line('setup', 'ap->ops->bmdma_setup(qc)', () => call('ata_bmdma_setup')),
  line('start', 'ap->ops->bmdma_start(qc)', () => call('ata_bmdma_start')),
  line('state', 'ap->hsm_task_state = HSM_ST_LAST', (m) => m.patch(libataKey, { state: 'last' })),
]);

export const ata_dev_select = procedure('ata_dev_select', sff('ata_dev_select, ata_sff_dev_select'), [
  line('before', 'ata_wait_idle(ap)', () => call('ata_wait_idle')),
  line('device', 'iowrite8(ATA_DEVICE_OBS, device_addr)   // device 0', () =>
    iowrite8(COMMAND_BLOCK + ATA_REG.DEVICE, ATA_DEVICE_OBS),
  ),
  line('pause', 'ata_sff_pause(): ioread8(altstatus_addr); ndelay(400)', () => ioread8(CONTROL_BLOCK)),
  line('after', 'ata_wait_idle(ap)', () => call('ata_wait_idle')),
]);

interface Status extends Locals {
  status: number;
}
export const ata_wait_idle = procedure<Status>(
  'ata_wait_idle',
  core('include/linux/libata.h', 'ata_wait_idle, ata_sff_busy_wait'),
  [
    line('read', 'do { udelay(10); status = ioread8(status_addr)', () => ioread8(STATUS, 'status')),
    line('busy', '} while (status != 0xff && (status & (BUSY | DRQ)))', (m, l) =>
      l.status !== 0xff && l.status & (ATA_STATUS.BUSY | ATA_STATUS.DRQ)
        ? goto('read')
        : m.passOver(ret(l.status)),
    ),
  ],
);

export const ata_sff_tf_load = procedure('ata_sff_tf_load', sff('ata_sff_tf_load'), [
  line('lba48', 'if (LBA48) high bytes first', (m) =>
    taskfile(m).lba48 ? undefined : m.passOver(goto('feature')),
  ),
  register('hob-feature', '  iowrite8(hob_feature, feature_addr)', ATA_REG.FEATURE, () => 0),
  register('hob-nsect', '  iowrite8(hob_nsect, nsect_addr)', ATA_REG.NSECT, (tf) => tf.hob_nsect),
  register('hob-lbal', '  iowrite8(hob_lbal, lbal_addr)', ATA_REG.LBAL, (tf) => tf.hob_lbal),
  register('hob-lbam', '  iowrite8(hob_lbam, lbam_addr)', ATA_REG.LBAM, (tf) => tf.hob_lbam),
  register('hob-lbah', '  iowrite8(hob_lbah, lbah_addr)', ATA_REG.LBAH, (tf) => tf.hob_lbah),
  register('feature', 'iowrite8(feature, feature_addr)', ATA_REG.FEATURE, (tf) => tf.feature),
  register('nsect', 'iowrite8(nsect, nsect_addr)', ATA_REG.NSECT, (tf) => tf.nsect),
  register('lbal', 'iowrite8(lbal, lbal_addr)', ATA_REG.LBAL, (tf) => tf.lbal),
  register('lbam', 'iowrite8(lbam, lbam_addr)', ATA_REG.LBAM, (tf) => tf.lbam),
  register('lbah', 'iowrite8(lbah, lbah_addr)', ATA_REG.LBAH, (tf) => tf.lbah),
  register('device', 'iowrite8(device, device_addr)', ATA_REG.DEVICE, (tf) => tf.device),
  line('idle', 'ata_wait_idle(ap)', () => call('ata_wait_idle')),
]);

interface Control extends Locals {
  dmactl: number;
}
export const ata_bmdma_setup = procedure<Control>('ata_bmdma_setup', sff('ata_bmdma_setup'), [
  line('barrier', 'mb()   // the table before its address', (m) => m.fence('mb'), { strikes: 'barrier' }),
  line('table', 'iowrite32(bmdma_prd_dma, bmdma_addr + ATA_DMA_TABLE_OFS)', (m) =>
    call('OUT', { port: bm(m, BMDMA_REG.TABLE), size: 4, value: m.rec(libataKey).prd }),
  ),
  line('read', 'dmactl = ioread8(bmdma_addr + ATA_DMA_CMD)', (m) =>
    ioread8(bm(m, BMDMA_REG.COMMAND), 'dmactl'),
  ),
  line('direction', 'dmactl &= ~(WR | START); a read: dmactl |= WR; iowrite8(dmactl)', (m, l) =>
    iowrite8(
      bm(m, BMDMA_REG.COMMAND),
      (l.dmactl & ~(ATA_DMA.WR | ATA_DMA.START)) | (taskfile(m).write ? 0 : ATA_DMA.WR),
    ),
  ),
  line('command', 'ap->ops->sff_exec_command(ap, &qc->tf)', () => call('ata_sff_exec_command')),
]);

export const ata_sff_exec_command = procedure('ata_sff_exec_command', sff('ata_sff_exec_command'), [
  register('command', 'iowrite8(tf->command, command_addr)', ATA_REG.COMMAND, (tf) => tf.command),
  line('pause', 'ata_sff_pause(): ioread8(altstatus_addr); ndelay(400)', () => ioread8(CONTROL_BLOCK)),
]);

export const ata_bmdma_start = procedure<Control>('ata_bmdma_start', sff('ata_bmdma_start'), [
  line('read', 'dmactl = ioread8(bmdma_addr + ATA_DMA_CMD)', (m) =>
    ioread8(bm(m, BMDMA_REG.COMMAND), 'dmactl'),
  ),
  line('start', 'iowrite8(dmactl | ATA_DMA_START, bmdma_addr + ATA_DMA_CMD)', (m, l) =>
    iowrite8(bm(m, BMDMA_REG.COMMAND), l.dmactl | ATA_DMA.START),
  ),
]);

// ── interrupt: 8 accesses ───────────────────────────────────────────────────────────────────────────

interface Port extends Locals {
  status: number;
  host_stat: number;
  dmactl: number;
  stopped: boolean;
}
export const ata_bmdma_interrupt = procedure<Port>(
  'ata_bmdma_interrupt',
  sff('ata_bmdma_interrupt, __ata_sff_interrupt'),
  [
    line('port', 'for each port with a command: handled |= ata_bmdma_port_intr(ap, qc)', (m) => {
      const { issued, completed } = m.rec(libataKey);
      return issued > completed ? call('ata_bmdma_port_intr', {}, 'handled') : m.passOver(ret(false));
    }),
    line('handled', 'return IRQ_RETVAL(handled)', (_, l) => ret(l.handled)),
  ],
);

export const ata_bmdma_port_intr = procedure<Port>('ata_bmdma_port_intr', sff('ata_bmdma_port_intr'), [
  line('expected', 'if (hsm_task_state != HSM_ST_LAST) return idle', (m) =>
    m.rec(libataKey).state === 'last' ? m.passOver() : ret(false),
  ),
  line('status', 'host_stat = ioread8(bmdma_addr + ATA_DMA_STATUS)', (m) =>
    ioread8(bm(m, BMDMA_REG.STATUS), 'host_stat'),
  ),
  line('ours', 'if (!(host_stat & ATA_DMA_INTR)) return idle', (m, l) =>
    l.host_stat & BM_STATUS.INT ? m.passOver() : ret(false),
  ),
  line('stop', 'ap->ops->bmdma_stop(qc)', () => call('ata_bmdma_stop')),
  line('error', 'if (host_stat & ATA_DMA_ERR) err_mask |= AC_ERR_HOST_BUS', (m, l) => {
    if (!(l.host_stat & BM_STATUS.ERROR)) return m.passOver();
    m.patch(libataKey, { state: 'error' });
    return undefined;
  }),
  line('port', 'handled = __ata_sff_port_intr(ap, qc, true)', () =>
    call('__ata_sff_port_intr', {}, 'handled'),
  ),
  line('handled', 'return handled', (_, l) => ret(l.handled)),
]);

export const ata_bmdma_stop = procedure<Control>('ata_bmdma_stop', sff('ata_bmdma_stop, ata_sff_dma_pause'), [
  line('read', 'ctl = ioread8(bmdma_addr + ATA_DMA_CMD)', (m) => ioread8(bm(m, BMDMA_REG.COMMAND), 'dmactl')),
  line('stop', 'iowrite8(ctl & ~ATA_DMA_START, bmdma_addr + ATA_DMA_CMD)', (m, l) =>
    iowrite8(bm(m, BMDMA_REG.COMMAND), l.dmactl & ~ATA_DMA.START),
  ),
  line('pause', 'ata_sff_dma_pause(): ioread8(altstatus_addr)', () => ioread8(CONTROL_BLOCK)),
]);

export const __ata_sff_port_intr = procedure<Port>(
  '__ata_sff_port_intr',
  sff('__ata_sff_port_intr, ata_sff_irq_status'),
  [
    line('alternate', 'status = ioread8(altstatus_addr)   // busy? then it was not us', () =>
      ioread8(CONTROL_BLOCK, 'status'),
    ),
    line(
      'busy',
      'if (status & ATA_BUSY) { err_mask |= AC_ERR_HSM; state = HSM_ST_ERR; goto clear }   // engine stopped',
      (m, l) => {
        if (!(l.status & ATA_STATUS.BUSY)) return m.passOver();
        m.patch(libataKey, { state: 'error' });
        return goto('clear');
      },
    ),
    line('acknowledge', 'status = ioread8(status_addr)   // clears INTRQ', () => ioread8(STATUS, 'status')),
    line('clear', 'ap->ops->sff_irq_clear(ap)', () => call('ata_bmdma_irq_clear')),
    line('move', 'ata_sff_hsm_move(ap, qc, status)', (_, l) =>
      call('ata_sff_hsm_move', { status: l.status }),
    ),
    line('handled', 'return 1', () => ret(true)),
  ],
);

export const ata_bmdma_irq_clear = procedure<Port>('ata_bmdma_irq_clear', sff('ata_bmdma_irq_clear'), [
  line('read', 'stat = ioread8(bmdma_addr + ATA_DMA_STATUS)', (m) =>
    ioread8(bm(m, BMDMA_REG.STATUS), 'host_stat'),
  ),
  line('write', 'iowrite8(stat, bmdma_addr + ATA_DMA_STATUS)   // a 1 clears', (m, l) =>
    iowrite8(bm(m, BMDMA_REG.STATUS), l.host_stat),
  ),
]);

/** `ata_ok`: ready, and neither busy, nor asking for data, nor failed. */
const ataOk = (status: number): boolean =>
  (status & (ATA_STATUS.BUSY | ATA_STATUS.DRDY | ATA_STATUS.DF | ATA_STATUS.DRQ | ATA_STATUS.ERR)) ===
  ATA_STATUS.DRDY;

export const ata_sff_hsm_move = procedure<Status>('ata_sff_hsm_move', sff('ata_sff_hsm_move'), [
  line('last', 'case HSM_ST_LAST: if (!ata_ok(status)) err_mask |= …; state = HSM_ST_IDLE', (m, l) => {
    const { state, failed } = m.rec(libataKey);
    const bad = state === 'error' || !ataOk(l.status);
    m.patch(libataKey, { state: 'idle', failed: failed + (bad ? 1 : 0) });
  }),
  line('complete', 'ata_qc_complete(qc): scsi_done(): raise BLOCK_SOFTIRQ', (m) =>
    m.patch(libataKey, { tf: null }),
  ),
]);

export const blk_done_softirq = procedure<Queue>(
  'blk_done_softirq',
  core('block/blk-mq.c, drivers/scsi/scsi_lib.c', 'blk_done_softirq, blk_mq_end_request, scsi_complete'),
  [
    line('end', 'scsi_complete(): blk_mq_end_request(): the program may go on', (m) => {
      m.patch(libataKey, { completed: m.rec(libataKey).completed + 1 });
    }),
    line('next', 'scsi_run_queue_async(): if (requests wait) scsi_queue_rq()', (m) => {
      const { issued, completed, submitted } = m.rec(libataKey);
      return issued === completed && submitted > issued ? call('scsi_queue_rq', { index: issued }) : ret();
    }),
  ],
);

export const libataMechanism: Mechanism = {
  id: 'libata',
  needs: [ioreqMechanism],
  procedures: [
    scsi_queue_rq,
    ata_scsi_queuecmd,
    ata_build_rw_tf,
    ata_bmdma_fill_sg,
    ata_bmdma_qc_issue,
    ata_dev_select,
    ata_wait_idle,
    ata_sff_tf_load,
    ata_bmdma_setup,
    ata_sff_exec_command,
    ata_bmdma_start,
    ata_bmdma_interrupt,
    ata_bmdma_port_intr,
    ata_bmdma_stop,
    __ata_sff_port_intr,
    ata_bmdma_irq_clear,
    ata_sff_hsm_move,
    blk_done_softirq,
  ],
};

/** One entry of the table of regions, as its bytes say. */
export interface PrdView {
  readonly at: number;
  readonly addr: number;
  readonly bytes: number;
  readonly last: boolean;
}

/** The guest's table, up to the entry that is marked as the last or the one before `entries`. */
export function inspectTable(
  s: State,
  domain: number,
  entries: number,
): { readonly at: number; readonly entries: readonly PrdView[] } {
  const at = ownAddress(s, domain, rec(s, libataKey).prd);
  const out: PrdView[] = [];
  for (let i = 0; i < entries && !out.at(-1)?.last; i++) {
    const entry = at + i * ata_bmdma_prd.size;
    const flags = s.ram.load(entry, P.flags_len);
    const last = (flags & ATA_PRD_EOT) !== 0;
    out.push({ at: entry, addr: s.ram.load(entry, P.addr), bytes: flags & 0xffff, last });
  }
  return { at, entries: out };
}
