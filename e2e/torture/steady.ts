import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupReaderDeps } from '../../src-main/backup-deps.ts';
import { restoreBackup } from '../../src-main/services/backup/index.ts';
import { openSearchLibrary } from '../../src-main/testing/search-library.ts';
import { makeBackup } from './make-library.ts';
import { createTally, inScratch, type Outcome, type TrialOptions } from './trial.ts';

/** Passages of one version of a document; a search finds all of them or none. */
const PARTS = 3;
/** Versions that are there at a time. */
const LIVE = 12;

/** Searches during generation swaps: none fails, none mixes two generations. */
export function searchDuringSwaps({ count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const tally = createTally();
    const library = await openSearchLibrary(join(folder, 'library'));
    await library.service.open();
    let swaps = 0;
    let searches = 0;
    let isOver = false;
    const searching = (async () => {
      while (!isOver) {
        try {
          const { results } = await library.search(`heron version ${searches}x`, { mode: 'lexical', limit: 200 });
          searches++;
          const counts = Map.groupBy(results, ({ source }) => source.id);
          for (const [id, own] of counts) {
            if (own.length !== PARTS) tally.violate(`swap ${swaps}: ${own.length} of ${PARTS} passages of ${id}`);
          }
        } catch (thrown) {
          tally.violate(`swap ${swaps}: a search failed: ${String(thrown)}`);
        }
        await new Promise((resume) => setImmediate(resume));
      }
    })();
    while (swaps < count && performance.now() < until) {
      const chunks = Array.from({ length: PARTS }, (_, part) => `heron version ${swaps} part ${part}`);
      await library.add('Notes', [{ id: `v${swaps}`, chunks }]);
      const old = `v${swaps - LIVE}`;
      await library.change(`UPDATE sources SET deleted_at = now()::TIMESTAMP WHERE id = '${old}'`);
      await library.service.sync('notes');
      swaps++;
      tally.end('swapped');
    }
    isOver = true;
    await searching;
    if (searches === 0) tally.violate('Nothing was searched meanwhile');
    await library.close();
    const { ran, ends, violations } = tally.outcome();
    return { ran, ends: { ...ends, 'searches meanwhile': searches }, violations };
  });
}

/** Restores of one backup: each gives the same rows and the same originals. */
export function restoreAgain({ count, until }: TrialOptions): Promise<Outcome> {
  return inScratch(async (folder) => {
    const tally = createTally();
    const { file, digest, upload } = await makeBackup(folder);
    const signal = new AbortController().signal;
    while (tally.ran() < count && performance.now() < until) {
      const into = join(folder, `restored-${tally.ran()}`);
      await restoreBackup(backupReaderDeps, { file, into }, { signal });
      const content = await backupReaderDeps.inspector.inspect(join(into, 'catalog.duckdb'));
      const [id = ''] = await readdir(join(into, 'uploads'));
      const original = await readFile(join(into, 'uploads', id, 'original'), 'utf8');
      const isEqual = content.digest === digest && original === upload;
      if (!isEqual) tally.violate(`restore ${tally.ran()} differs`);
      tally.end(isEqual ? 'equal' : 'different');
      await rm(into, { recursive: true });
    }
    return tally.outcome();
  });
}
