import type { SourceId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';
import type { LeftOver } from './ports.ts';

const DAY_MS = 86_400_000;
/** How long an upload that nobody added is kept: a page may still hold its id. Guess, unmeasured. */
const KEEP_UPLOADS_MS = DAY_MS;

/** What lies around, what of it the next collection removes. */
export interface GarbageFound {
  readonly what: LeftOver['what'] | 'uploads that nobody added' | 'unused vectors' | 'vectors of unused models';
  readonly count: number;
  readonly sizeBytes: number;
  readonly due: number;
}

/** What a collection would find now; nothing is removed. */
export async function findGarbage(deps: LibraryDeps): Promise<readonly GarbageFound[]> {
  const leftOvers = await deps.leftOvers.list();
  const vectors = await deps.care.countUnusedVectors();
  const uploads = await findLostUploads(deps);
  const others = await findUnusedModels(deps);
  const isDue = dueNow(deps);
  const kept = [...Map.groupBy(leftOvers, ({ what }) => what)].map(([what, all]) => ({
    what,
    count: all.length,
    sizeBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    due: all.filter(isDue).length,
  }));
  return [
    ...kept,
    { what: 'uploads that nobody added', count: uploads.length, sizeBytes: 0, due: uploads.length },
    { what: 'unused vectors', count: vectors.count, sizeBytes: vectors.sizeBytes, due: vectors.count },
    { what: 'vectors of unused models', ...others.found, due: others.isDue ? others.found.count : 0 },
  ];
}

/** Removes what has been kept long enough, and uploads that belong to nothing. Between jobs only. */
export async function collectGarbage(deps: LibraryDeps): Promise<void> {
  const due = (await deps.leftOvers.list()).filter(dueNow(deps));
  for (const leftOver of due) await deps.leftOvers.remove(leftOver);
  const uploads = await findLostUploads(deps);
  for (const id of uploads) await deps.originals.remove(id);
  const others = await findUnusedModels(deps);
  const lostVectors = others.isDue ? others.found.count : 0;
  if (lostVectors > 0) await deps.care.discardVectorsOfOthers(others.used);
  if (due.length + uploads.length + lostVectors === 0) return;
  const counts = Object.fromEntries([...Map.groupBy(due, ({ what }) => what)].map(([what, all]) => [what, all.length]));
  deps.log.info('Removed left-overs', { ...counts, lostUploads: uploads.length, lostVectors });
}

/**
 * Vectors of models that no index has and no setting asks for. They are kept as long as what was deleted, from the last
 * time that an index was made anew, so that going back to the model before costs nothing for a while.
 */
async function findUnusedModels(deps: LibraryDeps) {
  const used = await deps.index.modelsInUse();
  if (used === undefined) return { used: [], found: { count: 0, sizeBytes: 0 }, isDue: false };
  const rebuilt = await deps.care.findLastRebuild();
  const before = deps.now().getTime() - deps.keepDeletedDays() * DAY_MS;
  const isDue = rebuilt === undefined || rebuilt.getTime() <= before;
  return { used, found: await deps.care.countVectorsOfOthers(used), isDue };
}

function dueNow(deps: LibraryDeps): (leftOver: LeftOver) => boolean {
  const before = deps.now().getTime() - deps.keepDeletedDays() * DAY_MS;
  return ({ since }) => since.getTime() <= before;
}

/** Uploads that nobody added, or whose source went in a crash between catalog and file. */
async function findLostUploads(deps: LibraryDeps): Promise<readonly string[]> {
  const oldest = deps.now().getTime() - KEEP_UPLOADS_MS;
  const old = (await deps.originals.list()).filter((upload) => upload.receivedAt.getTime() < oldest);
  if (old.length === 0) return [];
  const waiting = await deps.jobs.waitingUploads();
  const sources = await deps.store.findSources(old.map((upload) => upload.id as SourceId));
  const wanted = new Set<string>([...waiting, ...sources.map((source) => source.id)]);
  return old.map(({ id }) => id).filter((id) => !wanted.has(id));
}
