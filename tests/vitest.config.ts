import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.{ts,tsx}'],
    passWithNoTests: false,
    // On two busy cores a sweep takes a multiple of its time; a test that hangs is still found.
    testTimeout: 90_000,
    // One fewer than there are processors is the default: on two that is half of them.
    maxWorkers: '100%',
    // To load the engine and the words anew for each of the files takes a fifth of the time, and no file changes them.
    isolate: false,
  },
});
