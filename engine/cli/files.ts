/** Files named on the command line. What the system says about one becomes an InputError of one sentence. */
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../index.ts';

/** In words; any other error is shown by its code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOTDIR: 'part of its path is not a directory',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links go in a circle',
};

const codeOf = (e: unknown): string => (e instanceof Error && 'code' in e ? String(e.code) : '');

function refusal(name: string, e: unknown): unknown {
  const code = codeOf(e);
  return code ? new InputError(`${name}: ${REASONS[code] ?? `it cannot be read (${code})`}.`) : e;
}

/** Opens a regular file and hands it to `use`; closes it in any case. */
export async function withFile<T>(
  name: string,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const file = await open(name).catch((e) => Promise.reject(refusal(name, e)));
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new InputError(`${name}: ${REASONS.EISDIR}.`);
    if (!stat.isFile()) throw new InputError(`${name}: it is not a regular file.`);
    return await use(file, stat.size);
  } catch (e) {
    throw refusal(name, e);
  } finally {
    await file.close();
  }
}

/** The longest text that is read as a whole. */
const MAX_TEXT = 256 << 20;

export const readText = (name: string): Promise<string> =>
  withFile(name, async (file, size) => {
    if (size > MAX_TEXT) throw new InputError(`${name}: it is larger than ${MAX_TEXT} bytes.`);
    return file.readFile('utf8');
  });

/** Fills `chunk` as far as the file reaches; gives the number of bytes. */
export async function fillFrom(file: FileHandle, chunk: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < chunk.length) {
    const { bytesRead } = await file.read(chunk, filled, chunk.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
