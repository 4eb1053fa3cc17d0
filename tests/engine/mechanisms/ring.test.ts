// The ring's listings, played by the machine, against Xen's xen/include/public/io/ring.h. What the macros do in bulk is
// in tests/vectors/ring-traces-*.json (tests/engine/conformance); here are their rules, one by one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perform } from '@/engine/conformance/perform.ts';
import { maddr } from '@/engine/core/brand.ts';
import { step } from '@/engine/core/machine.ts';
import { Edit, Memory } from '@/engine/core/memory.ts';
import { call, type Locals, line, model, procedure } from '@/engine/core/procedure.ts';
import { type Key, program, type State, startThreads } from '@/engine/core/state.ts';
import {
  type BackRing,
  consOverflow,
  type FrontRing,
  freeRequests,
  mustNotify,
  prodOverflow,
  responseOverflow,
  ringEntries,
  ringMechanism,
  SRING_HEADER,
  slotAt,
  slotBytes,
  sring,
  unconsumedRequests,
} from '@/engine/mechanisms/ring.ts';
import { xen } from '@/engine/platforms/xen.ts';

const AT = maddr(0x3000);
const RING: Key<FrontRing | BackRing> = 'ring';
const S = sring.fields;
const u = (n: number): number => n >>> 0;
const index = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 40 }).map((n) => u(-n)),
);
const size = fc.integer({ min: 0, max: 9 }).map((order) => 2 ** order);

const base = { sring: AT, nr_ents: 32, slot: 112 };
const front = (req_prod_pvt = 0, rsp_cons = 0): FrontRing => ({ ...base, req_prod_pvt, rsp_cons });
const back = (rsp_prod_pvt = 0, req_cons = 0): BackRing => ({ ...base, rsp_prod_pvt, req_cons });

type Shared = Partial<Record<'req_prod' | 'req_event' | 'rsp_prod' | 'rsp_event', number>>;

/** Calls a listing on a ring whose shared indices are given. */
function play(name: string, ring: FrontRing | BackRing, shared: Shared = {}, args: Locals = { ring: RING }) {
  return perform({
    listings: ringMechanism.procedures,
    records: { [RING]: ring },
    given: (m) => {
      for (const [f, v] of Object.entries(shared)) m.store(AT, S[f as keyof Shared], v);
    },
    call: call(name, args, 'result'),
  });
}
const shared = (s: State) => [S.req_prod, S.req_event, S.rsp_prod, S.rsp_event].map((f) => s.ram.load(AT, f));

describe('the size of a ring', () => {
  it.each([
    [4096, 112, 32],
    [2 * 4096, 112, 64],
    [16 * 4096, 112, 512],
    [4096, 12, 256],
    [4096, 8, 256],
    [4096, 108, 32],
  ])(
    '%i bytes with slots of %i hold %i: __CONST_RING_SIZE rounds down to a power of two',
    (bytes, slot, entries) => {
      expect(ringEntries(bytes, slot)).toBe(entries);
      expect(SRING_HEADER + entries * slot).toBeLessThanOrEqual(bytes);
    },
  );

  it('a slot is a union of request and response', () => {
    expect(slotBytes({ size: 12, align: 4 }, { size: 4, align: 2 })).toBe(12);
    expect(slotBytes({ size: 9, align: 1 }, { size: 4, align: 4 })).toBe(12);
  });

  it('a free-running index is masked only to find its slot', () => {
    expect(slotAt(front(), 33)).toBe(AT + 64 + 112);
    expect(slotAt(front(), 2 ** 32 - 1)).toBe(AT + 64 + 31 * 112);
  });
});

describe('SHARED_RING_INIT', () => {
  it('puts both producers to 0, both events to 1, and clears the rest of the header', () => {
    const { state } = perform({
      listings: ringMechanism.procedures,
      records: {},
      given: (m) => m.fill(AT, new Uint8Array(80).fill(0xee), 'old'),
      call: call('SHARED_RING_INIT', { sring: AT }),
    });
    expect(shared(state)).toEqual([0, 1, 0, 1]);
    expect([...state.ram.bytes(AT + 16, 48)]).toEqual(new Array(48).fill(0));
    expect(state.ram.uint(AT + 64, 1)).toBe(0xee);
  });
});

