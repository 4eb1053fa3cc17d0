/**
 * Grant table v1 against Xen xen/common/grant_table.c: granting, mapping, unmapping and copying, every status and the order
 * of the checks (facts, xen.md §2b, §2c). The hypercall returns 0 when it processed all elements: outcomes are in `.status`.
 */
import { describe, expect, it } from 'vitest';
import { ERRNO, errno, type Machine, rec, type State } from '../../../engine/index.ts';
import {
  GNTTABOP_copy,
  GNTTABOP_map_grant_ref,
  GNTTABOP_unmap_grant_ref,
} from '../../../engine/mechanisms/gnttabop.ts';
import {
  entryAt,
  GNTCOPY_dest_gref,
  GNTCOPY_source_gref,
  GNTMAP_contains_pte,
  GNTMAP_host_map,
  GNTMAP_readonly,
  GNTST,
  GTF_permit_access,
  GTF_reading,
  GTF_readonly,
  GTF_writing,
  gnttab_copy,
  gnttab_map_grant_ref,
  gnttab_unmap_grant_ref,
  grant_entry_v1,
  grantKey,
} from '../../../engine/mechanisms/grant-table.ts';
import { ARG, at, callAs, prepare, twoDomains } from '../support/two-domains.ts';

const REF = 8;
const G = grant_entry_v1.fields;
const M = gnttab_map_grant_ref.fields;
const U = gnttab_unmap_grant_ref.fields;
const C = gnttab_copy.fields;

/** Domain 1 has granted frame `gfn` to domain `to`. */
const granted = ({ to = 0, gfn = 0x10, readonly = false, type = 'hvm' as const } = {}): State =>
  callAs(1, twoDomains(type), 'gnttab_grant_foreign_access_ref', {
    ref: REF,
    domid: to,
    frame: gfn,
    readonly,
  }).state;
const flagsOf = (s: State): number => s.ram.load(entryAt(s, 1, REF), G.flags);
const table = (id: number, s: State, cmd: number, count = 1, arg = ARG) =>
  callAs(id, s, 'do_grant_table_op', { cmd, arg, count });

function map(s: State, { flags = GNTMAP_host_map, ref = REF, dom = 1, id = 0, host = 0x10_0000 } = {}) {
  const done = table(
    id,
    prepare(s, (m) => {
      const a = at(id, ARG);
      m.store(a, M.host_addr, BigInt(host));
      m.store(a, M.flags, flags);
      m.store(a, M.ref, ref);
      m.store(a, M.dom, dom);
    }),
    GNTTABOP_map_grant_ref,
  );
  return {
    ...done,
    status: done.state.ram.load(at(id, ARG), M.status),
    handle: done.state.ram.load(at(id, ARG), M.handle),
  };
}
function unmap(s: State, handle: number, host = 0x10_0000) {
  const done = table(
    0,
    prepare(s, (m) => {
      m.store(at(0, ARG), U.host_addr, BigInt(host));
      m.store(at(0, ARG), U.handle, handle);
    }),
    GNTTABOP_unmap_grant_ref,
  );
  return { ...done, status: done.state.ram.load(at(0, ARG), U.status) };
}

describe('granting', () => {
  it('needs no hypercall, and writes the flags last', () => {
    const done = callAs(1, twoDomains(), 'gnttab_grant_foreign_access_ref', {
      ref: REF,
      domid: 0,
      frame: 0x1234,
      readonly: false,
    });
    expect(
      done.effects.filter((e) => e.kind === 'write').map((e) => (e.kind === 'write' ? e.place.leaf : '')),
    ).toEqual(['domid', 'frame', 'flags']);
    expect(done.effects.some((e) => e.kind === 'hypercall')).toBe(false);
    // vectors/golden-xen.json: "grant_entry_v1 permit_access dom0 frame 0x1234"
    expect(Buffer.from(done.state.ram.bytes(entryAt(done.state, 1, REF), 8)).toString('hex')).toBe(
      '0100000034120000',
    );
  });
});

