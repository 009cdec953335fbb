import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runBenchmarks } from './run-benchmarks.ts';

const folder = mkdtempSync(join(tmpdir(), 'carrel-no-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a copy without the benchmarks says where they are', async () => {
  await expect(runBenchmarks(folder, [], new AbortController().signal)).rejects.toMatchObject({
    code: 'unsupported',
    reason: 'bench/not-installed',
  });
});
