import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../src-contract/failure.ts';

/**
 * Runs `bench/run.ts` of the repository with our own standard output and error; resolves with its exit code.
 *
 * The benchmarks read our source and the peers' packages, so an installed copy has none of them.
 *
 * @throws Failure `unsupported` when they are not there
 */
export async function runBenchmarks(root: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  const entry = join(root, 'bench', 'run.ts');
  if (!existsSync(entry)) {
    throw new Failure(
      'unsupported',
      'Benchmarks cannot run in this copy of Carrel, which was installed without them; run "carrel bench" in a checkout of the repository',
      { reason: 'bench/not-installed' },
    );
  }
  const child = spawn(process.execPath, ['--experimental-strip-types', entry, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Before Node 24 running TypeScript as it is warns once.
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const stop = () => child.kill('SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
