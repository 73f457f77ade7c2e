import { defineConfig } from 'playwright/test';

/** One worker: each test brings its own Chromium with a recording as its camera, which needs a core or two. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../.cache/e2e',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
});
