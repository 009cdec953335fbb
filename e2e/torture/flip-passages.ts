import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { searchInputSchema } from '../../src-contract/search.ts';
import { createIndexFiles } from '../../src-main/adapters/files/index-files.ts';
import { createSegmentWriter } from '../../src-main/adapters/files/segment-writer.ts';
import { locateApp } from '../../src-main/platform/app-paths.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import { createSearchService } from '../../src-main/services/search/index.ts';
import { createFakeEmbedder, theOnlyModel } from '../../src-main/testing/fake-embedder.ts';
import { openSearchLibrary, type SearchLibrary } from '../../src-main/testing/search-library.ts';
import { seeded } from '../../src-main/testing/seeded.ts';
import { loadVectorScanModule } from '../../src-main/testing/vector-scan-module.ts';
import { below, createTally, inScratch, type Outcome, type TrialOptions } from './trial.ts';

/** Passages that all are found. */
const PASSAGES = 40;
/** Searches until the index was counted and speaks for the catalog; a guess, it takes three. */
const MOST_SEARCHES = 200;

/**
 * Bits of passage files of an open index, where they are not checked again until a passage is read: whatever is flipped,
 * a search shows what it showed before.
 */
export function flipOpenPassages({ seed, count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const random = seeded(seed);
    const tally = createTally();
    const library = await openSearchLibrary(join(folder, 'library'));
    const texts = Array.from({ length: PASSAGES }, (_, n) => `herons ${n} at the river, an otter ${n % 7} – №${n}`);
    await library.add('Notes', [{ id: 'a', chunks: texts }]);
    await library.service.open();
    const searcher = await openSearcher(library);
    const names = (await readdir(library.indexFolder, { recursive: true })).filter((name) =>
      name.endsWith('.passages'),
    );
    while (tally.ran() < count && performance.now() < until) {
      const path = join(library.indexFolder, names[below(random, names.length)] ?? '');
      const bit = below(random, (await stat(path)).size * 8);
      await flipInPlace(path, bit);
      const { shown, asked } = await searcher.search();
      if (shown !== searcher.expected) tally.violate(`seed ${seed}: bit ${bit} of ${path}: another answer, silently`);
      tally.end(asked ? 'read from the catalog' : 'not met');
      await flipInPlace(path, bit);
    }
    await searcher.close();
    await library.close();
    return tally.outcome();
  });
}

/** A search service whose results come from the passage files; `asked` says whether the catalog was asked after all. */
async function openSearcher(library: SearchLibrary) {
  let hydrations = 0;
  let searches = 0;
  const service = createSearchService({
    chunks: {
      ...library.chunks,
      hydrate: (ids) => {
        hydrations++;
        return library.chunks.hydrate(ids);
      },
    },
    files: createIndexFiles(library.indexFolder, silentLog),
    writer: createSegmentWriter(locateApp(import.meta.url).worker('index-build')),
    ...theOnlyModel(createFakeEmbedder()),
    vectors: library.vectors,
    vectorScan: loadVectorScanModule(),
    log: silentLog,
    autoHeal: () => true,
    recovered: () => {},
    onBadVectors: async () => {},
  });
  await service.open();

  /** Each with another word, one that nobody knows: an answer that was given before is kept. */
  async function search() {
    const before = hydrations;
    const nonsense = [...String(searches++)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('');
    const text = `herons otter river qqq${nonsense}`;
    const input = searchInputSchema.parse({ text, limit: 2 * PASSAGES, mode: 'vector' });
    const { results } = await service.search(input, new AbortController().signal);
    return { shown: JSON.stringify(results), asked: hydrations > before, found: results.length };
  }

  for (let tries = 0; tries < MOST_SEARCHES; tries++) {
    const { shown, asked, found } = await search();
    if (!asked && found === PASSAGES) return { search, expected: shown, close: () => service.close() };
    await new Promise((resume) => setTimeout(resume, 5)); // passages are counted beside the search
  }
  throw new Error('The index never spoke for the catalog');
}

async function flipInPlace(path: string, bit: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const byte = new Uint8Array(1);
    await handle.read(byte, 0, 1, bit >> 3);
    byte[0] = (byte[0] ?? 0) ^ (1 << (bit & 7));
    await handle.write(byte, 0, 1, bit >> 3);
  } finally {
    await handle.close();
  }
}
