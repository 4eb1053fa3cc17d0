/** How numbers are written: by the engine's table of what is hexadecimal (engine/core/notation.ts). */
export { number, written, writtenValue } from '@/engine/index.ts';

export const hex = (n: number | bigint, digits = 0): string => n.toString(16).padStart(digits, '0');

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
