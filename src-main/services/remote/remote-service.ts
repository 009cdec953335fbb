import { Failure } from '../../../src-contract/failure.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import { REMOTE_PREFIX, type RemoteBackend, type ShownRemote } from '../../../src-contract/remote.ts';
import { checkAddress, hostOf } from './check-address.ts';
import type { RemoteProbe, RemotesFile, SecretStore } from './ports.ts';

const PURPOSES = ['chat', 'embedding', 'rerank'] as const;

export interface RemoteService {
  readonly handlers: CarrelHandlers['remote'];
  /** The backend that a choice such as `remote:lab` names. @throws Failure `not-found` */
  chosen(choice: string): Promise<RemoteBackend>;
  all(): Promise<readonly RemoteBackend[]>;
}

/** Backends on other computers: kept as a list, off until one is chosen, keys in the keychain only. */
export function createRemoteService(deps: {
  readonly file: RemotesFile;
  readonly secrets: SecretStore;
  readonly probe: RemoteProbe;
  readonly onChange: () => void;
  readonly now?: () => number;
}): RemoteService {
  const now = deps.now ?? (() => performance.now());
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: each reads, changes and writes the file. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function show(backend: RemoteBackend): Promise<ShownRemote> {
    const hasKey = (await deps.secrets.get(secretName(backend.name))) !== undefined;
    const key = !hasKey ? 'none' : (await deps.secrets.isKept()) ? 'kept' : 'until-exit';
    return { ...backend, host: hostOf(backend), key };
  }

  async function named(name: string): Promise<RemoteBackend> {
    const found = (await deps.file.read()).find((backend) => backend.name === name);
    if (found !== undefined) return found;
    throw new Failure('not-found', `There is no remote backend "${name}". Add it first, or choose another model.`, {
      reason: 'remote/unknown',
      details: { name },
    });
  }

  return {
    all: deps.file.read,
    chosen: (choice) => named(choice.slice(REMOTE_PREFIX.length)),
    handlers: {
      async list() {
        const backends = await deps.file.read();
        return { backends: await Promise.all(backends.map(show)), keychain: await deps.secrets.isKept() };
      },
      add: ({ key, allowPlain, ...backend }) =>
        inTurn(async () => {
          checkAddress(backend, { allowPlain });
          const others = (await deps.file.read()).filter(({ name }) => name !== backend.name);
          // The key first: a backend that is listed has the key it was given.
          if (key !== undefined && key !== '') await deps.secrets.set(secretName(backend.name), key);
          const sorted = [...others, backend].sort((one, other) => (one.name < other.name ? -1 : 1));
          await deps.file.write(sorted);
          deps.onChange();
          return show(backend);
        }),
      remove: ({ name }) =>
        inTurn(async () => {
          const backend = await named(name);
          await deps.secrets.remove(secretName(backend.name));
          await deps.file.write((await deps.file.read()).filter((other) => other.name !== name));
          deps.onChange();
          return {};
        }),
      async test({ name }, { signal }) {
        const backend = await named(name);
        const results = [];
        for (const purpose of PURPOSES) {
          const model = backend.models[purpose];
          if (model === undefined) continue;
          const startedAt = now();
          const message = await deps.probe.try(backend, purpose, signal).then(
            () => undefined,
            (thrown: unknown) => {
              signal.throwIfAborted();
              return thrown instanceof Failure ? thrown.message : String(thrown);
            },
          );
          results.push({
            purpose,
            model,
            isUsable: message === undefined,
            milliseconds: now() - startedAt,
            ...(message === undefined ? {} : { message }),
          });
        }
        return { results };
      },
    },
  };
}

/** Under which a backend's key is kept. */
export const secretName = (backend: string): string => `remote/${backend}`;
