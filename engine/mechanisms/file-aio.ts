/**
 * From QEMU's disk to the host's: asynchronous I/O on the file behind it, past dom0's page cache (O_DIRECT) or through it.
 * Source: QEMU 7.2 block/{file-posix,linux-aio}.c, util/{thread-pool,async}.c; Linux 6.1 fs/{aio,fs-writeback}.c, block/bio.c,
 * mm/filemap.c.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Local, type Locals, line, linux, procedure, qemu, ret } from '../core/procedure.ts';
import { type Interrupt, type Key, rec, type ThreadSpec } from '../core/state.ts';
import { aioFdKey, deviceModelMechanism } from './device-model.ts';
import { type Disk, type DiskSegment, diskKey, diskMechanism } from './disk.ts';
import { ownAddress } from './domain.ts';
import { bmdmaKey, ideDeviceMechanism, ideGuestKey } from './ide-device.ts';
import { type Kept, keep, type Mechanism } from './mechanism.ts';

/** The request in hand: IDE has one at a time. */
export interface FileAio {
  readonly direct: boolean;
  /** The thread pool's queue: what the worker is to do. */
  readonly request: {
    readonly write: boolean;
    readonly sector: number;
    readonly segments: readonly DiskSegment[];
  } | null;
  /** A page-cache read is under way, or has been done. */
  readonly read: 'none' | 'waiting' | 'done';
}
export const fileAioKey: Key<FileAio> = 'qemu.aio';

/** dom0's page cache of the file: pages of 8 sectors. */
export interface PageCache {
  readonly pages: Readonly<Record<number, { readonly at: number; readonly dirty: boolean }>>;
  /** Guest address (in dom0) of the first frame, and how many are in use. */
  readonly base: number;
  readonly used: number;
  /** Pages that are being written back. */
  readonly writing: readonly number[];
}
export const pageCacheKey: Key<PageCache> = 'dom0.pagecache';

const SECTOR = 512;
const PAGE = 4096;
const PER_PAGE = PAGE / SECTOR;
/** Tags of the transfers that dom0 hands to the disk: whose completion it is. */
const AIO = 0;
const FILL = 1;
const WRITEBACK = 2;

const posix = (symbol: string) => ({
  source: qemu('block/file-posix.c', symbol),
  world: 'device-model' as const,
});
const kernel = (file: string, symbol: string, via?: string) => ({
  source: linux(file, symbol),
  world: 'kernel' as const,
  ...(via ? { via } : {}),
});
const SYSCALL = 'system call';
const syscall = (m: Machine, name: string): void => m.emit({ kind: 'syscall', name });

interface Io extends Locals {
  write: boolean;
  sector: number;
}
/** The guest's pages as QEMU has them mapped. */
const segments = (m: Machine): readonly DiskSegment[] =>
  m.rec(bmdmaKey).sg.map((r) => ({ at: ownAddress(m, m.rec(ideGuestKey).guest, r.base), bytes: r.len }));

function toDisk(m: Machine, tag: number, write: boolean, sector: number, at: readonly DiskSegment[]): void {
  const disk: Disk = m.rec(diskKey);
  m.patch(diskKey, { queue: [...disk.queue, { tag, write, sector, segments: at }] });
}

// ── QEMU ────────────────────────────────────────────────────────────────────────────────────────────

export const raw_co_prw = procedure<Io>('raw_co_prw', posix('raw_co_prw'), [
  line('how', 'if (s->use_linux_aio) goto aio   // aio=native, which needs cache=none', (m) =>
    m.rec(fileAioKey).direct ? goto('aio') : m.passOver(),
  ),
  line('queue', 'thread_pool_submit_aio(): queue the request', (m, l) =>
    m.patch(fileAioKey, { request: { write: l.write, sector: l.sector, segments: segments(m) } }),
  ),
  line('signal', 'qemu_cond_signal(&request_cond)   // futex: wake a worker', (m) => {
    syscall(m, 'futex');
    m.emit({ kind: 'wake', thread: 'worker' });
    return ret();
  }),
  line('aio', 'aio: laio_co_submit(): io_submit(ctx, 1, &iocb)', (m, l) => {
    syscall(m, 'io_submit');
    return call('io_submit', { write: l.write, sector: l.sector });
  }),
]);