describe('publishing', () => {
  it.each(['RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', 'RING_PUSH_RESPONSES_AND_CHECK_NOTIFY'])(
    '%s notifies exactly if the other side’s event lies among the new ones',
    (name) => {
      const requests = name.includes('REQUESTS');
      fc.assert(
        fc.property(
          index,
          fc.integer({ min: 0, max: 40 }),
          fc.integer({ min: -50, max: 50 }),
          (old, count, off) => {
            const next = u(old + count);
            const event = u(old + off);
            const ring = requests ? front(next) : back(next);
            const given: Shared = requests
              ? { req_prod: old, req_event: event }
              : { rsp_prod: old, rsp_event: event };
            const { value, state } = play(name, ring, given);
            expect(value).toBe(off >= 1 && off <= count);
            expect(mustNotify(event, next, old)).toBe(value);
            expect(state.ram.load(AT, requests ? S.req_prod : S.rsp_prod)).toBe(next);
          },
        ),
        { seed: 3, numRuns: 120 },
      );
    },
  );
});

describe('room and work', () => {
  it('RING_FULL: all slots may be in flight, and one more may not', () => {
    fc.assert(
      fc.property(index, fc.integer({ min: 0, max: 32 }), (cons, inFlight) => {
        const ring = front(u(cons + inFlight), cons);
        expect(freeRequests(ring)).toBe(32 - inFlight);
        expect(play('RING_FULL', ring).value).toBe(inFlight === 32);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('XEN_RING_NR_UNCONSUMED_REQUESTS stops before slots whose response is still owed', () => {
    fc.assert(
      fc.property(
        index,
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 0, max: 200 }),
        (prod, owed, published) => {
          const ring = back(prod, u(prod + owed));
          const { value } = play('XEN_RING_NR_UNCONSUMED_REQUESTS', ring, {
            req_prod: u(prod + owed + published),
          });
          expect(value).toBe(Math.min(published, 32 - owed));
          expect(unconsumedRequests(ring, u(prod + owed + published))).toBe(value);
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });

  it('XEN_RING_NR_UNCONSUMED_RESPONSES counts across the wrap', () => {
    expect(play('XEN_RING_NR_UNCONSUMED_RESPONSES', front(5, 2 ** 32 - 3), { rsp_prod: 4 }).value).toBe(7);
  });

  it('an impossible index is seen on both sides', () => {
    fc.assert(
      fc.property(index, size, fc.integer({ min: 0, max: 2000 }), (at, nr_ents, ahead) => {
        expect(prodOverflow({ ...back(at), nr_ents }, u(at + ahead))).toBe(ahead > nr_ents);
        expect(consOverflow({ ...back(at), nr_ents }, u(at + ahead))).toBe(ahead >= nr_ents);
        expect(responseOverflow({ ...front(0, at), nr_ents }, u(at + ahead))).toBe(ahead > nr_ents);
      }),
      { seed: 6 },
    );
  });
});

describe('going to sleep', () => {
  it('with work left the threshold stays as it is', () => {
    const { value, state } = play('RING_FINAL_CHECK_FOR_REQUESTS', back(3, 5), { req_prod: 9, req_event: 1 });
    expect(value).toBe(4);
    expect(shared(state)).toEqual([9, 1, 0, 0]);
  });

  it('without work the threshold is armed one beyond what was consumed', () => {
    const requests = play('RING_FINAL_CHECK_FOR_REQUESTS', back(2 ** 32 - 1, 2 ** 32 - 1), {
      req_prod: 2 ** 32 - 1,
    });
    expect(requests.value).toBe(0);
    expect(shared(requests.state)[1]).toBe(0);
    const responses = play('RING_FINAL_CHECK_FOR_RESPONSES', front(7, 6), { rsp_prod: 6, rsp_event: 3 });
    expect(responses.value).toBe(0);
    expect(shared(responses.state)[3]).toBe(7);
  });

  it('what arrives between looking and arming is found by looking again', () => {
    // The frontend publishes in the middle: its line runs between two lines of the backend's final check.
    const publish = procedure('publish', { source: model('the other end') }, [
      line('prod', 'sring->req_prod = 4', (m) => m.store(AT, S.req_prod, 4)),
    ]);
    const prog = program(
      [...ringMechanism.procedures, publish],
      [
        {
          id: 'back',
          domain: 0,
          start: { procedure: 'RING_FINAL_CHECK_FOR_REQUESTS', args: { ring: RING }, world: 'backend' },
        },
        { id: 'front', domain: 1, start: { procedure: 'publish', world: 'guest-kernel' } },
      ],
      xen.domains,
    );
    let state: State = {
      ram: Memory.empty.writable(new Edit()).store(AT, S.req_prod, 3),
      medium: Memory.empty,
      records: { [RING]: back(0, 3) },
      threads: startThreads(prog),
      last: null,
    };
    let answer: unknown;
    while (state.threads.back?.top) {
      const next = step(prog, state, 'back');
      state = next.record.label === 'found' ? step(prog, next.state, 'front').state : next.state;
      answer = next.record.effects.findLast((e) => e.kind === 'return');
    }
    expect(answer).toMatchObject({ value: 1 });
    expect(shared(state).slice(0, 2)).toEqual([4, 4]);
  });
});
