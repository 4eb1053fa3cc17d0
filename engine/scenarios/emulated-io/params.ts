import { flag, int, params, text } from '../../stories/schema.ts';
import { type Limits, readRequests } from '../requests.ts';

/** 160 GiB: larger than 28-bit addresses reach. */
export const DISK_SECTORS = 335_544_320;
const LIMITS: Limits = { diskSectors: DISK_SECTORS, sectors: 2048, requests: 64, total: 8192 };

export const emulatedIoParams = params({
  requests: text('w2048+8=Ringside', (typed) => readRequests(typed, LIMITS)),
  /** Requests that the program hands over before it waits. */
  queued: int(1, 64, 1),
  /** QEMU opened the file with O_DIRECT. */
  direct: flag(true),
  apicv: flag(true),
});
export type Choices = ReturnType<typeof emulatedIoParams.values>;
