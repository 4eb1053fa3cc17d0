import { memo } from 'react';

/** Names of the code and numbers in hex: `req_prod`, `sring.rsp_event`, `schedule()`, `0x1f0`. */
const CODE = /(\b0x[\da-f]+\b|\b[a-z]\w*(?:\.[a-z]\w*)+\b|\b\w*[a-z\d]_\w+(?:\.\w+)*|\b[a-z]\w*\(\))/gi;

/** A sentence in which a translator leaves the names of the code alone. It is all that its element holds. */
export const Words = memo(function Words({ text }: { readonly text: string }) {
  return text.split(CODE).map((part, i) =>
    part === '' ? null : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence in their order
      <span key={i} translate={i % 2 === 1 ? 'no' : undefined}>
        {part}
      </span>
    ),
  );
});
