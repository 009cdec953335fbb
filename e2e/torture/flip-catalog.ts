/**
 * The process that opens catalogs with a flipped bit: `flip-catalog.ts <library> <seed> <from> <to>`.
 *
 * Every attempt ends as refused, equal, or named: what the journal knows and the catalog lost must be in the recoveries.
 */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-contract/failure.ts';
import { openCatalog } from '../../src-main/adapters/duckdb/catalog.ts';
import { seeded } from '../../src-main/testing/seeded.ts';
import { openTestLibrary } from '../../src-main/testing/test-library.ts';
import { below, flipped, HANG_MS } from './trial.ts';

const [pristine = '', seed = '0', from = '0', to = '0'] = process.argv.slice(2);
const place = `${pristine}-${process.pid}`;
let isStopped = false;
process.on('message', () => {
  isStopped = true;
});

/** Reading a bad block twice may never end (DuckDB 1.5.6). */
class Hung extends Error {}

function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<T>((_, reject) => {
      setTimeout(() => reject(new Hung()), HANG_MS).unref();
    }),
  ]);
}

/** Path and words of every source that is there, and everything that was told. */
async function contentOf(path: string) {
  const library = await inTime(openTestLibrary(path, {}, openCatalog));
  const told = () => library.recoveries.map(({ kind, message }) => `${kind}: ${message}`).join('\n');
  try {
    const rows = await inTime(
      library.catalog.read((connection) =>
        connection.runAndReadAll(
          `SELECT s.path, s.status || s.chunk_count || (SELECT string_agg(text, ' ' ORDER BY ordinal) FROM chunks c
             WHERE c.source_id = s.id) AS words FROM sources s ORDER BY s.path`,
        ),
      ),
    );
    const sources = new Map(rows.getRowsJS().map(([name, words]) => [String(name), String(words)]));
    await inTime(library.service.repair(new AbortController().signal));
    await inTime(library.close());
    return { sources, recovered: told() };
  } catch (thrown) {
    if (!(thrown instanceof Hung)) await inTime(library.close()).catch(() => undefined);
    throw new Error(`${thrown instanceof Hung ? 'it hung' : String(thrown)}; ${told()}`);
  }
}

async function aCopy(): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await cp(pristine, place, { recursive: true });
}

await aCopy();
const expected = (await contentOf(place)).sources;
const names = ['catalog.duckdb', 'catalog.duckdb.wal'] as const;
const files = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(pristine, name)) })));

async function attempt(number: number): Promise<{ end: string; violation?: string }> {
  const random = seeded(Number(seed) * 1_000_003 + number);
  const file = files[below(random, files.length)];
  if (file === undefined) throw new Error('There is no file to damage');
  const bit = below(random, file.bytes.length * 8);
  await aCopy();
  await writeFile(join(place, file.name), flipped(file.bytes, bit));
  const what = `bit ${bit} of ${file.name}`;
  const kind = file.name.endsWith('.wal') ? 'log' : 'catalog';
  let found: Awaited<ReturnType<typeof contentOf>>;
  try {
    found = await contentOf(place);
  } catch (thrown) {
    const words = String(thrown);
    const hung = words.includes('it hung');
    const isTold = thrown instanceof Failure || /corrupt|checksum|serializ|IO Error|damaged/i.test(words);
    const end = `${kind}: ${hung ? 'hung' : 'refused'}`;
    return { end, ...(isTold && !hung ? {} : { violation: `${what}: ${words}` }) };
  }
  const { sources, recovered } = found;
  const changed = [...sources].filter(([path, words]) => expected.has(path) && expected.get(path) !== words);
  if (changed.length > 0) return { end: `${kind}: wrong`, violation: `${what}: ${changed[0]?.[0]} has other words` };
  const missing = [...expected.keys()].filter((path) => !sources.has(path));
  if (missing.length === 0) return { end: `${kind}: equal` };
  if (!/source-(reread|lost)/.test(recovered)) {
    return { end: `${kind}: silent`, violation: `${what}: ${missing.length} sources are gone, silently` };
  }
  return { end: `${kind}: rows lost, named and read again` };
}

for (let number = Number(from); number < Number(to) && !isStopped; number++) {
  process.send?.({ attempt: number });
  const result = await attempt(number);
  process.send?.({ attempt: number, ...result });
  // Threads of the database hang; the parent goes on with a new process.
  if (result.end.endsWith('hung')) process.kill(process.pid, 'SIGTERM');
}
process.send?.({ attempt: Number(to), stopped: true });
await rm(place, { recursive: true, force: true });
process.disconnect?.();
