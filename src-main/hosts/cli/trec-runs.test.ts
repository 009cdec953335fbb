import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createTrecRuns } from './trec-runs.ts';

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
beforeEach(async () => {
  folder = await aTemporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

it('are lines of query, Q0, document, rank, score and tag, one file a mode', async () => {
  const runs = createTrecRuns();
  const documents = [
    { id: 'd 1', score: 0.5 },
    { id: 'd2', score: 0.25 },
  ];
  runs.add({ type: 'run', mode: 'hybrid', query: 'q1', documents });
  const file = join(folder.path, 'run.trec');
  expect(await runs.write(file)).toEqual([file]);
  expect(await readFile(file, 'utf8')).toBe('q1 Q0 d_1 1 0.500000 carrel-hybrid\nq1 Q0 d2 2 0.250000 carrel-hybrid\n');
  runs.add({ type: 'run', mode: 'lexical', query: 'q1', documents: [] });
  expect(await runs.write(file)).toEqual([join(folder.path, 'run.hybrid.trec'), join(folder.path, 'run.lexical.trec')]);
});

it('say which file could not be written', async () => {
  const runs = createTrecRuns();
  runs.add({ type: 'run', mode: 'hybrid', query: 'q1', documents: [] });
  const file = join(folder.path, 'missing', 'run.trec');
  await expect(runs.write(file)).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining(file) });
});
