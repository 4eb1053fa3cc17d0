import { type RefObject, useRef, useState } from 'react';

export type Copied = 'no' | 'yes' | 'by hand';

interface Copying {
  /** Holds the text; it is selected where the clipboard is refused. */
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly copied: Copied;
  readonly copy: (text: string) => Promise<void>;
  readonly forget: () => void;
}

/** Copies the text of a field, or selects it so that it can be copied by hand. */
export function useCopied(): Copying {
  const [copied, setCopied] = useState<Copied>('no');
  const field = useRef<HTMLTextAreaElement>(null);
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('yes');
    } catch {
      field.current?.focus();
      field.current?.select();
      setCopied('by hand');
    }
  };
  return { field, copied, copy, forget: () => setCopied('no') };
}