describe('GNTTABOP_map_grant_ref', () => {
  it('a write mapping sets reading and writing in the shared entry', () => {
    const done = map(granted());
    expect(done).toMatchObject({ value: 0, status: GNTST.okay });
    expect(flagsOf(done.state)).toBe(GTF_permit_access | GTF_reading | GTF_writing);
  });
  it('a read-only mapping sets reading only', () => {
    expect(
      flagsOf(map(granted({ readonly: true }), { flags: GNTMAP_host_map | GNTMAP_readonly }).state),
    ).toBe(GTF_permit_access | GTF_readonly | GTF_reading);
  });
  const cases: readonly (readonly [string, () => State, Parameters<typeof map>[1], number])[] = [
    ['neither host_map nor device_map is bad_gntref', granted, { flags: 0 }, GNTST.bad_gntref],
    ['an unknown domain is bad_domain', granted, { dom: 77 }, GNTST.bad_domain],
    ['a reference beyond the table is bad_gntref', granted, { ref: 512 }, GNTST.bad_gntref],
    [
      'an entry for another domain is general_error, not permission_denied',
      () => granted({ to: 5 }),
      {},
      GNTST.general_error,
    ],
    ['an entry that grants nothing is general_error', twoDomains, {}, GNTST.general_error],
    [
      'a write mapping of a read-only entry is general_error',
      () => granted({ readonly: true }),
      {},
      GNTST.general_error,
    ],
    ['a frame without RAM behind it is bad_page', () => granted({ gfn: 0x4444 }), {}, GNTST.bad_page],
  ];
  it.each(cases)('%s', (_, state, args, status) => {
    const done = map(state(), args);
    expect(done).toMatchObject({ value: 0, status });
    expect(done.effects.some((e) => e.kind === 'grant' && e.op === 'map')).toBe(false);
  });
  it('an HVM caller that asks for a PTE mapping gets general_error', () => {
    expect(map(granted(), { id: 1, dom: 0, flags: GNTMAP_host_map | GNTMAP_contains_pte }).status).toBe(
      GNTST.general_error,
    );
  });
  it('no handle left is no_space', () => {
    const s = granted();
    const full: State = {
      ...s,
      records: { ...s.records, [grantKey(0)]: { ...rec(s, grantKey(0)), maxMaptrack: 0 } },
    };
    expect(map(full).status).toBe(GNTST.no_space);
  });
  it('a pinned entry is not read again: it stays mapped after the guest has rewritten it', () => {
    const first = map(granted()).state;
    const rewritten = prepare(first, (m: Machine) => m.store(entryAt(m, 1, REF), G.domid, 5));
    expect(map(rewritten).status).toBe(GNTST.okay);
  });
});

describe('revoking', () => {
  const end = (s: State) => callAs(1, s, 'gnttab_end_foreign_access_ref', { ref: REF });
  it('succeeds when nobody maps the page, and stops new mappings', () => {
    const done = end(granted());
    expect(done.value).toBe(1);
    expect(map(done.state).status).toBe(GNTST.general_error);
  });
  it('is refused while the page is mapped, and possible after the unmap', () => {
    const mapped = map(granted());
    expect(end(mapped.state).value).toBe(0);
    const unmapped = unmap(mapped.state, mapped.handle);
    expect(unmapped.status).toBe(GNTST.okay);
    expect(flagsOf(unmapped.state)).toBe(GTF_permit_access);
    expect(end(unmapped.state).value).toBe(1);
  });
});

describe('GNTTABOP_unmap_grant_ref', () => {
  it('an unknown handle is bad_handle', () => expect(unmap(granted(), 3).status).toBe(GNTST.bad_handle));
  it('another address than the mapped one is general_error', () => {
    const mapped = map(granted());
    expect(unmap(mapped.state, mapped.handle, 0x20_0000).status).toBe(GNTST.general_error);
  });
  it('the page stays pinned until its last mapping is gone', () => {
    const one = map(granted());
    const two = map(one.state, { host: 0x20_0000 });
    const after = unmap(two.state, one.handle);
    expect(flagsOf(after.state) & GTF_reading).toBe(GTF_reading);
    expect(flagsOf(unmap(after.state, two.handle, 0x20_0000).state)).toBe(GTF_permit_access);
  });
});

