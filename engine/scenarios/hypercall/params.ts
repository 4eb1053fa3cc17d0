import { choice, flag, params } from '../../stories/schema.ts';
import { ARGUMENTS, CALL_NAMES, callWith } from './calls.ts';
import { AT } from './map.ts';

export const hypercallParams = params(
  {
    call: choice(CALL_NAMES, 'features'),
    arguments: choice(ARGUMENTS),
    /** What the guest writes into the hypercall page's MSR; null: it makes no page. */
    how: choice({
      page: AT.hypercall_page,
      direct: null,
      'page-misaligned': AT.hypercall_page + 0x10,
      'page-nowhere': AT.nowhere,
    }),
    vendor: choice(['intel', 'amd']),
    viridian: flag(false),
    preempt: flag(false),
  },
  [
    (c) =>
      !callWith(c.call, c.arguments) &&
      `With call=${c.call}, arguments is one of ${ARGUMENTS.filter((a) => callWith(c.call, a)).join(', ')}; ${c.arguments} makes no sense there.`,
  ],
);
export type Choices = ReturnType<typeof hypercallParams.values>;
