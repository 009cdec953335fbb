/**
 * `node bench/install-peers.ts`: installs the programs to compare with into `bench/node_modules`, once.
 *
 * They are kept out of the project's own dependencies: 230 MB that only benchmarks need. There is no lockfile because
 * LanceDB names packages for platforms that not every registry has, which `npm ci` refuses; versions are exact.
 * Without network the benchmarks run without them and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
if (!existsSync(join(folder, 'node_modules', '@lancedb', 'lancedb')) && process.env.CARREL_BENCH_PEERS === undefined) {
  console.error('Installing the programs to compare with (LanceDB, once) …');
  const { status } = spawnSync(
    'npm',
    ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel', 'error'],
    {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) console.error('That did not work; the benchmarks leave LanceDB out.');
}
