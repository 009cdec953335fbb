import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { fillCatalog } from '../../testing/fill-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { openCatalog } from './catalog.ts';
import { catalogInspector } from './catalog-copy.ts';
import { compactIfWanted, wantCompaction } from './compact-catalog.ts';

const KILLS = 25;
const SECRET = 'q7Zt-4vKx-Wm2p-Lr9s';
const PROGRAM = `
  import { compactIfWanted } from ${JSON.stringify(join(import.meta.dirname, 'compact-catalog.ts'))};
  process.stdout.write('begun');
  process.stdout.write((await compactIfWanted(process.argv[1])).outcome);`;

test('killed at any moment, the catalog is whole, and in the end it is compact', { timeout: 240_000 }, async () => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'catalog.duckdb');
  const catalog = await openCatalog(path);
  const sources = Array.from({ length: 60 }, (_, at) => ({
    id: `s${at}`,
    chunks: Array.from(
      { length: 100 },
      (_one, n) => `${at % 2 === 0 ? SECRET : 'kept'} ${at} ${Math.sin(at * 101 + n)}`,
    ),
  }));
  await fillCatalog(catalog, { id: 'c', name: 'C' }, sources, createFakeEmbedder());
  await catalog.checkpoint();
  await catalog.write(async (connection) => {
    await connection.run(`DELETE FROM chunks WHERE text LIKE '${SECRET}%'`);
    await connection.run('DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM chunks)');
  });
  await catalog.close();
  const { digest } = await catalogInspector.inspect(path);
  let finished = 0;
  /** The first child is left alone; its time is what the others are killed in. */
  let tookMs = Number.POSITIVE_INFINITY;
  for (let n = 0; n <= KILLS; n++) {
    await wantCompaction(path);
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    let begunAt = 0;
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said !== 'begun') return;
      begunAt = performance.now();
      // The moment is of the kill, not of the verdict: whatever it meets must leave a valid catalog.
      if (n > 0) setTimeout(() => child.kill('SIGKILL'), (tookMs * 1.1 * n) / KILLS);
    });
    await once(child, 'close');
    if (n === 0) {
      tookMs = performance.now() - begunAt;
      expect(said).toBe('beguncompacted');
    } else if (said.endsWith('compacted')) finished++;
    expect((await catalogInspector.inspect(path)).digest).toBe(digest);
  }
  await wantCompaction(path);
  expect(await compactIfWanted(path)).toEqual({ outcome: 'compacted' });
  expect((await readFile(path)).includes(SECRET)).toBe(false);
  expect((await catalogInspector.inspect(path)).digest).toBe(digest);
  console.log(`${KILLS} kills, ${finished} of them after the end`);
});