export const worker_thread = procedure(
  'worker_thread',
  { source: qemu('util/thread-pool.c', 'worker_thread'), world: 'device-model' },
  [
    line(
      'wait',
      'qemu_cond_timedwait(&request_cond)   // until there is a request',
      () => undefined,
      (s) => rec(s, fileAioKey).request !== null,
    ),
    line('work', 'ret = req->func(req->arg)   // handle_aiocb_rw', () => call('handle_aiocb_rw')),
    line('done', 'req->state = THREAD_DONE', (m) => m.patch(fileAioKey, { request: null })),
    line('notify', 'qemu_bh_schedule(): aio_notify(): write(eventfd)', (m) => {
      syscall(m, 'write');
      return call('eventfd_signal');
    }),
    line('again', 'for ever', () => goto('wait')),
  ],
);

export const handle_aiocb_rw = procedure(
  'handle_aiocb_rw',
  posix('handle_aiocb_rw, handle_aiocb_rw_vector'),
  [
    line('call', 'pwritev | preadv(fd, iov, niov, offset)', (m) => {
      const r = m.rec(fileAioKey).request;
      syscall(m, r?.write ? 'pwritev' : 'preadv');
      return call(r?.write ? 'generic_perform_write' : 'filemap_read');
    }),
  ],
);

/** QEMU hears that a transfer is done: from Linux AIO, or from its own thread pool. */
export const qemu_laio_completion_cb = procedure(
  'qemu_laio_completion_cb',
  { source: qemu('block/linux-aio.c', 'qemu_laio_completion_cb'), world: 'device-model' },
  [
    line('clear', 'event_notifier_test_and_clear(): read(eventfd)', (m) => {
      syscall(m, 'read');
      m.patch(aioFdKey, { count: 0 });
    }),
    line('complete', 'dma_blk_cb(): dma_complete(): ide_dma_cb(s, 0)', () => call('ide_dma_cb')),
  ],
);
export const thread_pool_completion_bh = procedure(
  'thread_pool_completion_bh',
  { source: qemu('util/thread-pool.c', 'thread_pool_completion_bh'), world: 'device-model' },
  [
    line('clear', 'event_notifier_test_and_clear(): read(eventfd)', (m) => {
      syscall(m, 'read');
      m.patch(aioFdKey, { count: 0 });
    }),
    line('complete', 'dma_blk_cb(): dma_complete(): ide_dma_cb(s, 0)', () => call('ide_dma_cb')),
  ],
);

// ── dom0’s kernel ───────────────────────────────────────────────────────────────────────────────────

export const eventfd_signal = procedure('eventfd_signal', kernel('fs/eventfd.c', 'eventfd_signal'), [
  line('count', 'ctx->count++; if (it was 0) wake_up(QEMU)', (m) => {
    const fd = m.rec(aioFdKey);
    m.patch(aioFdKey, { count: fd.count + 1 });
    if (fd.count === 0) m.emit({ kind: 'wake', thread: 'qemu' });
  }),
]);

export const io_submit = procedure<Io>(
  'io_submit',
  kernel('fs/aio.c, block/fops.c', 'io_submit, __blkdev_direct_IO_async', SYSCALL),
  [
    line('pages', 'iov_iter_get_pages(): the guest’s own pages   // O_DIRECT: no copy', () => undefined),
    line('bio', 'submit_bio(): the disk is to move the data', (m, l) =>
      toDisk(m, AIO, l.write, l.sector, segments(m)),
    ),
  ],
);

