import { englishOf, type HostMessage, message, plain } from '../../../src-contract/host-message.ts';
import type { RecoveryKind } from '../../../src-contract/recovery.ts';
import { REMOTE_PREFIX } from '../../../src-contract/remote.ts';
import type { SettingKey } from '../../../src-contract/settings.ts';
import type { DoctorReport, Readiness, SystemStatus } from '../../../src-contract/system.ts';
import type { DoctorCheck, IndexState, LibraryState, RecoveryBook, SettingsState, SystemProbes } from './ports.ts';

export interface DoctorDeps {
  readonly libraryFolder: string;
  readonly library: LibraryState;
  readonly index: IndexState;
  readonly embedder: { readonly name: string; readonly dimensions: number };
  readonly settings: SettingsState;
  readonly recoveries: Pick<RecoveryBook, 'list' | 'total'>;
  readonly probes: SystemProbes;
  readonly readiness: () => Promise<Readiness>;
  /** Attempts to reach the network. */
  egress(): SystemStatus['egress'];
  /** The operating system, as Node names it. */
  readonly platform: NodeJS.Platform;
  readonly now?: () => Date;
}

/** How a check ended, as sentences with codes. */
interface Finding {
  readonly state: DoctorCheck['state'];
  readonly said: readonly HostMessage[];
  readonly advice?: HostMessage;
}

const fine = (...said: readonly HostMessage[]): Finding => ({ state: 'ok', said });
const warning = (advice: HostMessage | undefined, ...said: readonly HostMessage[]): Finding => ({
  state: 'warning',
  said,
  ...(advice === undefined ? {} : { advice }),
});
const failed = (advice: HostMessage, ...said: readonly HostMessage[]): Finding => ({ state: 'failed', said, advice });

