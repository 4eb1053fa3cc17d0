/**
 * Linux looks at the PCI bus: every slot is asked for a vendor, and silence is all ones.
 * Source: Linux 6.1 drivers/pci/probe.c, arch/x86/pci/direct.c.
 */
import { call, goto, type Locals, line, linux, model, procedure, ret } from '../core/procedure.ts';
import { type Key, rec, type State } from '../core/state.ts';
import { ioreqMechanism } from './ioreq.ts';
import type { Mechanism } from './mechanism.ts';
import {
  addressOf,
  configRead,
  type Drive,
  functionAt,
  functionOf,
  type PciFunction,
  pciConfigKey,
  pciKey,
  slotOf,
} from './pci.ts';

/** A function that the scan has found (`struct pci_dev`). */
export interface PciDev {
  readonly devfn: number;
  readonly vendor: number;
  readonly device: number;
  /** 24 bits. */
  readonly class: number;
  /** The driver that took it. */
  readonly driver: string | null;
}
export interface LinuxPci {
  readonly devices: readonly PciDev[];
  /** What answered last: `1.1 8086:7010`. */
  readonly lastFound: string;
  /** Slots that have been asked so far. */
  readonly asked: number;
  readonly done: boolean;
  /** `raw_pci_ops->read`: how a configuration register is read. */
  readonly read: string;
}
export const linuxPciKey: Key<LinuxPci> = 'linux.pci';
export const newLinuxPci = (everyAccess: boolean): LinuxPci => ({
  devices: [],
  lastFound: '',
  asked: 0,
  done: false,
  read: everyAccess ? 'pci_conf1_read' : 'pci_conf1_read, in brief',
});

const PCI_VENDOR_ID = 0x00;
const PCI_CLASS_REVISION = 0x08;
const PCI_HEADER_TYPE = 0x0e;
const MULTIFUNCTION = 0x80;
const SLOTS = 32;

const probe = (symbol: string) => ({
  source: linux('drivers/pci/probe.c', symbol),
  world: 'kernel' as const,
});

interface Bus extends Locals {
  slot: number;
}
export const pci_scan_child_bus = procedure<Bus>('pci_scan_child_bus', probe('pci_scan_child_bus_extend'), [
  line('begin', 'devfn = 0', (_, l) => {
    l.slot = 0;
  }),
  line('next', 'for (; devfn < 256; devfn += 8) pci_scan_slot(bus, devfn)', (m, l) => {
    if (l.slot === SLOTS) return m.passOver(goto('done'));
    m.patch(linuxPciKey, { asked: l.slot + 1 });
    l.slot++;
    return call('pci_scan_slot', { devfn: (l.slot - 1) * 8 });
  }),
  line('again', '  the next slot', () => goto('next')),
  line('done', 'return', (m) => {
    m.patch(linuxPciKey, { done: true });
    return ret();
  }),
]);

interface Slot extends Locals {
  devfn: number;
  fn: number;
  value: number;
  vendor: number;
  multi: boolean;
}
const NOBODY: readonly number[] = [0xffffffff, 0, 0x0000ffff, 0xffff0000];
export const pci_scan_slot = procedure<Slot>(
  'pci_scan_slot',
  probe('pci_scan_slot, pci_scan_device, pci_setup_device'),
  [
    line('vendor', 'l = config dword VENDOR_ID of devfn + fn', (m, l) => {
      l.fn ??= 0;
      return call(m.rec(linuxPciKey).read, { devfn: l.devfn + l.fn, reg: PCI_VENDOR_ID, size: 4 }, 'value');
    }),
    line('nobody', 'if (l == 0xffffffff) nobody is there   // fn 0: nor any other function', (m, l) => {
      if (!NOBODY.includes(l.value)) return m.passOver();
      return l.fn === 0 ? ret() : goto('more');
    }),
    line('header', 'hdr_type = config byte HEADER_TYPE   // bit 7: there are more functions', (m, l) => {
      l.vendor = l.value;
      return call(m.rec(linuxPciKey).read, { devfn: l.devfn + l.fn, reg: PCI_HEADER_TYPE, size: 1 }, 'value');
    }),
    line('class', 'class = config dword CLASS_REVISION >> 8', (m, l) => {
      if (l.fn === 0) l.multi = (l.value & MULTIFUNCTION) !== 0;
      return call(
        m.rec(linuxPciKey).read,
        { devfn: l.devfn + l.fn, reg: PCI_CLASS_REVISION, size: 4 },
        'value',
      );
    }),
    line('add', 'pci_device_add(dev, bus)', (m, l) => {
      const { devices } = m.rec(linuxPciKey);
      const id = [l.vendor & 0xffff, l.vendor >>> 16].map((n) => n.toString(16).padStart(4, '0')).join(':');
      m.patch(linuxPciKey, {
        lastFound: `${addressOf(l.devfn + l.fn)} ${id}`,
        devices: [
          ...devices,
          {
            devfn: l.devfn + l.fn,
            vendor: l.vendor & 0xffff,
            device: l.vendor >>> 16,
            class: l.value >>> 8,
            driver: null,
          },
        ],
      });
    }),
    line('more', 'more functions: fn++, up to 7', (m, l) => {
      if (!l.multi || l.fn === 7) return m.passOver(ret());
      l.fn++;
      return goto('vendor');
    }),
  ],
);

