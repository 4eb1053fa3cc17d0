import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from '../tools/browser.mjs';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  // A busy machine shows WordPress's editor late.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 900 },
    baseURL: process.env.RINGSIDE_WORDPRESS_URL,
    launchOptions: { executablePath: findBrowser() },
  },
});
