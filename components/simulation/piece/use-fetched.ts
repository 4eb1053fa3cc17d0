import { useCallback, useEffect, useState } from 'react';

export interface Fetched<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly failed: boolean;
  /** Asks again for what could not be fetched. */
  readonly again: () => void;
}

type Load<T> = () => Promise<T>;
type Result<T> =
  | { readonly load: Load<T>; readonly value: T }
  | { readonly load: Load<T>; readonly error: unknown };

/** What was fetched once is there at once the next time. A failure is not kept: it is asked for again. */
const known = new WeakMap<Load<unknown>, { readonly value: unknown }>();

/** Fetches once it has something to fetch. The same function is the same thing. */
export function useFetched<T>(load: Load<T> | undefined): Fetched<T> {
  const [result, setResult] = useState<Result<T>>();
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is the same request once more
  useEffect(() => {
    if (!load) return;
    const before = known.get(load) as { readonly value: T } | undefined;
    // Somebody else may have fetched it since this was drawn.
    if (before) return setResult({ load, value: before.value });
    let wanted = true;
    load().then(
      (value) => {
        known.set(load, { value });
        if (wanted) setResult({ load, value });
      },
      (error: unknown) => wanted && setResult({ load, error }),
    );
    return () => {
      wanted = false;
    };
  }, [load, tries]);

  const again = useCallback(() => {
    setResult(undefined);
    setTries((n) => n + 1);
  }, []);
  const before = load && (known.get(load) as { readonly value: T } | undefined);
  const now = result?.load === load ? result : undefined;
  const failed = !before && now !== undefined && 'error' in now;
  return { value: before?.value, error: failed ? now.error : undefined, failed, again };
}
