import type { RecoveryKind } from '../../../src-contract/recovery.ts';
import type { DoctorReport } from '../../../src-contract/system.ts';
import type { DoctorCheck, IndexState, LibraryState, RecoveryBook, SettingsState, SystemProbes } from './ports.ts';
import { count } from './readiness.ts';

export interface DoctorDeps {
  readonly libraryFolder: string;
  readonly library: LibraryState;
  readonly index: IndexState;
  readonly embedder: { readonly name: string; readonly dimensions: number };
  readonly settings: SettingsState;
  readonly recoveries: Pick<RecoveryBook, 'list' | 'total'>;
  readonly probes: SystemProbes;
  /** The operating system, as Node names it. */
  readonly platform: NodeJS.Platform;
  readonly now?: () => Date;
}

type Finding = Omit<DoctorCheck, 'name'>;

/** Looks at everything once; a check that throws is a failed check, never a failed report. */
export async function examine(deps: DoctorDeps): Promise<DoctorReport> {
  const checks: readonly (readonly [name: string, check: () => Promise<Finding>])[] = [
    ['Library folder', () => checkFolder(deps)],
    ['Free space', () => checkSpace(deps)],
    ['Catalog', () => checkCatalog(deps)],
    ['Index', () => checkIndex(deps)],
    ['Vector search', async () => tellVectors(deps)],
    ['Search caches', async () => tellCaches(deps)],
    ['Recoveries', async () => checkRecoveries(deps)],
    ['Backups', () => checkBackups(deps)],
    ['Left-overs', () => checkGarbage(deps)],
    ['Embedding model', () => checkEmbedder(deps)],
    ['Chat models', () => checkModels(deps)],
    ['Program parts', () => checkParts(deps)],
    ['Settings', async () => checkSettings(deps)],
    ['Privacy', async () => encryptionHint(deps.platform)],
  ];
  const snapshot = deps.settings.snapshot();
  const versions = await deps.probes.versions();
  return {
    checks: await Promise.all(checks.map(([name, check]) => guarded(name, check))),
    settings: [...snapshot.effective],
    unknownSettings: [...snapshot.unknown],
    versions: Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, version ?? 'not installed'])),
  };
}

