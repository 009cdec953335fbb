import { basename, join } from 'node:path';
import { type CarrelHandlers, contract } from '../src-contract/index.ts';
import { REMOTE_PREFIX } from '../src-contract/remote.ts';
import type { UserFile } from './adapters/config/user-settings-file.ts';
import { createCatalogCheck } from './adapters/duckdb/catalog-check.ts';
import { createCatalogedCollections } from './adapters/duckdb/cataloged-collections.ts';
import { createCitedSources } from './adapters/duckdb/cited-sources.ts';
import { createCodeFactsStore } from './adapters/duckdb/code-facts-store.ts';
import { createConversationStore } from './adapters/duckdb/conversation-store.ts';
import { createSourceCoverage } from './adapters/duckdb/source-coverage.ts';
import { createCitedFiles } from './adapters/files/cited-files.ts';
import { diffWords } from './adapters/files/diff-words.ts';
import { createModelsFolder } from './adapters/files/models-folder.ts';
import { assertWritable, freeBytes, readVersions } from './adapters/files/system-probes.ts';
import { createGraphBuilder } from './adapters/graph/graph-thread.ts';
import { createSecretStore } from './adapters/keyring/secret-store.ts';
import { createAddedEmbedders } from './added-embedders.ts';
import { openEgress } from './egress.ts';
import { createSimilarity } from './engine/citations/similarity.ts';
import { createEvaluation } from './evaluation-library.ts';
import type { OriginalSource } from './hosts/content/ports.ts';
import { createDispatcher, type Dispatcher } from './hosts/dispatcher.ts';
import type { LoopbackHost } from './hosts/loopback/loopback-host.ts';
import { buildInsights } from './insights-parts.ts';
import { buildKeptParts } from './kept-parts.ts';
import { buildLibraryCore, type LibraryCore, readLimits } from './library-core.ts';
import { openModelRoom } from './model-room.ts';
import { openModelTools } from './model-tools.ts';
import { type Base, type BaseOptions, openBase } from './open-base.ts';
import type { AppPaths } from './platform/app-paths.ts';
import { createDisposals, type Disposals } from './platform/disposals.ts';
import { openRemoteTools } from './remote-tools.ts';
import { openRerankTools, openSparseEncoders, rerankSettings } from './rerank-tools.ts';
import { rereadSources } from './reread-sources.ts';
import {
  createAnswerService,
  createAnswerVerifier,
  createCitationStatus,
  createPickGenerator,
  type PickGenerator,
} from './services/answer/index.ts';
import { type BackupService, createBackupService } from './services/backup/index.ts';
import { createConversationsService } from './services/conversations/index.ts';
import { createDesktopService, type Desktop } from './services/desktop/index.ts';
import { createGraphService } from './services/graph/index.ts';
import type { UploadInbox } from './services/library/index.ts';
import type { SettingsService } from './services/settings/index.ts';
import { createSystemService, type GeneratorState } from './services/system/index.ts';

export type { BaseOptions as ContainerOptions } from './open-base.ts';

/** One open library with everything that works on it. */
export interface Container {
  readonly dispatcher: Dispatcher;
  readonly uploads: UploadInbox;
  readonly originals: OriginalSource;
  readonly userFile: UserFile;
  readonly settings: Pick<SettingsService, 'current' | 'onChange'>;
  /** Gives the page the windows of the desktop app to move. */
  attachDesktop(desktop: Desktop): void;
  /** Starts the loopback host and publishes its address, so that other processes of the user can attach. */
  openToOtherProcesses(port?: number): Promise<LoopbackHost>;
  close(): Promise<void>;
}

/**
 * Opens a library and builds its services, from the floor up; `close` disposes in reverse.
 *
 * @throws Failure for everything that keeps a library closed: `unavailable` with reason `library/owned` when another
 * process has it open, `corrupt` when its catalog is damaged
 */
export async function openContainer(options: BaseOptions): Promise<Container> {
  const disposals = createDisposals();
  try {
    const base = await openBase(options, disposals);
    return await buildContainer(options, base, disposals);
  } catch (thrown) {
    await disposals.closeAll();
    throw thrown;
  }
}

