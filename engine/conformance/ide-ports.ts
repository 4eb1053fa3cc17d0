/**
 * Every intercepted port access of single disk commands of a real guest through QEMU's IDE controller, against what
 * the engine's driver and device do: order, direction, port and value of each. The request is read from the recorded
 * registers; so are the two addresses that firmware and allocator chose, and whether the command before was a read.
 */
import { InputError } from '../core/assert.ts';
import { Machine, run } from '../core/machine.ts';
import { rec } from '../core/state.ts';
import { ATA_CMD, ATA_DMA, ATA_REG, BMDMA_REG, COMMAND_BLOCK } from '../mechanisms/ata.ts';
import { bmdmaKey } from '../mechanisms/ide-device.ts';
import { type PortAccess, vcpuIoKey } from '../mechanisms/ioreq.ts';
import { type Addresses, emulatedIoParams, GUEST, setup } from '../scenarios/emulated-io/story.ts';
import { readParams } from '../stories/params.ts';
import { untilItSleeps } from '../stories/system.ts';
import { arr, type Obj } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';
import { type RecordedAccess, readAccess } from './port-access.ts';

/** What a command's own registers say of it. */
interface Command {
  readonly write: boolean;
  readonly sector: number;
  readonly sectors: number;
  readonly addresses: Addresses;
  /** The direction bit that the command before left in the bus master. */
  readonly direction: number;
}

/** The last value written to a register, and the one before: LBA48 writes twice. */
const written = (list: readonly RecordedAccess[], port: number): readonly [last: number, before: number] => {
  const values = list.filter((a) => a.dir === 'out' && a.port === port).map((a) => a.value);
  return [values.at(-1) ?? 0, values.at(-2) ?? 0];
};

function commandOf(list: readonly RecordedAccess[], bmdma: number): Command | undefined {
  const register = (reg: number) => written(list, COMMAND_BLOCK + reg);
  const [command] = register(ATA_REG.COMMAND);
  const known = Object.entries(ATA_CMD).find(([, v]) => v === command)?.[0];
  if (!known) return undefined;
  const lba48 = known.endsWith('EXT');
  const [lo, mid, hi] = [ATA_REG.LBAL, ATA_REG.LBAM, ATA_REG.LBAH].map(register);
  const [count, countHigh] = register(ATA_REG.NSECT);
  const [device] = register(ATA_REG.DEVICE);
  const low = (lo?.[0] ?? 0) + (mid?.[0] ?? 0) * 2 ** 8 + (hi?.[0] ?? 0) * 2 ** 16;
  const top = lba48 ? (lo?.[1] ?? 0) : device & 0xf;
  const first = list.find((a) => a.dir === 'in' && a.port === bmdma + BMDMA_REG.COMMAND);
  return {
    write: known.startsWith('WRITE'),
    sector: low + top * 2 ** 24,
    sectors: lba48 ? countHigh * 256 + count || 65536 : count || 256,
    addresses: { bmdma, prd: written(list, bmdma + BMDMA_REG.TABLE)[0] },
    direction: (first?.value ?? 0) & ATA_DMA.WR,
  };
}

/** The accesses that the engine's guest makes for this command, as Xen traces them. */
function played(c: Command): readonly PortAccess[] {
  const text = `${c.write ? 'w' : 'r'}${c.sector}+${c.sectors}`;
  const { program, initial } = setup(
    emulatedIoParams.values(readParams(emulatedIoParams.list, { requests: text })),
    c.addresses,
  );
  const m = new Machine(program, initial);
  m.patch(bmdmaKey, { cmd: c.direction });
  const end = run(program, m.freeze(), (s) => untilItSleeps(program, s));
  return rec(end, vcpuIoKey(GUEST.id)).trace;
}

const shown = (a: RecordedAccess | PortAccess | undefined): string =>
  a ? `${a.dir} 0x${a.port.toString(16)} 0x${a.value.toString(16)}` : 'none';

const PAGE = 4096;
/** The bus-master block has 16 ports; the primary channel's half comes first. */
const BLOCK = 16;

/** `read4KiB`: what the recorder called a list. */
const NAME = /^(read|write)(\d+)KiB$/;

