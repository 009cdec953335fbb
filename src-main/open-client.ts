import { join } from 'node:path';
import { createCarrierPair } from '../src-contract/carrier-pair.ts';
import { connect } from '../src-contract/connect.ts';
import { Failure } from '../src-contract/failure.ts';
import { type CarrelClient, contract } from '../src-contract/index.ts';
import type { Contract, Handlers } from '../src-contract/procedure.ts';
import { findUserFolders } from './adapters/config/user-folders.ts';
import { backupReaderDeps } from './backup-deps.ts';
import { openContainer } from './container.ts';
import { createEvaluation } from './evaluation-library.ts';
import type { OpenClient, OpenClientOptions, OpenedClient } from './hosts/cli/ports.ts';
import { createDispatcher, type Dispatcher } from './hosts/dispatcher.ts';
import { serve } from './hosts/serve.ts';
import type { AppPaths } from './platform/app-paths.ts';
import { forkChild } from './platform/fork-child.ts';
import { silentLog } from './platform/log.ts';
import { readOwner } from './platform/owner-lock.ts';
import { restoreHandler } from './services/backup/index.ts';

/** How the command line comes to a client: its own container, the process that owns the library, or none needed. */
export function createOpenClient(app: AppPaths): OpenClient {
  return async (options) => {
    if (!options.needsLibrary) return openWithoutLibrary(app, options.set);
    try {
      return await openOwn(app, options);
    } catch (thrown) {
      const attached = await attachIfOwned(app, thrown);
      if (attached === undefined) throw thrown;
      return attached;
    }
  };
}

async function openOwn(app: AppPaths, options: OpenClientOptions): Promise<OpenedClient> {
  const container = await openContainer({
    app,
    launcher: forkChild,
    set: options.set,
    ...(options.library === undefined ? {} : { library: options.library }),
    ...(options.config === undefined ? {} : { config: options.config }),
  });
  const local = connectLocally(container.dispatcher);
  return {
    client: local.client,
    attached: false,
    async serve({ port }) {
      const host = await container.openToOtherProcesses(port);
      return { url: host.newTicketUrl(), origin: host.origin };
    },
    async close() {
      await local.close();
      await container.close();
    },
  };
}

/** When the library is open in another process that lets others in, works through it. */
async function attachIfOwned(app: AppPaths, thrown: unknown): Promise<OpenedClient | undefined> {
  if (!(thrown instanceof Failure) || thrown.reason !== 'library/owned') return undefined;
  const folder = thrown.details?.folder;
  const owner = typeof folder === 'string' ? await readOwner(folder) : undefined;
  if (owner?.url === undefined || owner.key === undefined) return undefined;
  const { attachToOwner } = await import('./hosts/attach.ts'); // loads a WebSocket client that others need not wait for
  const attached = await attachToOwner({ url: owner.url, key: owner.key }, app.version);
  const { url } = owner;
  return {
    client: attached.client,
    attached: true,
    serve: async () => ({ url: await attached.newTicketUrl(), origin: url }),
    close: attached.close,
  };
}

/** Restoring and evaluating make libraries of their own. */
function openWithoutLibrary(app: AppPaths, set: OpenClientOptions['set']): OpenedClient {
  const tools = {
    backup: { restore: contract.backup.restore },
    evaluation: contract.evaluation,
  } as const satisfies Contract;
  const handlers: Handlers<typeof tools> = {
    backup: { restore: restoreHandler(backupReaderDeps) },
    evaluation: createEvaluation(app, () => modelsFolder(set), silentLog).handlers,
  };
  const local = connectLocally(createDispatcher(tools, handlers, silentLog));
  return {
    client: local.client,
    attached: false,
    async serve() {
      throw new Failure('unsupported', 'There is no library here to serve', { reason: 'cli/no-library' });
    },
    close: local.close,
  };
}

/** Where models are as far as that can be told without a library, whose settings may name another folder. */
function modelsFolder(set: OpenClientOptions['set']): string {
  const named = set['models.folder'] ?? process.env.CARREL_MODELS_FOLDER ?? '';
  return named === '' ? join(findUserFolders(process.env).data, 'models') : named;
}

/** A client in this process; closing it waits until what it called has cleaned up. */
function connectLocally(dispatcher: Dispatcher): { readonly client: CarrelClient; close(): Promise<void> } {
  const [callerSide, hostSide] = createCarrierPair();
  const served = serve(hostSide, dispatcher, 'cli');
  return {
    client: connect(callerSide, contract),
    async close() {
      await served.close();
      callerSide.close();
    },
  };
}