export const bio_endio = procedure(
  'bio_endio',
  {
    ...kernel('block/bio.c, fs/aio.c, mm/filemap.c', 'bio_endio, aio_complete, page_endio'),
    via: 'disk interrupt',
  },
  [
    line('bio', 'bio->bi_end_io(bio): whose is it?', (m, l) => {
      const { done } = m.rec(diskKey);
      l.tag = done[0] ?? AIO;
      m.patch(diskKey, { done: done.slice(1) });
      return l.tag === AIO ? undefined : l.tag === FILL ? goto('fill') : goto('written');
    }),
    line('aio', 'aio_complete(): eventfd_signal(iocb->ki_eventfd)', () => call('eventfd_signal')),
    line('told', '  return', () => ret()),
    line(
      'fill',
      'a page was read: page_endio(): folio_mark_uptodate(); folio_unlock() wakes the reader',
      (m) => {
        m.patch(fileAioKey, { read: 'done' });
        m.emit({ kind: 'wake', thread: 'worker' });
        return ret();
      },
    ),
    line('written', 'a page was written back: page_endio(): folio_end_writeback()', (m) =>
      m.patch(pageCacheKey, { writing: m.rec(pageCacheKey).writing.slice(1) }),
    ),
  ],
);

interface Copy extends Locals {
  /** Bytes done, and the bytes that the next piece takes. */
  done: number;
  bytes: number;
  page: number;
  offset: number;
}
/** The next piece of the request: within one page of the file and one page of the guest. */
function piece(m: Machine, l: Copy): boolean {
  const r = m.rec(fileAioKey).request;
  const total = r?.segments.reduce((n, s) => n + s.bytes, 0) ?? 0;
  l.done = l.done ?? 0;
  if (!r || l.done >= total) return false;
  const inFile = r.sector * SECTOR + l.done;
  let before = 0;
  const segment = r.segments.find((s) => {
    const here = l.done < before + s.bytes;
    if (!here) before += s.bytes;
    return here;
  });
  const left = segment ? segment.bytes - (l.done - before) : 0;
  l.page = Math.floor(inFile / PAGE);
  l.offset = inFile % PAGE;
  l.bytes = Math.min(left, PAGE - l.offset);
  l.at = (segment?.at ?? 0) + (l.done - before);
  return true;
}
/** The frame of a file page in the cache; takes a new one if it is not there. */
function cached(m: Machine, page: number): { readonly at: number; readonly fresh: boolean } {
  const c = m.rec(pageCacheKey);
  const known = c.pages[page];
  if (known) return { at: known.at, fresh: false };
  const at = ownAddress(m, m.domain as number, c.base + c.used * PAGE);
  m.patch(pageCacheKey, { pages: { ...c.pages, [page]: { at, dirty: false } }, used: c.used + 1 });
  return { at, fresh: true };
}
const fillPage = (m: Machine, page: number, at: number): void => {
  m.patch(fileAioKey, { read: 'waiting' });
  toDisk(m, FILL, false, page * PER_PAGE, [{ at, bytes: PAGE }]);
};
const filled = (s: { readonly records: Readonly<Record<string, unknown>> }): boolean =>
  rec(s, fileAioKey).read !== 'waiting';

export const generic_perform_write = procedure<Copy>(
  'generic_perform_write',
  kernel('mm/filemap.c', 'generic_perform_write', SYSCALL),
  [
    line('piece', 'while (bytes are left): page, offset, bytes', (m, l) =>
      piece(m, l) ? undefined : m.passOver(ret()),
    ),
    line(
      'begin',
      '  write_begin(): the page of the cache; a part of a page not there: read it first',
      (m, l) => {
        const { at, fresh } = cached(m, l.page);
        l.to = at;
        if (fresh && l.bytes < PAGE) fillPage(m, l.page, at);
      },
    ),
    line(
      'copy',
      '  copy_page_from_iter_atomic(): the guest’s page → the cache',
      (m, l) => {
        m.copy(l.at as number, (l.to as number) + l.offset, l.bytes, true);
        l.done += l.bytes;
      },
      filled,
    ),
    line('dirty', '  write_end(): the page is dirty', (m, l) => {
      const c = m.rec(pageCacheKey);
      m.patch(pageCacheKey, { pages: { ...c.pages, [l.page]: { at: l.to as number, dirty: true } } });
      return goto('piece');
    }),
  ],
);