function compareCommand(
  tally: Tally,
  at: string,
  list: readonly RecordedAccess[],
  bmdma: number,
): Command | undefined {
  const command = commandOf(list, bmdma);
  tally.fact(
    at,
    'its command',
    'one of READ DMA, WRITE DMA and their EXT forms',
    command ? 'one of READ DMA, WRITE DMA and their EXT forms' : 'another',
  );
  if (!command) return undefined;
  const name = NAME.exec(at);
  if (name) {
    tally.fact(at, 'what it does', name[1], command.write ? 'write' : 'read');
    tally.fact(at, 'its size in KiB', Number(name[2]), command.sectors / 2);
  }
  // dma_alloc_coherent() aligns to the pages that it takes (Linux Documentation/core-api/dma-api.rst).
  tally.fact(at, 'the table’s offset in its page', 0, command.addresses.prd % PAGE);
  const inMemory = command.addresses.prd / PAGE < GUEST.pages;
  tally.fact(at, 'a table in the guest’s memory', true, inMemory);
  if (!inMemory) return command;
  const ours = played(command);
  for (const [i, a] of list.entries()) {
    tally.fact(`${at}, access ${i + 1}`, 'it', shown(a), shown(ours[i]));
    if (a.size !== undefined) tally.fact(`${at}, access ${i + 1}`, 'its size', a.size, ours[i]?.size);
  }
  tally.fact(at, 'the number of accesses', list.length, ours.length);
  return command;
}

/** Where the bus-master block begins: as the file says, or four below the only 32-bit register. */
function bmdmaOf(file: Obj, lists: readonly (readonly RecordedAccess[])[]): number {
  const said = /BAR (0x[0-9a-f]+)/i.exec(String(file.commandBlock));
  if (said?.[1]) return Number.parseInt(said[1], 16);
  const table = lists
    .flat()
    .find((a) => a.dir === 'out' && a.port > 0x3ff && a.port % BLOCK === BMDMA_REG.TABLE);
  if (!table) throw new InputError('This file does not say where the bus-master registers are.');
  return table.port - BMDMA_REG.TABLE;
}

/** As the golden values write an access: `OUT32 B+4` is a 32-bit write at the bus-master block's base + 4. */
function short(a: PortAccess | undefined, bmdma: number): string {
  if (!a) return 'none';
  const port =
    a.port >= bmdma && a.port < bmdma + BLOCK ? `B+${a.port - bmdma}` : a.port.toString(16).toUpperCase();
  return `${a.dir.toUpperCase()}${a.size === 1 ? '' : a.size * 8} ${port}`;
}

/** `ide_write_dma_lba28_accesses`: direction, width and port of each access of one write. */
export function ideAccesses(tally: Tally, v: unknown, section: string): void {
  const list = arr(v, section);
  const addresses: Addresses = { bmdma: 0xc140, prd: PAGE };
  const ours = played({ write: true, sector: 2048, sectors: 8, addresses, direction: 0 });
  for (const [i, a] of list.entries())
    tally.fact(`${section}[${i}]`, 'the access', a, short(ours[i], addresses.bmdma));
  tally.fact(section, 'the number of accesses', list.length, ours.length);
}

export function replayIdePorts(file: Obj): Outcome {
  const tally = new Tally();
  const named = Object.entries(file).filter(([, v]) => Array.isArray(v));
  if (named.length === 0) throw new InputError('This file has no list of port accesses.');
  const lists = named.map(([name, v]) => arr(v, name).map((a, i) => readAccess(a, `${name}[${i}]`)));
  const bmdma = bmdmaOf(file, lists);
  const tables = new Set<number>();
  for (const [i, [name]] of named.entries()) {
    const command = compareCommand(tally, name, lists[i] ?? [], bmdma);
    if (command) tables.add(command.addresses.prd);
  }
  // A port has one table, allocated when the driver starts (ata_bmdma_port_start).
  tally.fact('the file', 'the number of tables', 1, tables.size);
  return tally.outcome('IDE port sequence', [
    `${lists.map((l) => l.length).join(', ')} accesses in ${lists.length} commands`,
  ]);
}