async function buildContainer(options: BaseOptions, base: Base, disposals: Disposals): Promise<Container> {
  const { app, launcher } = options;
  const { folder, lock, catalog, settings, log, recoveries } = base;
  const limits = () => readLimits(settings.current());
  const secrets = createSecretStore(folder.id, log);
  const remote = openRemoteTools({
    file: folder.remotes,
    secrets,
    record: (attempt) => egress.record(attempt),
    onChange: () => system.announce(),
  });
  const room = openModelRoom();
  const addedModels = createAddedEmbedders(launcher, app, room);
  disposals.add(() => addedModels.close());
  const core = await buildLibraryCore(
    {
      app,
      folder,
      limits,
      catalog,
      launcher,
      watchesFolders: () => settings.current()['library.watchFolders'],
      log,
      autoHeal: () => settings.current()['library.autoHeal'],
      embedding: {
        model: () => settings.current()['embedding.model'],
        open: (name) =>
          name.startsWith(REMOTE_PREFIX)
            ? remote.openEmbedder(name)
            : addedModels.open(join(settings.paths.models, basename(name))),
        async choose(model, context) {
          await settings.handlers.set({ changes: { 'embedding.model': model } }, context);
        },
      },
      graphs: { launcher, engine: () => settings.current()['vector.engine'] },
      fusion: () => settings.current()['search.fusion'],
      rerank: remote.withRerankers(
        openRerankTools(
          {
            app,
            launcher,
            room,
            modelsFolder: () => settings.paths.models,
            settings: () => rerankSettings(settings.current()),
          },
          disposals,
        ),
      ),
      sparse: openSparseEncoders(
        {
          app,
          launcher,
          room,
          modelsFolder: () => settings.paths.models,
          setting: () => settings.current()['search.sparseModel'],
        },
        disposals,
      ),
      keepDeletedDays: () => settings.current()['library.keepDeletedDays'],
      recovered: recoveries.add,
    },
    disposals,
  );
  const { library } = core;
  const parts = buildInsights({ version: app.version, folder, catalog, core, recoveries, settings, log }, disposals);
  const { insights } = parts;

  const modelTools = openModelTools(
    {
      app,
      launcher,
      room,
      log,
      settings,
      remotes: remote.list,
      record: (attempt) => egress.record(attempt),
      onChange: () => system.announce(),
    },
    disposals,
  );
  const { gguf } = modelTools;
  const pickGenerator = createPickGenerator({
    list: modelTools.listGenerators,
    open: gguf.open,
    openRemote: remote.openGenerator,
  });

  const graph = createGraphService({
    facts: createCodeFactsStore(catalog, { revision: library.revision }),
    builder: createGraphBuilder(app.worker('code-graph')),
  });
  disposals.add(() => graph.close());

  const backup = createBackupService({
    ...base.backup,
    settings: () => ({ every: settings.current()['backup.schedule'], keep: settings.current()['backup.keep'] }),
    isWorthwhile: async () => (await library.counts()).sources > 0,
    recovered: recoveries.add,
    log,
  });
  disposals.add(() => backup.schedule.close());

  const system = createSystemService({
    egress: () => egress.counts(),
    ...statusSources(app, base, core, backup.list),
    recoveries,
    async repair(signal) {
      await core.search.repair(signal);
      await library.repair(signal);
    },
    generator: () => generatorState(pickGenerator, settings, gguf.status),
    reranker: () => settings.current()['search.reranker'],
    failingRemotes() {
      const now = settings.current();
      return remote.failing([now['answer.generator'], now['embedding.model'], now['search.reranker']]);
    },
  });
  const egress = openEgress(
    { file: folder.egress, libraryId: folder.id, secrets, log, onChange: system.announce },
    disposals,
  );
  const desktop = createDesktopService({ shortcut: () => settings.current()['quick.shortcut'] });
  settings.onChange((now, before) => {
    if (now['quick.shortcut'] !== before['quick.shortcut']) desktop.rebind();
    system.announce();
    if (now['search.sparseModel'] !== before['search.sparseModel']) void core.search.refreshSparse();
    if (now['embedding.model'] !== before['embedding.model']) void core.search.lookAtModels().then(system.announce);
  });
  const conversationStore = createConversationStore(catalog);
  const conversations = createConversationsService({
    store: conversationStore,
    onChange: system.announce,
  });
  const citedSources = createCitedSources(catalog, createCitedFiles());
  const answer = createAnswerService({
    search: { search: parts.search.search, texts: core.search.passageTexts },
    coverage: createSourceCoverage(catalog),
    conversations,
    pickGenerator,
    citedSources,
    freshness: {
      findStale: citedSources.findStale,
      checkouts: citedSources.checkouts,
      reread: (ids, signal) => rereadSources(library, ids, signal),
    },
    verifier: createAnswerVerifier(createSimilarity((text) => core.embedder.embedQuery(text))),
    recorder: parts.insights.recorder,
    settings: settings.current,
    log,
  });
  disposals.add(() => answer.close());

  const kept = buildKeptParts({
    catalog,
    library,
    traces: insights,
    backups: backup.list,
    stopAnswers: answer.close,
    onChange: system.announce,
  });

  const handlers: CarrelHandlers = {
    library: { ...library.handlers, erase: kept.erase.source },
    search: parts.search.handlers,
    graph: graph.handlers,
    answer: {
      ...answer.handlers,
      citationStatus: createCitationStatus({
        sources: citedSources,
        messages: conversationStore.messages,
        diff: diffWords,
      }),
    },
    conversations: { ...conversations.handlers, erase: kept.erase.conversation },
    feedback: kept.feedback,
    models: modelTools.handlers,
    settings: settings.handlers,
    backup: backup.handlers,
    evaluation: parts.observeEvaluation(createEvaluation(app, () => settings.paths.models, log).handlers),
    insights: insights.handlers,
    system: system.handlers,
    egress: egress.handlers,
    remote: remote.service.handlers,
    desktop: desktop.handlers,
  };
  await conversations.purgeDeleted();
  await core.search.open();
  await library.start();

  const dispatcher = createDispatcher(contract, handlers, log, parts.observer);
  const originals = originalsOf(core);
  return {
    dispatcher,
    uploads: core.uploads,
    originals,
    userFile: base.userFile,
    settings,
    attachDesktop: desktop.attach,
    async openToOtherProcesses(port = 0) {
      // A command that answers and ends needs no server: loading one takes a tenth of its time.
      const { createLoopbackHost } = await import('./hosts/loopback/loopback-host.ts');
      await parts.openMetrics();
      const host = await createLoopbackHost({
        dispatcher,
        assets: app.renderer,
        uploads: core.uploads,
        originals,
        readiness: system.readiness,
        metrics: insights.metricsText,
        version: app.version,
        key: lock.key,
        port,
      });
      disposals.add(() => host.close());
      await lock.publishAddress(host.origin);
      library.watchFolders(); // a process that others reach stays
      backup.schedule.start(); // what serves others is open for long; a command that answers and ends backs nothing up
      return host;
    },
    close: () => disposals.closeAll(),
  };
}

