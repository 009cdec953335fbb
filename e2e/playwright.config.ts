import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './carrel.ts';

const root = join(import.meta.dirname, '..');
const hasElectron = existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
if (!hasElectron) process.env.ELECTRON_OVERRIDE_DIST_PATH = join(import.meta.dirname, 'electron-double', 'dist');
/** Stories of the page alone, which is the same on both hosts; where the double stands in they would only be told twice. */
const PAGE_ONLY = [
  'answer-made',
  'appearance',
  'chat-features',
  'code-map',
  'completeness',
  'conversations',
  'edited-source',
  'find',
  'find-passages',
  'insights',
  'regenerate',
  'slides-and-sheets',
];
if (process.env.TEST_WORKER_INDEX === undefined) {
  process.stdout.write(
    hasElectron
      ? 'Electron stories run on the real Electron binary.\n'
      : `Electron stories run on the Electron double, but for those of the page alone: ${PAGE_ONLY.join(', ')}.\n`,
  );
}

export default defineConfig<HostOptions>({
  testDir: 'scenarios',
  outputDir: join(root, 'test-results', 'stories'),
  reporter: [['list'], ['json']],
  // Stories wait more than they work: with as many workers as cores, two cores were two thirds busy.
  workers: availableParallelism() + 1,
  // One more try on a machine of others' load; the run names what needed it.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  projects: [
    {
      name: 'electron',
      use: { host: 'electron' },
      testIgnore: hasElectron ? [] : PAGE_ONLY.map((name) => `**/${name}.spec.ts`),
    },
    { name: 'loopback', use: { host: 'loopback' } },
  ],
});