interface Read extends Locals {
  devfn: number;
  reg: number;
  size: number;
  value: number;
}
const address = (l: Read): number => 0x80000000 + l.devfn * 0x100 + (l.reg & ~3);
/** A configuration read as it is: two port accesses, of which the first tells which function is meant. */
export const pci_conf1_read = procedure<Read>(
  'pci_conf1_read',
  { source: linux('arch/x86/pci/direct.c', 'pci_conf1_read'), world: 'kernel' },
  [
    line('address', 'outl(0x80000000 | devfn << 8 | reg, 0xcf8)', (_, l) =>
      call('OUT', { port: 0xcf8, size: 4, value: address(l) }),
    ),
    line('data', 'value = in(0xcfc + (reg & 3))', (_, l) =>
      call('IN', { port: 0xcfc + (l.reg & 3), size: l.size }, 'value'),
    ),
    line('done', 'return value', (_, l) => ret(l.value)),
  ],
);
/** The same read, told in one line: the same answer, and none of its price. */
export const pci_conf1_read_brief = procedure<Read>(
  'pci_conf1_read, in brief',
  {
    source: model('two port accesses, each as costly as those of the handshake, told as one line'),
    world: 'kernel',
  },
  [
    line('read', 'outl(0x80000000 | devfn << 8 | reg, 0xcf8); value = in(0xcfc + (reg & 3))', (m, l) =>
      ret(configRead(functionAt(m, l.devfn), l.reg, l.size)),
    ),
  ],
);

export const linuxPciMechanism: Mechanism = {
  id: 'linux-pci',
  needs: [ioreqMechanism],
  procedures: [pci_scan_child_bus, pci_scan_slot, pci_conf1_read, pci_conf1_read_brief],
};

// ── what a figure shows ─────────────────────────────────────────────────────────────────────────────

/** A drive of an IDE controller: is it still there? */
export interface DriveView extends Drive {
  readonly present: boolean;
}
/** A place on the bus, from the guest's configuration. */
export interface FunctionView {
  readonly devfn: number;
  readonly slot: number;
  readonly fn: number;
  readonly type: string;
  /** `8086:7010`. */
  readonly id: string;
  /** Six hex digits. */
  readonly class: string;
  /** QEMU still has it. */
  readonly present: boolean;
  /** What Linux has made of it: not looked yet, found, or nobody answered. */
  readonly seen: 'unasked' | 'found' | 'silent';
  readonly driver: string | null;
  readonly drives: readonly DriveView[];
  readonly vdev: string | null;
  readonly mac: string | null;
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
function functionView(f: PciFunction, now: readonly PciFunction[], linux: LinuxPci): FunctionView {
  const present = now.find((x) => x.devfn === f.devfn);
  const found = linux.devices.find((d) => d.devfn === f.devfn);
  const asked = slotOf(f.devfn) < linux.asked - (linux.done ? 0 : 1);
  return {
    devfn: f.devfn,
    slot: slotOf(f.devfn),
    fn: functionOf(f.devfn),
    type: f.type,
    id: `${hex(f.vendor, 4)}:${hex(f.device, 4)}`,
    class: hex(f.class, 6),
    present: present !== undefined,
    seen: found ? 'found' : asked ? 'silent' : 'unasked',
    driver: found?.driver ?? null,
    drives: f.drives.map((d) => ({
      ...d,
      present: present?.drives.some((x) => x.vdev === d.vdev) ?? false,
    })),
    vdev: f.vdev ?? null,
    mac: f.mac ?? null,
  };
}

/** The bus of the configuration, as QEMU still has it and as Linux has seen it. */
export const inspectBus = (state: State): readonly FunctionView[] =>
  rec(state, pciConfigKey).functions.map((f) =>
    functionView(f, rec(state, pciKey).functions, rec(state, linuxPciKey)),
  );
