import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createCatalogCopier } from './catalog-copy.ts';

/** Adds each statement to `ended` when it has ended, while nothing runs that could be interrupted, and says so. */
function watch(connection: DuckDBConnection, ended: string[], onEnd: () => void): DuckDBConnection {
  const { run } = connection; // which `runAndReadAll` calls, too
  connection.run = async (sql, ...rest) => {
    const result = await run.call(connection, sql, ...rest);
    ended.push(sql);
    onEnd();
    return result;
  };
  return connection;
}

test.each([
  { when: 'before the first table is read', last: /^BEGIN/, tables: 0 },
  { when: 'after the first table was read', last: /^SELECT count\(\*\)/, tables: 1 },
  { when: 'when all tables were read', last: /^WITH c AS/, tables: undefined },
])('a copy that is stopped between two statements ends there: $when', async ({ last, tables }) => {
  await using folder = await aTemporaryFolder();
  const path = join(folder.path, 'catalog.duckdb');
  const catalog = await openTestCatalog(path);
  try {
    const aborter = new AbortController();
    const ended: string[] = [];
    const onEnd = (): void => {
      if (last.test(ended.at(-1) ?? '')) aborter.abort();
    };
    const read: typeof catalog.read = (work) => catalog.read((connection) => work(watch(connection, ended, onEnd)));
    const copying = createCatalogCopier({ read }, path).copyTo(join(folder.path, 'copy'), aborter.signal);
    await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
    expect(aborter.signal.aborted).toBe(true);
    expect(ended.some((sql) => sql.startsWith('COPY'))).toBe(false);
    if (tables !== undefined) expect(ended.filter((sql) => /^SELECT count\(\*\)/.test(sql))).toHaveLength(tables);
    expect(ended.at(-1)).toMatch(/^DETACH/);
  } finally {
    await catalog.close();
  }
});
