/**
 * The whole test suite: unit, property, conformance and fault tests (vitest), then the stories (Playwright) on the
 * built app in the Electron double or the real Electron, and on the loopback host.
 *
 * Prints what runs while it runs, each skipped test with its reason, and last `N passed, N failed, N skipped`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './compile-cache.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(title, program, args, env = {}) {
  const started = Date.now();
  process.stdout.write(`\n== ${title}\n`);
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules', '.bin', program), args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...COMPILE_CACHE,
        ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
        ...env,
      },
    });
    child.on('close', (code) => {
      process.stdout.write(
        `== ${title}: ${code === 0 ? 'ok' : `exit ${code}`}, ${((Date.now() - started) / 1000).toFixed(0)} s\n`,
      );
      resolve(code === 0);
    });
  });
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

async function unitTests() {
  const file = join(results, 'vitest.json');
  const ok = await run('unit, property, conformance and fault tests', 'vitest', [
    'run',
    `--maxWorkers=${availableParallelism()}`, // nothing else runs meanwhile; by itself vitest leaves a core idle
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readJson(file);
  totals.passed += report?.numPassedTests ?? 0;
  totals.failed +=
    (report?.numFailedTests ?? 0) + (report === undefined || (!ok && report.numFailedTests === 0) ? 1 : 0);
  totals.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
}

function findBrowser() {
  for (const name of [process.env.CARREL_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean)) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

async function stories() {
  const browser = findBrowser();
  if (browser === undefined) {
    process.stdout.write('\n== stories: skipped: no Chromium found (set CARREL_CHROMIUM to its path)\n');
    totals.skipped += 1;
    return;
  }
  const file = join(results, 'playwright.json');
  const ok = await run('stories in the window', 'playwright', ['test', '--config', 'e2e/playwright.config.ts'], {
    // Playwright gives its workers FORCE_COLOR: beside NO_COLOR each of them warns.
    ...(process.stdout.isTTY ? {} : { NO_COLOR: undefined, FORCE_COLOR: '0' }),
    CARREL_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const stats = readJson(file)?.stats;
  totals.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  totals.failed += (stats?.unexpected ?? 0) + (stats === undefined || (!ok && stats.unexpected === 0) ? 1 : 0);
  totals.skipped += stats?.skipped ?? 0;
  if ((stats?.flaky ?? 0) > 0)
    process.stdout.write(`== stories: ${stats.flaky} passed only at the second try; see above\n`);
}

await unitTests();
await stories();
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
