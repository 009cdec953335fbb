import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, vi } from 'vitest';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createRestingMemory } from './resting-memory.ts';

const READ_ALL = 'SELECT sum(octet_length(content)) AS sum FROM things';

it('gives back what was read when nobody asks any more, and lets the next request have all', async () => {
  await using folder = await aTemporaryFolder();
  const file = join(folder.path, 'big.duckdb');
  const made = await DuckDBInstance.create(file);
  const maker = await made.connect();
  await maker.run(
    'CREATE TABLE things AS SELECT (uuid()::VARCHAR || repeat(uuid()::VARCHAR, 27))::BLOB AS content FROM range(60000)',
  );
  maker.closeSync();
  made.closeSync();

  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const memory = createRestingMemory(instance, 1);
  const kept = async (): Promise<number> => {
    const reader = await connection.runAndReadAll('SELECT sum(memory_usage_bytes)::DOUBLE AS sum FROM duckdb_memory()');
    return Number(reader.getRowObjectsJS()[0]?.sum);
  };

  await memory.begin();
  await connection.run(READ_ALL);
  expect(await kept()).toBeGreaterThan(35e6);
  memory.end();
  await vi.waitFor(async () => expect(await kept()).toBeLessThan(33e6), 10_000);

  await memory.begin();
  await connection.run('SELECT list(content) FROM things'); // nothing of it can be given back while it is made
  memory.end();
  await memory.close();
  connection.closeSync();
  instance.closeSync();
});