describe('GNTTABOP_copy', () => {
  function copy(
    s: State,
    {
      len = 8,
      from = 0,
      to = 0,
      flags = GNTCOPY_source_gref,
      source = REF,
      sourceDom = 1,
      dest = 0x20,
      destDom = 0x7ff0,
    } = {},
  ) {
    const done = table(
      0,
      prepare(s, (m) => {
        const a = at(0, ARG);
        m.store(a, C.source.ref, BigInt(source));
        m.store(a, C.source.domid, sourceDom);
        m.store(a, C.source.offset, from);
        m.store(a, C.dest.ref, BigInt(dest));
        m.store(a, C.dest.domid, destDom);
        m.store(a, C.dest.offset, to);
        m.store(a, C.len, len);
        m.store(a, C.flags, flags);
      }),
      GNTTABOP_copy,
    );
    return { ...done, status: done.state.ram.load(at(0, ARG), C.status) };
  }
  it('moves the bytes without a mapping', () => {
    const s = prepare(granted(), (m) =>
      m.fill(at(1, 0x10 * 4096), new TextEncoder().encode('Ringside'), 'data'),
    );
    const done = copy(s);
    expect(done.status).toBe(GNTST.okay);
    expect(Buffer.from(done.state.ram.bytes(at(0, 0x20 * 4096), 8)).toString()).toBe('Ringside');
  });
  it('nothing to copy is okay, whatever else is wrong', () =>
    expect(copy(granted(), { len: 0, sourceDom: 77 }).status).toBe(GNTST.okay));
  it('a frame number of another domain is permission_denied', () =>
    expect(copy(granted(), { flags: 0 }).status).toBe(GNTST.permission_denied));
  it('an unknown domain is bad_domain', () =>
    expect(copy(granted(), { sourceDom: 77 }).status).toBe(GNTST.bad_domain));
  it('a reference beyond the table is bad_gntref', () =>
    expect(copy(granted(), { source: 512 }).status).toBe(GNTST.bad_gntref));
  it('an entry for another domain is general_error', () =>
    expect(copy(granted({ to: 5 })).status).toBe(GNTST.general_error));
  it('writing into a read-only grant is general_error', () => {
    expect(
      copy(granted({ readonly: true }), {
        flags: GNTCOPY_dest_gref,
        source: 0x20,
        sourceDom: 0x7ff0,
        dest: REF,
        destDom: 1,
      }).status,
    ).toBe(GNTST.general_error);
  });
  it('leaving a page is bad_copy_arg, tested last', () => {
    expect(copy(granted(), { from: 4090 }).status).toBe(GNTST.bad_copy_arg);
    expect(copy(granted(), { to: 4090 }).status).toBe(GNTST.bad_copy_arg);
    expect(copy(granted({ to: 5 }), { from: 4090 }).status).toBe(GNTST.general_error);
  });
});

describe('what makes an unmap safe', () => {
  // grant_table.c gnttab_unmap_grant_ref: unmap_common for up to 32, then gnttab_flush_tlb, then unmap_common_complete.
  const flush = (kind: string, what: string) => kind === 'tlb' && what === 'flush';
  it('the TLBs of a PV domain are flushed after the mapping is gone and before the grant is given back', () => {
    const mapped = map(granted());
    const order = unmap(mapped.state, mapped.handle).effects.flatMap((e) => {
      if (e.kind === 'grant' && e.op === 'unmap') return ['mapping gone'];
      if (e.kind === 'tlb' && flush(e.kind, e.op)) return ['flush'];
      return e.kind === 'write' && e.place.at === entryAt(mapped.state, 1, REF) ? ['grant given back'] : [];
    });
    expect(order).toEqual(['mapping gone', 'flush', 'grant given back']);
  });
  it('one flush serves 32 operations', () => {
    const flushes = (count: number) =>
      table(0, granted(), GNTTABOP_unmap_grant_ref, count).effects.filter(
        (e) => e.kind === 'tlb' && flush(e.kind, e.op),
      ).length;
    expect([0, 1, 32, 33, 64, 65].map(flushes)).toEqual([0, 1, 1, 2, 2, 3]);
  });
});

describe('do_grant_table_op', () => {
  it('a negative count is -EINVAL, an unknown command -ENOSYS, an unreadable array -EFAULT', () => {
    expect(table(0, granted(), GNTTABOP_map_grant_ref, -1).value).toBe(-ERRNO.EINVAL);
    expect(table(0, granted(), 99).value).toBe(errno('ENOSYS'));
    expect(table(0, granted(), GNTTABOP_map_grant_ref, 1, 0x999_9000).value).toBe(-ERRNO.EFAULT);
  });
  it('an empty array is fine: blkback issues one for each request that has nothing to unmap', () => {
    expect(table(0, granted(), GNTTABOP_unmap_grant_ref, 0).value).toBe(0);
  });
});
