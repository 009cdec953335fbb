import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../src-contract/failure.ts';
import { searchInputSchema } from '../../src-contract/search.ts';
import { createAcknowledgementJournal } from '../../src-main/adapters/files/acknowledgement-journal.ts';
import { createIndexFiles } from '../../src-main/adapters/files/index-files.ts';
import { parseManifest } from '../../src-main/adapters/files/index-manifest.ts';
import { createSegmentWriter } from '../../src-main/adapters/files/segment-writer.ts';
import { backupReaderDeps } from '../../src-main/backup-deps.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import { restoreBackup } from '../../src-main/services/backup/index.ts';
import { createSearchService } from '../../src-main/services/search/index.ts';
import { createFakeEmbedder, theOnlyModel } from '../../src-main/testing/fake-embedder.ts';
import { openSearchLibrary } from '../../src-main/testing/search-library.ts';
import { seeded } from '../../src-main/testing/seeded.ts';
import { loadVectorScanModule } from '../../src-main/testing/vector-scan-module.ts';
import { makeBackup, makeLibrary } from './make-library.ts';
import { below, createTally, flipped, inScratch, type Outcome, type TrialOptions } from './trial.ts';

const CATALOG_CHILD = fileURLToPath(new URL('flip-catalog.ts', import.meta.url));
/** Node's timers take no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const QUERY = 'herons otter river';

/** Bits of index files: whatever is flipped, a search finds the same as before, or the repair is asked for. */
export function flipIndex({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    const library = await openSearchLibrary(join(folder, 'library'));
    const texts = Array.from({ length: 60 }, (_, n) => `herons ${n} at the river, an otter ${n % 7}`);
    await library.add('Notes', [{ id: 'a', chunks: texts.slice(0, 40) }]);
    await library.service.open();
    await library.add('Notes', [{ id: 'b', chunks: texts.slice(40) }]);
    await library.change("DELETE FROM chunks WHERE source_id = 'a' AND ordinal < 3");
    await library.service.sync('notes');
    const pristine = join(folder, 'pristine');
    await cp(library.indexFolder, pristine, { recursive: true });
    const input = searchInputSchema.parse({ text: QUERY, limit: 50 });
    const signal = new AbortController().signal;
    const expected = JSON.stringify((await library.service.search(input, signal)).results);
    const names = (await readdir(pristine, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(pristine.length + 1));
    const files = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(pristine, name)) })));
    const writer = createSegmentWriter(new URL('../../src-main/workers/index-build.ts', import.meta.url));
    const vectorScan = loadVectorScanModule();
    while (tally.ran() < count && performance.now() < until) {
      const file = files[below(random, files.length)];
      if (file === undefined || file.bytes.length === 0) continue;
      const bit = below(random, file.bytes.length * 8);
      const heals = random() < 0.5;
      const place = join(folder, 'index');
      await rm(place, { recursive: true, force: true });
      await cp(pristine, place, { recursive: true });
      await writeFile(join(place, file.name), flipped(file.bytes, bit));
      const search = createSearchService({
        chunks: library.chunks,
        files: createIndexFiles(place, silentLog),
        writer: { begin: writer.begin, close: async () => {} },
        ...theOnlyModel(createFakeEmbedder()),
        vectors: library.vectors,
        vectorScan,
        log: silentLog,
        autoHeal: () => heals,
        recovered: () => {},
        onBadVectors: async () => {},
      });
      const what = `seed ${seed}: bit ${bit} of ${file.name}`;
      try {
        await search.open();
        const found = JSON.stringify((await search.search(input, signal)).results);
        if (found !== expected) tally.violate(`${what}: another answer, silently`);
        tally.end(heals ? 'healed' : 'unharmed');
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== 'corrupt' || heals)
          tally.violate(`${what}: ${String(thrown)}`);
        tally.end('refused as corrupt');
      } finally {
        await search.close();
      }
    }
    await writer.close();
    await library.close();
    return tally.outcome();
  });
}

