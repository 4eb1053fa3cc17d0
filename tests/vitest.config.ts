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
  },
});
