import type { AsyncEntry } from '@napi-rs/keyring';
import { Failure } from '../../../src-contract/failure.ts';
import type { Log } from '../../platform/log.ts';
import type { SecretStore } from '../../services/remote/ports.ts';

/** As the keychain's own window shows it. */
const SERVICE = 'Carrel';

/**
 * Secrets in the system's keychain (Keychain, Credential Manager, Secret Service), under the id of a library.
 *
 * On Linux the Secret Service is required: the library's default falls back to a store that forgets at a restart. Where
 * there is none, secrets stay in the memory of this process. They are never written anywhere else.
 */
export function createSecretStore(libraryId: string, log: Log): SecretStore {
  const inMemory = new Map<string, string>();
  let keychain: Promise<typeof AsyncEntry | undefined> | undefined;

  function open(): Promise<typeof AsyncEntry | undefined> {
    keychain ??= findKeychain(log);
    return keychain;
  }

  async function entry(name: string): Promise<AsyncEntry | undefined> {
    const Entry = await open();
    return Entry === undefined ? undefined : new Entry(SERVICE, `${libraryId}/${name}`, LINUX);
  }

  return {
    isKept: async () => (await open()) !== undefined,
    async get(name) {
      const kept = await entry(name);
      if (kept === undefined) return inMemory.get(name);
      return (await kept.getPassword().catch((thrown: unknown) => refuse('read', thrown))) ?? undefined;
    },
    async set(name, secret) {
      const kept = await entry(name);
      if (kept === undefined) inMemory.set(name, secret);
      else await kept.setPassword(secret).catch((thrown: unknown) => refuse('write', thrown));
    },
    async remove(name) {
      inMemory.delete(name);
      await (await entry(name))?.deletePassword().catch((thrown: unknown) => refuse('write', thrown));
    },
  };
}

const LINUX = { linux: { store: 'secret-service' } } as const;

/** The keychain, if one answers: the native part may be missing, and a desktop without a Secret Service has none. */
async function findKeychain(log: Log): Promise<typeof AsyncEntry | undefined> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    await new AsyncEntry(SERVICE, 'probe', LINUX).getPassword();
    return AsyncEntry;
  } catch (thrown) {
    log.info('There is no keychain here; keys are kept until the program ends', { error: String(thrown) });
    return undefined;
  }
}

function refuse(what: 'read' | 'write', cause: unknown): never {
  throw new Failure(
    'unavailable',
    `The keychain of the system could not be ${what === 'read' ? 'read' : 'changed'}. Unlock it and try again.`,
    { reason: 'keyring/locked', cause },
  );
}