/** Looks at everything once; a check that throws is a failed check, never a failed report. */
export async function examine(deps: DoctorDeps): Promise<DoctorReport> {
  const checks: readonly (readonly [name: string, check: () => Promise<Finding>])[] = [
    ['Readiness', () => checkReadiness(deps)],
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
    ['Privacy', async () => tellPrivacy(deps)],
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
    const { state, said, advice } = await check();
    const codes = { messageCodes: [...said] };
    if (advice === undefined) return { name, state, message: englishOf(...said), ...codes };
    return { name, state, message: englishOf(...said), ...codes, advice: englishOf(advice), adviceCode: advice };
  } catch (thrown) {
    return { name, state: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** The same judgement as in the status bar and at `/ready`. */
async function checkReadiness({ readiness }: DoctorDeps): Promise<Finding> {
  const { state, reasons } = await readiness();
  if (state === 'ready') return fine(message('readiness-ready'));
  const said = reasons.map(({ message: text, messageCode }) => messageCode ?? plain(text));
  return state === 'down'
    ? failed(message('readiness-advice'), ...said)
    : warning(message('readiness-advice'), ...said);
}

async function checkFolder({ probes, libraryFolder }: DoctorDeps): Promise<Finding> {
  await probes.assertWritable(libraryFolder);
  return fine(message('folder-writable', { folder: libraryFolder }));
}

/** A library of some size wants room to grow and to be backed up beside itself. Guess, unmeasured. */
const COMFORTABLE_BYTES = 2e9;

async function checkSpace({ probes, libraryFolder }: DoctorDeps): Promise<Finding> {
  const free = await probes.freeBytes(libraryFolder);
  if (free === undefined) return fine(message('space-unknown'));
  const said = message('space-free', { gigabytes: (free / 1e9).toFixed(1) });
  return free >= COMFORTABLE_BYTES ? fine(said) : warning(message('make-room'), said);
}

async function checkCatalog({ probes }: DoctorDeps): Promise<Finding> {
  const { version, rows, problems } = await probes.checkCatalog();
  if (problems.length === 0) return fine(message('catalog-sound', { version, rows }));
  return failed(message('catalog-advice'), ...problems.map(plain));
}

async function checkIndex({ library, index }: DoctorDeps): Promise<Finding> {
  const { chunks } = await library.counts();
  const stats = index.stats();
  if (stats.unusable.length > 0) {
    const named = { count: stats.unusable.length, names: stats.unusable.join(', ') };
    return failed(message('index-repair'), message('index-unusable', named));
  }
  if (stats.chunks >= chunks) return fine(message('index-whole', { count: chunks }));
  const isBusy = library.jobs().some(({ state }) => state === 'running' || state === 'queued');
  const said = message('index-part', { found: stats.chunks, count: chunks });
  return isBusy ? fine(said, message('index-follows')) : warning(message('start-again'), said);
}

/** The exact scan is never wrong, so a missing graph is worth a warning only where it would be used. */
function tellVectors({ index }: DoctorDeps): Finding {
  const { graphs, graphProblem } = index.stats();
  if (graphProblem !== undefined) {
    return warning(message('graph-unusable-advice'), message('graph-unusable', { why: graphProblem }));
  }
  const refused = graphs.filter(({ state }) => state === 'refused');
  if (refused.length > 0) {
    const said = refused.map(({ collection, why = '' }) => message('graph-failed', { collection, why }));
    return warning(message('nothing-missing'), ...said);
  }
  const told = graphs
    .filter(({ state }) => state !== 'none')
    .map(({ collection, state, vectors, recall = 1 }) =>
      state === 'serving'
        ? message('graph-serving', { collection, vectors, recall: recall.toFixed(3) })
        : message('graph-building', { collection }),
    );
  return told.length === 0 ? fine(message('scan-exact')) : fine(...told);
}

/** Said, not judged: how often caches help depends on who searches. */
function tellCaches({ index }: DoctorDeps): Finding {
  const { results, embeddings, joined } = index.stats().caches;
  const asked = results.hits + results.misses;
  if (asked === 0) return fine(message('caches-unused'));
  const embedded = embeddings.hits + embeddings.misses;
  const { hits, entries: kept } = results;
  return fine(message('caches-used', { asked, hits, kept, joined, known: embeddings.hits, embedded }));
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
  if (total === 0) return fine(message('recoveries-none'));
  const since = (now?.() ?? new Date()).getTime() - RECENT_MS;
  const recent = recoveries.list(20).filter(({ at }) => Date.parse(at) >= since);
  if (recent.length === 0) return fine(message('recoveries-old', { total }));
  const named = recent.slice(0, 3).map(({ at, message }) => plain(`${at.slice(0, 16).replace('T', ' ')}: ${message}`));
  const said = [message('recoveries-recent', { total, recent: recent.length }), ...named];
  return recent.some(({ kind }) => LOSSES.has(kind)) ? warning(message('recoveries-advice'), ...said) : fine(...said);
}

async function checkBackups({ probes }: DoctorDeps): Promise<Finding> {
  const { backups, schedule } = await probes.backups();
  const latest = backups[0];
  const have =
    latest === undefined ? message('backup-none') : message('backup-latest', { date: latest.createdAt.slice(0, 10) });
  if (schedule.failure !== undefined) {
    return warning(message('backup-failed-advice'), have, message('backup-failed', { why: schedule.failure }));
  }
  if (schedule.every === 'off') return fine(have, message('backup-off'));
  return fine(have, message(`backup-${schedule.every}`, { keep: schedule.keep }));
}

async function checkGarbage({ probes }: DoctorDeps): Promise<Finding> {
  const found = (await probes.findGarbage()).filter(({ count }) => count > 0);
  if (found.length === 0) return fine(message('garbage-none'));
  const parts = found.map(({ what, count, sizeBytes, due }) => {
    return `${count} ${what} (${(sizeBytes / 1e6).toFixed(1)} MB, ${due === count ? 'all' : due} to be removed now)`;
  });
  return fine(message('garbage-some', { list: parts.join(', ') }));
}

/** A vector of another length would make every score wrong, one of another norm would bend them. */
async function checkEmbedder({ probes, embedder }: DoctorDeps): Promise<Finding> {
  const { name, dimensions } = embedder;
  const vector = await probes.embed('The library is open on Monday.');
  const norm = Math.hypot(...vector);
  if (vector.length === dimensions && Math.abs(norm - 1) < 1e-3) {
    return fine(message('embedder-sound', { name, dimensions }));
  }
  const made = { name, made: vector.length, norm: norm.toFixed(3), dimensions };
  return failed(message('install-again'), message('embedder-wrong', made));
}

async function checkModels({ probes }: DoctorDeps): Promise<Finding> {
  const { folder, generators } = await probes.listModels();
  if (generators.length === 0) return fine(message('models-none', { folder }));
  const said = message('models-some', { count: generators.length, folder });
  const broken = generators.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [message('model-problem', { name: id, problem })],
  );
  return broken.length === 0 ? fine(said) : warning(undefined, said, ...broken);
}

async function checkParts({ probes }: DoctorDeps): Promise<Finding> {
  const missing = Object.entries(await probes.versions()).filter(([, version]) => version === undefined);
  if (missing.length === 0) return fine(message('parts-whole'));
  const names = missing.map(([name]) => name).join(', ');
  return warning(message('parts-advice'), message('parts-missing', { names }));
}

function checkSettings({ settings }: DoctorDeps): Finding {
  const unknown = settings
    .snapshot()
    .unknown.map(({ key, where, nearest }) =>
      nearest === undefined
        ? message('setting-unknown', { key, where })
        : message('setting-nearest', { key, where, nearest }),
    );
  const said = [...settings.problems().map((problem) => plain(problem.message)), ...unknown];
  return said.length === 0 ? fine(message('settings-sound')) : warning(message('settings-advice'), ...said);
}

const DISK_ENCRYPTION: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'BitLocker or device encryption (Settings › Privacy & security)',
  darwin: 'FileVault (System Settings › Privacy & Security)',
  linux: 'LUKS, offered by the installer of most distributions',
};

/** Settings that may choose a model on another computer. */
const REMOTE_KEYS: ReadonlySet<string> = new Set<SettingKey>([
  'answer.generator',
  'embedding.model',
  'search.reranker',
]);

/** What leaves the computer, and what would protect what is on it; the second is said, not checked: systems tell administrators only. */
function tellPrivacy({ settings, egress, platform }: DoctorDeps): Finding {
  const chosen = settings.snapshot().effective.filter(({ key }) => REMOTE_KEYS.has(key));
  const choices = [...new Set(chosen.map(({ value }) => String(value)))].filter((value) =>
    value.startsWith(REMOTE_PREFIX),
  );
  const { denied, allowed } = egress();
  return fine(
    choices.length === 0 ? message('privacy-offline') : message('privacy-remote', { choices: choices.join(', ') }),
    ...(allowed === 0 ? [] : [message('privacy-asked', { count: allowed })]),
    ...(denied === 0 ? [] : [message('privacy-denied', { count: denied })]),
    message('privacy-disk', { how: DISK_ENCRYPTION[platform] ?? 'see its manual' }),
  );
}
