/** How numbers are written, the same everywhere: small ones in decimal, addresses and bit patterns in hex. */
const SMALL = 4096n;

export const hex = (n: number | bigint, digits = 0): string => n.toString(16).padStart(digits, '0');

export function number(n: number | bigint): string {
  const wide = BigInt(n);
  return wide > -SMALL && wide < SMALL ? wide.toString() : `0x${wide.toString(16)}`;
}

/** A value of a private record or a local in a few characters; undefined where it is a structure. */
export function plain(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  return value === null ? 'none' : undefined;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
