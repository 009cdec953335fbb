import type { RemoteBackend } from '../../../src-contract/remote.ts';

/** The backends that were added, without their keys. */
export interface RemotesFile {
  /** @throws Failure `corrupt` when it cannot be read as what it is */
  read(): Promise<readonly RemoteBackend[]>;
  write(backends: readonly RemoteBackend[]): Promise<void>;
}

/** Secrets by name: in the keychain of the system, or in memory where there is none. */
export interface SecretStore {
  /** Whether a secret outlives the process. */
  isKept(): Promise<boolean>;
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What can be done with one backend. The key is read at each request, and goes into that client only. */
export interface RemoteProbe {
  /** Sends one word. @throws Failure that says why the model cannot be used */
  try(backend: RemoteBackend, purpose: 'chat' | 'embedding' | 'rerank', signal: AbortSignal): Promise<void>;
}
