import { defineConfig } from 'playwright/test';

/**
 * Two workers: each test brings its own server and its own Chromium, which mostly wait for people and recordings (two
 * use three quarters of a core); more would crowd the kiosks on two cores.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../.cache/e2e',
  workers: 2,
  // CI's machine is shared and stops for seconds at a time; what needed the second try is named in its log. Here a
  // flaky test fails.
  retries: process.env.CI ? 1 : 0,
  // Whoever wants pictures gets each look of each page.
  timeout: process.env.KF99_PICTURES ? 900_000 : 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
});