/** What status and doctor look at. */
function statusSources(
  app: AppPaths,
  base: Base,
  { library, search, embedders }: LibraryCore,
  backups: BackupService['list'],
) {
  const { folder, catalog, settings } = base;
  const models = createModelsFolder(join(app.models, 'carrel-static'));
  return {
    version: app.version,
    libraryInfo: { id: folder.id, createdAt: folder.createdAt },
    libraryFolder: folder.path,
    library,
    index: search,
    embedder: {
      get name() {
        return embedders.latest().name;
      },
      get dimensions() {
        return embedders.latest().dimensions;
      },
    },
    settings,
    platform: process.platform,
    probes: {
      freeBytes,
      assertWritable,
      checkCatalog: createCatalogCheck(catalog, search.collectionsOfOtherModels),
      listCataloged: createCatalogedCollections(catalog),
      findGarbage: library.findGarbage,
      backups,
      embed: async (text: string) => (await embedders.wanted()).embedQuery(text),
      listModels: async () => ({
        folder: settings.paths.models,
        generators: await models.listGenerators(settings.paths.models),
      }),
      versions: () => readVersions(app.root, app.version),
    },
  };
}

async function generatorState(
  pickGenerator: PickGenerator,
  settings: SettingsService,
  loaded: () => { readonly name: string | undefined },
): Promise<GeneratorState> {
  const wanted = settings.current()['answer.generator'];
  const { generator, limit } = await pickGenerator(wanted);
  if (generator !== undefined) return { ...generator.ref, loaded: loaded().name === generator.ref.name };
  const isFine = limit === undefined || (limit.code === 'no-model' && wanted === 'auto');
  return { kind: 'extractive', name: 'extractive', loaded: true, ...(isFine ? {} : { problem: limit.message }) };
}

/** The library's originals as the hosts serve them. */
function originalsOf({ library }: LibraryCore): OriginalSource {
  return {
    async openOriginal(id) {
      const { file, bytes, ...facts } = await library.openOriginal(id);
      return { ...facts, content: file === undefined ? { bytes: bytes ?? new Uint8Array() } : { file } };
    },
  };
}
