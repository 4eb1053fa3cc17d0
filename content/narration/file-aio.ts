/** Why QEMU's disk reaches the host's as it does. Checked against QEMU 7.2 block/, util/ and Linux's fs/aio.c, mm/filemap.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  raw_co_prw: {
    how: 'Past the host’s page cache or through it, and past it by a thread or by Linux AIO: QEMU’s options for cache and aio decided that when the file was opened.',
    queue: 'Writing to a file may block. QEMU leaves that to a thread that may.',
    signal: 'Another thread, another wake-up.',
    aio: 'With aio=native, and only past the cache, there is an interface that mostly does not block: submit, and be told later.',
  },
  worker_thread: {
    wait: 'A thread that does nothing but wait for files, so that QEMU’s loop need not.',
    work: 'An ordinary system call, in an ordinary thread.',
    done: 'Done.',
    notify: 'The loop has to hear of it, so it is woken like for everything else.',
    again: 'For the next one.',
  },
  handle_aiocb_rw: {
    call: 'QEMU has the guest’s memory mapped: the buffers of this system call are the guest’s own pages.',
  },
  qemu_laio_completion_cb: {
    clear: 'A system call, to quieten the descriptor.',
    complete: 'The transfer has ended. What did it belong to?',
  },
  thread_pool_completion_bh: {
    clear: 'A system call, to quieten the descriptor.',
    complete: 'The transfer has ended. What did it belong to?',
  },
  eventfd_signal: {
    count: 'A counter behind a file descriptor: the simplest thing a loop can wait for.',
  },
  io_submit: {
    pages: 'The disk is to read and write the guest’s own pages. No processor copies.',
    bio: 'The driver in dom0 gives it to the disk. What that takes is the same on every path and is not counted.',
  },
  bio_endio: {
    bio: 'A physical interrupt, in dom0. Who was waiting for it?',
    aio: 'A transfer of QEMU’s: its descriptor counts one more.',
    told: 'QEMU’s loop does the rest.',
    fill: 'A page that somebody wanted to read is in the cache now.',
    written: 'A page of the cache is on the disk now.',
  },
  generic_perform_write: {
    piece: 'Page by page of the file.',
    begin:
      'The page of the cache that stands for these sectors. If only a part of it is written, the rest has to be there first.',
    copy: 'The copy: the data is now in dom0’s memory, and for the guest that counts as written.',
    dirty:
      'The disk does not know yet. If dom0 lost power now, the data would be lost, although the guest was told otherwise.',
  },
  filemap_read: {
    piece: 'Page by page of the file.',
    page: 'If the page is in the cache, no disk is needed at all.',
    copy: 'From dom0’s memory into the guest’s page: the copy that O_DIRECT avoids.',
  },
  wb_workfn: {
    wait: 'Writing back can wait until many writes have come together. Linux lets dirty pages grow old first.',
    write: 'Now the data goes to the disk, long after the guest was told that it had.',
    done: 'Clean.',
  },
};
