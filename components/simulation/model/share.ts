/**
 * Structural sharing: a new value takes over every part of the old one that is equal to its own. What has not changed
 * then is `===`, and its drawing can be skipped.
 */
export function share<T>(old: unknown, value: T): T {
  if (Object.is(old, value)) return value;
  if (typeof value !== 'object' || value === null || typeof old !== 'object' || old === null) return value;
  if (Array.isArray(value)) return (Array.isArray(old) ? shareList(old, value) : value) as T;
  return shareFields(old as Fields, value as Fields) as T;
}

type Fields = Readonly<Record<string, unknown>>;

function shareList(old: readonly unknown[], value: readonly unknown[]): readonly unknown[] {
  let same = old.length === value.length;
  const out = value.map((v, i) => {
    const shared = share(old[i], v);
    if (shared !== old[i]) same = false;
    return shared;
  });
  return same ? old : out;
}

function shareFields(old: Fields, value: Fields): Fields {
  const keys = Object.keys(value);
  let same = keys.length === Object.keys(old).length;
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    out[key] = share(old[key], value[key]);
    if (out[key] !== old[key]) same = false;
  }
  return same ? old : out;
}
