/** What recordings of page walks hold beside the walks: fields of the VMCB, grants, the head of a ring page. */
import { Edit, Memory } from '../core/memory.ts';
import { grant_entry_v1 } from '../mechanisms/grant-table.ts';
import { VMCB } from '../mechanisms/npt.ts';
import { sring } from '../mechanisms/ring.ts';
import type { NestedAnswer } from '../mechanisms/walker.ts';
import { arr, bool, hexText, int, isObj, type Obj, obj } from './decode.ts';
import type { Tally } from './outcome.ts';
import { type Entries, walkGuestPhysical } from './page-walker.ts';
import { address, hex, hexNumber } from './recorded-entries.ts';

// ── what else a file holds ──────────────────────────────────────────────────────────────────────────

const memoryOf = (bytes: string): Memory =>
  Memory.empty.writable(new Edit()).storeBytes(
    0,
    Uint8Array.from(bytes.match(/../g) ?? [], (b) => Number.parseInt(b, 16)),
  );

/** `nCR3@0x0b0`: a field, and where it lies. */
export function replayVmcb(tally: Tally, v: unknown): void {
  const raw = obj(v, 'vmcb');
  const ram = memoryOf(hexText(raw.firstBytesHex, 'vmcb.firstBytesHex'));
  const known = (hexText(raw.firstBytesHex, 'vmcb.firstBytesHex').length / 2) | 0;
  for (const field of [VMCB.exitcode, VMCB.np_enable, VMCB.h_cr3]) {
    const key = Object.keys(obj(raw.controlAreaFields, 'vmcb.controlAreaFields')).find(
      (k) => Number.parseInt(k.split('@')[1] ?? '', 16) === field.offset,
    );
    if (!key || field.offset + field.size > known) continue;
    const said = hexNumber(obj(raw.controlAreaFields, 'vmcb')[key], `vmcb.${key}`);
    tally.fact('vmcb', key, hex(said), hex(ram.load(0, field)));
  }
  const save = Object.keys(raw).find((k) => k.startsWith('saveAreaCR3'));
  if (save)
    tally.fact('vmcb', save, hex(hexNumber(raw[save], save)), hex(hexNumber(raw.guestCR3, 'vmcb.guestCR3')));
  const root = hexNumber(raw.nCR3, 'vmcb.nCR3');
  if (VMCB.h_cr3.offset + 8 <= known) tally.fact('vmcb', 'nCR3', hex(root), hex(ram.load(0, VMCB.h_cr3)));
}

/** The ring's page is one that the guest granted: Xen maps its reference to the frame where the ring was found. */
export function replayRing(tally: Tally, v: unknown, grants: unknown): void {
  const raw = obj(v, 'blkRing');
  const grant = (Array.isArray(grants) ? grants : []).find((g) => isObj(g) && g.ref === raw.gref);
  tally.fact(
    'blkRing',
    'its grant',
    int(raw.gref, 'blkRing.gref'),
    isObj(grant) ? grant.ref : 'not among the grants',
  );
  if (isObj(grant))
    tally.fact(
      'blkRing',
      'hpa',
      hex(address(raw.hpa, 'blkRing.hpa')),
      hex(hexNumber(grant.activeMfn, 'blkRing.gref') << 12n),
    );
  const ram = memoryOf(hexText(raw.pageHex, 'blkRing.pageHex'));
  for (const name of ['req_prod', 'req_event', 'rsp_prod', 'rsp_event'] as const)
    tally.fact('blkRing', name, int(raw[name], `blkRing.${name}`), ram.load(0, sring.fields[name]));
}

/** Grants: the shared entries as bytes, and whether Xen’s mapping leads to the frame that the guest named. */
export function replayGrants(
  tally: Tally,
  file: Obj,
  nested?: { readonly root: number; readonly entries: Entries },
): void {
  const page = file.grantTablePage === undefined ? undefined : arr(file.grantTablePage, 'grantTablePage')[0];
  const bytes = isObj(page) ? hexText(page.first64entriesHex, 'grantTablePage') : '';
  const ram = memoryOf(bytes);
  for (const [i, v] of arr(file.grants, 'grants').entries()) {
    const where = `grants[${i}]`;
    const g = obj(v, where);
    const at = int(g.ref, `${where}.ref`, 0) * grant_entry_v1.size;
    const frame = g.sharedGfn ?? g.sharedFrame;
    if (at + grant_entry_v1.size <= bytes.length / 2) {
      tally.fact(
        where,
        'sharedFlags',
        hex(hexNumber(g.sharedFlags, where)),
        hex(ram.load(at, grant_entry_v1.fields.flags)),
      );
      tally.fact(
        where,
        'the frame shared',
        hex(hexNumber(frame, where)),
        hex(ram.load(at, grant_entry_v1.fields.frame)),
      );
    }
    if (nested && g.nptMfnForGfn !== undefined) {
      const walked = frameBehind(nested, Number(hexNumber(frame, where)));
      if (walked !== undefined)
        tally.fact(where, 'nptMfnForGfn', hex(hexNumber(g.nptMfnForGfn, where)), hex(walked));
    }
    const mapped = hexNumber(g.activeMfn, `${where}.activeMfn`);
    const named = hexNumber(g.nptMfnForGfn ?? g.sharedFrame, where);
    const agrees = g.agree ?? g.sharedFrameIsMfn;
    tally.fact(where, 'that Xen maps the frame that the guest named', bool(agrees, where), mapped === named);
  }
}

/** The machine frame behind a guest frame, where the file has all the entries on the way. */
function frameBehind(
  { root, entries }: { readonly root: number; readonly entries: Entries },
  gfn: number,
): number | undefined {
  const { value, loads } = walkGuestPhysical({ npt: { root, levels: 4 } }, entries, gfn * 4096);
  const r = value as unknown as NestedAnswer;
  return r.ok && loads.every((l) => entries.has(l.at)) ? Math.floor(r.hpa / 4096) : undefined;
}
