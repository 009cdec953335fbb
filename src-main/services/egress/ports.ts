import type { KeyObject } from 'node:crypto';
import type { EgressEntry } from '../../../src-contract/egress.ts';

/** An attempt as whoever noticed it tells it. */
export type NewEgress = Omit<EgressEntry, 'number' | 'at' | 'hash'>;

/** The file of the ledger: lines of text, appended one by one. */
export interface LedgerFile {
  /** Without their ends; empty when there is none yet. @throws Failure when it cannot be read */
  read(): readonly string[];
  append(line: string): void;
  /** Puts other lines in the place of all. */
  replace(lines: readonly string[]): void;
}

/** An Ed25519 key that signs exports. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Why it ends with this process; absent: the keychain holds it for later. */
  readonly notKept?: 'no-keychain' | 'keychain-failed';
}

/** The keys that exports of this library are signed with. */
export interface SigningKeys {
  /** The key to sign with; it is made when there is none. */
  ensure(): Promise<SigningKey>;
  /**
   * Whether it is one of them, by its fingerprint; makes no key.
   *
   * False: not with the key that is kept, though an earlier process without the keychain may have signed it. Undefined:
   * no key is kept, or the keychain does not tell it.
   */
  owns(fingerprint: string): Promise<boolean | undefined>;
}

/** Secrets by name, as the keychain of the system keeps them. Every method may fail while it is locked. */
export interface KeySafe {
  /** Whether a secret outlives the process. */
  isKept(): Promise<boolean>;
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
}
