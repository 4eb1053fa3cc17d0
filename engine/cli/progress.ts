/** A bar on standard error, where somebody looks at it. */
const WIDTH = 30;

export interface Progress {
  readonly show: (done: number) => void;
  readonly end: () => void;
}

const megabytes = (n: number): string => `${(n / 1e6).toFixed(1)} MB`;

export function progressBar(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  return {
    show: (done) => {
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(part * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      stream.write(
        `\r${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${megabytes(done)} of ${megabytes(total)} `,
      );
    },
    end: () => stream.write('\r\x1b[K'),
  };
}