export const filemap_read = procedure<Copy>('filemap_read', kernel('mm/filemap.c', 'filemap_read', SYSCALL), [
  line('piece', 'while (bytes are left): page, offset, bytes', (m, l) =>
    piece(m, l) ? undefined : m.passOver(ret()),
  ),
  line('page', '  filemap_get_pages(): in the cache, or read it from the disk', (m, l) => {
    const { at, fresh } = cached(m, l.page);
    l.from = at;
    if (fresh) fillPage(m, l.page, at);
  }),
  line(
    'copy',
    '  copy_folio_to_iter(): the cache → the guest’s page',
    (m, l) => {
      m.copy((l.from as number) + l.offset, l.at as number, l.bytes, true);
      l.done += l.bytes;
      return goto('piece');
    },
    filled,
  ),
]);

export const wb_workfn = procedure('wb_workfn', kernel('fs/fs-writeback.c', 'wb_workfn'), [
  line(
    'wait',
    'sleep until dirty pages are old enough   // here: until nobody else has work',
    () => undefined,
    (s) => Object.values(rec(s, pageCacheKey).pages).some((p) => p.dirty),
  ),
  line('write', 'writepages(): the disk is to write the dirty pages; they are clean', (m) => {
    const c = m.rec(pageCacheKey);
    const dirty = Object.entries(c.pages).filter(([, p]) => p.dirty);
    const pages: Record<string, Local> = {};
    for (const [page, p] of dirty) {
      toDisk(m, WRITEBACK, true, Number(page) * PER_PAGE, [{ at: p.at, bytes: PAGE }]);
      pages[page] = { at: p.at, dirty: false };
    }
    m.patch(pageCacheKey, {
      pages: { ...c.pages, ...(pages as PageCache['pages']) },
      writing: dirty.map(([page]) => Number(page)),
    });
  }),
  line(
    'done',
    'wait for the disk',
    () => goto('wait'),
    (s) => rec(s, pageCacheKey).writing.length === 0,
  ),
]);

export const fileAioMechanism: Mechanism = {
  id: 'file-aio',
  needs: [ideDeviceMechanism, deviceModelMechanism, diskMechanism],
  procedures: [
    raw_co_prw,
    worker_thread,
    handle_aiocb_rw,
    qemu_laio_completion_cb,
    thread_pool_completion_bh,
    eventfd_signal,
    io_submit,
    bio_endio,
    generic_perform_write,
    filemap_read,
    wb_workfn,
  ],
};

/** @param cache first frame of dom0's page cache */
export const fileAioRecords = (direct: boolean, cache: number): readonly Kept[] => [
  keep(aioFdKey, {
    count: 0,
    handler: (direct ? qemu_laio_completion_cb : thread_pool_completion_bh).name,
  }),
  keep(fileAioKey, { direct, request: null, read: 'none' }),
  keep(pageCacheKey, { pages: {}, base: cache * PAGE, used: 0, writing: [] }),
];

/** Through the page cache two more are at work: QEMU's own thread for files, and dom0's for dirty pages. */
export const pageCacheThreads = (domain: number): readonly ThreadSpec[] => [
  { id: 'worker', domain, start: { procedure: worker_thread.name, world: 'device-model' } },
  { id: 'writeback', domain, start: { procedure: wb_workfn.name, world: 'backend' } },
];

/** The disk's interrupt, taken by the vCPU that is idle. */
export const fileDiskInterrupt: Interrupt = {
  name: 'disk interrupt',
  enter: bio_endio.name,
  when: (s, t) => t.top?.procedure === 'idle' && rec(s, diskKey).done.length > 0,
};
