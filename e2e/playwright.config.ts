import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './carrel.ts';

const root = join(import.meta.dirname, '..');
const hasElectron = existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
if (!hasElectron) process.env.ELECTRON_OVERRIDE_DIST_PATH = join(import.meta.dirname, 'electron-double', 'dist');
if (process.env.TEST_WORKER_INDEX === undefined) {
  process.stdout.write(
    `Electron stories run on ${hasElectron ? 'the real Electron binary' : 'the Electron double'}.\n`,
  );
}

export default defineConfig<HostOptions>({
  testDir: 'scenarios',
  outputDir: join(root, 'test-results', 'stories'),
  reporter: [['list'], ['json']],
  workers: 2,
  // One more try on a machine of others' load; the run names what needed it.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  projects: [
    { name: 'electron', use: { host: 'electron' } },
    { name: 'loopback', use: { host: 'loopback' } },
  ],
});