async function guarded(name: string, check: () => Promise<Finding>): Promise<DoctorCheck> {
  try {
    return { name, ...(await check()) };
  } catch (thrown) {
    return { name, state: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function checkFolder({ probes, libraryFolder }: DoctorDeps): Promise<Finding> {
  await probes.assertWritable(libraryFolder);
  return { state: 'ok', message: `${libraryFolder} can be written.` };
}

/** A library of some size wants room to grow and to be backed up beside itself. Guess, unmeasured. */
const COMFORTABLE_BYTES = 2e9;

async function checkSpace({ probes, libraryFolder }: DoctorDeps): Promise<Finding> {
  const free = await probes.freeBytes(libraryFolder);
  if (free === undefined) return { state: 'ok', message: 'The system does not say how much space is free.' };
  const message = `${(free / 1e9).toFixed(1)} GB are free on the disk of the library.`;
  if (free >= COMFORTABLE_BYTES) return { state: 'ok', message };
  return { state: 'warning', message, advice: 'Make room, or move the library to another disk.' };
}

async function checkCatalog({ probes }: DoctorDeps): Promise<Finding> {
  const { version, rows, problems } = await probes.checkCatalog();
  if (problems.length === 0) {
    return { state: 'ok', message: `The catalog (version ${version}, ${count(rows, 'row')}) opens and is sound.` };
  }
  return {
    state: 'failed',
    message: problems.join(' '),
    advice:
      'Run "carrel doctor --repair"; if that does not help, restore a backup with "carrel restore" (docs/RESTORE.md).',
  };
}

async function checkIndex({ library, index }: DoctorDeps): Promise<Finding> {
  const { chunks } = await library.counts();
  const stats = index.stats();
  if (stats.unusable.length > 0) {
    return {
      state: 'failed',
      message: `The index of ${count(stats.unusable.length, 'collection')} cannot be used: ${stats.unusable.join(', ')}.`,
      advice:
        'Run "carrel doctor --repair", or press Repair in the check-up: the index is built anew from the catalog.',
    };
  }
  if (stats.chunks >= chunks) return { state: 'ok', message: `All ${count(chunks, 'passage')} can be found.` };
  const isBusy = library.jobs().some(({ state }) => state === 'running' || state === 'queued');
  const message = `${stats.chunks} of ${count(chunks, 'passage')} can be found.`;
  if (isBusy) return { state: 'ok', message: `${message} The rest follows while jobs run.` };
  return { state: 'warning', message, advice: 'Start Carrel again: the index is made equal to the catalog.' };
}

/** The exact scan is never wrong, so a missing graph is worth a warning only where it would be used. */
function tellVectors({ index }: DoctorDeps): Finding {
  const { graphs, graphProblem } = index.stats();
  const refused = graphs.filter(({ state }) => state === 'refused');
  if (graphProblem !== undefined) {
    const advice = 'Searching very large collections takes longer. Install faiss-node, or set vector.engine to scan.';
    return { state: 'warning', message: `Exact scan; FAISS cannot be used: ${graphProblem}`, advice };
  }
  if (refused.length > 0) {
    const message = refused.map(({ collection, why }) => `${collection} is scanned, because its graph failed: ${why}`);
    return { state: 'warning', message: message.join('. '), advice: 'Nothing is missing; searches take longer.' };
  }
  const told = graphs
    .filter(({ state }) => state !== 'none')
    .map(({ collection, state, vectors, recall = 1 }) =>
      state === 'serving'
        ? `${collection}: FAISS graph of ${vectors} vectors, recall@10 ${recall.toFixed(3)}`
        : `${collection}: a FAISS graph is being built`,
    );
  return { state: 'ok', message: told.length === 0 ? 'Exact scan of all vectors.' : `${told.join('. ')}.` };
}

/** Said, not judged: how often caches help depends on who searches. */
function tellCaches({ index }: DoctorDeps): Finding {
  const { results, embeddings, joined } = index.stats().caches;
  const asked = results.hits + results.misses;
  if (asked === 0) return { state: 'ok', message: 'Nothing was searched since the library was opened.' };
  return {
    state: 'ok',
    message:
      `Of ${asked} ${asked === 1 ? 'search' : 'searches'} ${results.hits} were answered from memory (${results.entries} results kept), ` +
      `${joined} waited for an equal one; ${embeddings.hits} of ${embeddings.hits + embeddings.misses} vectors of queries were known.`,
  };
}

/** What was put right in the last days is worth a look; what was lost even longer. A guess. */
const RECENT_MS = 7 * 86_400_000;
const LOSSES: ReadonlySet<RecoveryKind> = new Set([
  'catalog-damaged',
  'source-lost',
  'journal-damaged',
  'backup-failed',
]);

function checkRecoveries({ recoveries, now }: DoctorDeps): Finding {
  const total = recoveries.total();
  if (total === 0) return { state: 'ok', message: 'Nothing ever had to be put right.' };
  const since = (now?.() ?? new Date()).getTime() - RECENT_MS;
  const recent = recoveries.list(20).filter(({ at }) => Date.parse(at) >= since);
  if (recent.length === 0) {
    return { state: 'ok', message: `${count(total, 'recovery', 'recoveries')} in all, none in the last seven days.` };
  }
  const sentences = recent.slice(0, 3).map(({ at, message }) => `${at.slice(0, 16).replace('T', ' ')}: ${message}`);
  const message = `${count(total, 'recovery', 'recoveries')} in all, ${recent.length} in the last seven days. ${sentences.join(' ')}`;
  if (!recent.some(({ kind }) => LOSSES.has(kind))) return { state: 'ok', message };
  return { state: 'warning', message, advice: 'See what is named; docs/RESTORE.md says how to get things back.' };
}

async function checkBackups({ probes }: DoctorDeps): Promise<Finding> {
  const { backups, schedule } = await probes.backups();
  const latest = backups[0];
  const have =
    latest === undefined ? 'There is no backup yet.' : `The latest backup is of ${latest.createdAt.slice(0, 10)}.`;
  if (schedule.failure !== undefined) {
    return {
      state: 'warning',
      message: `${have} The scheduled one failed: ${schedule.failure}`,
      advice: 'Make room or another backup with "carrel backup".',
    };
  }
  if (schedule.every === 'off') return { state: 'ok', message: `${have} Scheduled backups are off.` };
  return { state: 'ok', message: `${have} One is written ${schedule.every}, ${schedule.keep} are kept.` };
}

async function checkGarbage({ probes }: DoctorDeps): Promise<Finding> {
  const found = (await probes.findGarbage()).filter(({ count }) => count > 0);
  if (found.length === 0) return { state: 'ok', message: 'Nothing lies around that is not needed.' };
  const parts = found.map(({ what, count, sizeBytes, due }) => {
    return `${count} ${what} (${(sizeBytes / 1e6).toFixed(1)} MB, ${due === count ? 'all' : due} to be removed now)`;
  });
  return { state: 'ok', message: `Kept for a while, or waiting to be removed: ${parts.join(', ')}.` };
}

/** A vector of another length would make every score wrong, one of another norm would bend them. */
async function checkEmbedder({ probes, embedder }: DoctorDeps): Promise<Finding> {
  const vector = await probes.embed('The library is open on Monday.');
  const norm = Math.hypot(...vector);
  if (vector.length === embedder.dimensions && Math.abs(norm - 1) < 1e-3) {
    return { state: 'ok', message: `${embedder.name} makes vectors of ${embedder.dimensions} dimensions.` };
  }
  return {
    state: 'failed',
    message: `${embedder.name} made a vector of ${vector.length} dimensions and length ${norm.toFixed(3)} instead of ${embedder.dimensions} and 1.`,
    advice: 'Install Carrel again.',
  };
}

async function checkModels({ probes }: DoctorDeps): Promise<Finding> {
  const { folder, generators } = await probes.listModels();
  const broken = generators.filter(({ problem }) => problem !== undefined);
  if (generators.length === 0) {
    return {
      state: 'ok',
      message: `There is no chat model in ${folder}, so answers are made of sentences from your sources. Put a GGUF file there for written ones.`,
    };
  }
  const message = `${count(generators.length, 'chat model')} in ${folder}.`;
  if (broken.length === 0) return { state: 'ok', message };
  return { state: 'warning', message: `${message} ${broken.map(({ id, problem }) => `${id}: ${problem}`).join(' ')}` };
}

async function checkParts({ probes }: DoctorDeps): Promise<Finding> {
  const missing = Object.entries(await probes.versions()).filter(([, version]) => version === undefined);
  if (missing.length === 0) return { state: 'ok', message: 'All parts of the program are installed.' };
  return {
    state: 'warning',
    message: `Not installed: ${missing.map(([name]) => name).join(', ')}. What needs them is switched off.`,
    advice: 'Install Carrel again, or run "npm ci".',
  };
}

function checkSettings({ settings }: DoctorDeps): Finding {
  const unknown = settings.snapshot().unknown.map(({ key, where, nearest }) => {
    return `There is no setting ${key} (${where})${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`;
  });
  const sentences = [...settings.problems().map(({ message }) => message), ...unknown];
  if (sentences.length === 0) return { state: 'ok', message: 'Every setting is known and usable.' };
  return { state: 'warning', message: sentences.join(' '), advice: 'Correct the files or variables named.' };
}

const DISK_ENCRYPTION: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'BitLocker or device encryption (Settings › Privacy & security)',
  darwin: 'FileVault (System Settings › Privacy & Security)',
  linux: 'LUKS, offered by the installer of most distributions',
};

/** Said, not checked: asking the system needs administrator rights on most of them. */
function encryptionHint(platform: NodeJS.Platform): Finding {
  return {
    state: 'ok',
    message:
      'Nothing leaves this computer. Carrel does not encrypt the library on disk; to protect it when the computer is ' +
      `lost, use the system's disk encryption: ${DISK_ENCRYPTION[platform] ?? 'see its manual'}.`,
  };
}