/** Bits of manifests and journals, where one record is tried so often that the checksum itself is. */
export function flipRecords({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    const manifest = await makeManifest(join(folder, 'index'));
    const meaning = JSON.stringify(parseManifest(manifest.toString()));
    const path = join(folder, 'journal');
    const { library } = await makeLibrary(join(folder, 'made'), 20);
    const journal = await readFile(library.folder.journal);
    const entries = (await library.deps.journal.read()).entries;
    await library.close();
    while (tally.ran() < count && performance.now() < until) {
      if (random() < 0.5) {
        const bit = below(random, manifest.length * 8);
        try {
          const parsed = parseManifest(Buffer.from(flipped(manifest, bit)).toString());
          if (JSON.stringify(parsed) !== meaning) tally.violate(`bit ${bit} of a manifest: another meaning, silently`);
          tally.end('manifest: same meaning'); // white space
        } catch (thrown) {
          if (!(thrown instanceof Error) || thrown.name !== 'DamagedFile')
            tally.violate(`bit ${bit}: ${String(thrown)}`);
          tally.end('manifest: refused');
        }
        continue;
      }
      const bit = below(random, journal.length * 8);
      await writeFile(path, flipped(journal, bit));
      const read = await createAcknowledgementJournal(path).read();
      for (const [id, entry] of read.entries) {
        if (JSON.stringify(entry) !== JSON.stringify(entries.get(id)))
          tally.violate(`bit ${bit} of a journal: ${id} differs`);
      }
      if (read.damaged === 0 && read.entries.size !== entries.size) {
        tally.violate(`bit ${bit} of a journal: ${entries.size - read.entries.size} entries gone, silently`);
      }
      tally.end(read.damaged === 0 ? 'journal: unharmed' : 'journal: damage counted');
    }
    return tally.outcome();
  });
}

/** The manifest of a real generation, as it lies on disk. */
async function makeManifest(folder: string): Promise<Buffer> {
  const library = await openSearchLibrary(folder);
  await library.add('Notes', [{ id: 'a', chunks: ['herons at the river', 'an otter'] }]);
  await library.service.open();
  const bytes = await readFile(join(library.indexFolder, 'notes', 'gen-1', 'manifest.json'));
  await library.close();
  return bytes;
}

/** Bits of backups: a restore gives an equal library, or refuses and leaves nothing. */
export function flipBackup({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    const { file, digest } = await makeBackup(folder);
    const bytes = await readFile(file);
    const bad = join(folder, 'bad.carrel-backup');
    const into = join(folder, 'restored');
    const signal = new AbortController().signal;
    while (tally.ran() < count && performance.now() < until) {
      const bit = below(random, bytes.length * 8);
      await writeFile(bad, flipped(bytes, bit));
      try {
        await restoreBackup(backupReaderDeps, { file: bad, into }, { signal });
        const content = await backupReaderDeps.inspector.inspect(join(into, 'catalog.duckdb'));
        if (content.digest !== digest) tally.violate(`seed ${seed}: bit ${bit} of a backup: another library, silently`);
        tally.end('equal');
      } catch (thrown) {
        if (!(thrown instanceof Failure)) tally.violate(`seed ${seed}: bit ${bit} of a backup: ${String(thrown)}`);
        tally.end('refused');
        const left = (await readdir(folder)).filter((name) => name === 'restored' || name.startsWith('.carrel'));
        if (left.length > 0) tally.violate(`seed ${seed}: bit ${bit} of a backup: ${left.join()} was left`);
      }
      await rm(into, { recursive: true, force: true });
    }
    return tally.outcome();
  });
}

/** Bits of the catalog and of its write-ahead log, opened in a process of their own so that a crash can be told. */
export function flipCatalog({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const tally = createTally();
    await mkdir(folder, { recursive: true });
    const { path, close } = await makeCrashedLibrary(folder);
    for (let from = 0; tally.ran() < count && performance.now() < until; ) {
      const child = fork(CATALOG_CHILD, [path, String(seed), String(from), String(count)], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      const timer = setTimeout(
        () => child.send('stop'),
        Math.min(LONGEST_TIMER_MS, Math.max(0, until - performance.now())),
      );
      let attempt = from;
      let isStopped = false;
      child.on('message', (said: { attempt: number; end?: string; violation?: string; stopped?: boolean }) => {
        attempt = said.attempt;
        isStopped = said.stopped === true;
        if (said.violation !== undefined) tally.violate(`seed ${seed}, attempt ${attempt}: ${said.violation}`);
        if (said.end !== undefined) tally.end(said.end);
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      clearTimeout(timer);
      if (code === 0) break;
      if (isStopped) break;
      from = attempt + 1;
      if (signal === 'SIGTERM') continue; // it told what it found and gave up
      tally.violate(`seed ${seed}, attempt ${attempt}: the process ended (${signal ?? code})`);
      tally.end('crashed');
    }
    await close();
    return tally.outcome();
  });
}

/** A library whose latest commits are in the write-ahead log alone, as after a crash. */
async function makeCrashedLibrary(folder: string): Promise<{ path: string; close: () => Promise<void> }> {
  const { library } = await makeLibrary(join(folder, 'made'), 12);
  await library.deps.store.settle();
  const { documents } = await makeLibrary(join(folder, 'made'), 24, library);
  const path = join(folder, 'crashed');
  await cp(library.folder.path, path, { recursive: true });
  await cp(documents, join(folder, 'documents'), { recursive: true });
  return { path, close: () => library.close() };
}
