import { defineConfig, devices } from '@playwright/test';
import { basePath } from '../app/_tools/lib.mjs';
import { findBrowser, NO_BROWSER } from './tools/browser.mjs';
import { freePort } from './tools/free-port.mjs';

// The configuration is read again in each worker; the first reading chooses the port for all of them.
process.env.RINGSIDE_TEST_PORT ??= String(freePort());
const baseURL = `http://localhost:${process.env.RINGSIDE_TEST_PORT}${basePath()}/`;

const executablePath = findBrowser();
if (!executablePath) throw new Error(NO_BROWSER);

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/__screenshots__/{platform}/{projectName}/{testFilePath}/{arg}{ext}',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  timeout: 45_000,
  reporter: 'list',
  use: {
    baseURL,
    launchOptions: { executablePath, args: ['--font-render-hinting=none', '--disable-lcd-text'] },
    // Recording takes a third of the time. Of a failure here: `npm run e2e -- --trace on <spec>`.
    trace: 'on-first-retry',
  },
  projects: [
    // A phone runs what is tagged `@phone`: what it lays out, touches or calls in its own way. `@phone-only` runs there alone.
    {
      name: 'desktop',
      grepInvert: /@phone-only/,
      use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'phone',
      grep: /@phone/,
      use: {
        ...devices['Desktop Chrome'],
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
  webServer: {
    command: `node tests/tools/serve-out.mjs ${process.env.RINGSIDE_TEST_PORT}`,
    cwd: '..',
    url: baseURL,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
