import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Log } from '../../platform/log.ts';
import type { KeySafe, SigningKey, SigningKeys } from './ports.ts';
import { fingerprintOf } from './signed-export.ts';

/** Under this name the keychain holds the key, as PKCS #8 in base64. */
const NAME = 'egress/signing-key';

/**
 * The key that signs exports: one for the life of a library where a keychain keeps it, else one for this process.
 *
 * A keychain that is locked is asked again at the next export; until then the key of this process signs, and says so.
 * What an earlier process signed so cannot be told from what another library did.
 */
export function createKeptSigningKey(safe: KeySafe, log: Log): SigningKeys {
  let ofProcess: KeyObject | undefined;
  let asking: Promise<SigningKey> | undefined;

  function withoutSafe(why: 'no-keychain' | 'keychain-failed'): SigningKey {
    ofProcess ??= generateKeyPairSync('ed25519').privateKey;
    return { ...pairOf(ofProcess), notKept: why };
  }

  async function ensureKept(): Promise<SigningKey> {
    if (!(await safe.isKept())) return withoutSafe('no-keychain');
    const found = await safe.get(NAME);
    const kept = found === undefined ? undefined : parse(found);
    if (kept !== undefined) return pairOf(kept);
    if (found !== undefined) log.warn('The keychain holds no key under the name of the signing key; a new one is made');
    const { privateKey } = generateKeyPairSync('ed25519');
    await safe.set(NAME, privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'));
    return pairOf(privateKey);
  }

  return {
    ensure() {
      // One search at a time: two at once would make two keys.
      asking ??= ensureKept()
        .catch((thrown: unknown) => {
          log.warn('The signing key could not be kept in the keychain', { error: thrown });
          return withoutSafe('keychain-failed');
        })
        .finally(() => {
          asking = undefined;
        });
      return asking;
    },
    async owns(fingerprint) {
      const isIts = (key: KeyObject): boolean => fingerprintOf(createPublicKey(key)) === fingerprint;
      if (ofProcess !== undefined && isIts(ofProcess)) return true;
      try {
        const found = (await safe.isKept()) ? await safe.get(NAME) : undefined;
        const kept = found === undefined ? undefined : parse(found);
        return kept === undefined ? undefined : isIts(kept);
      } catch (thrown) {
        log.warn('The keychain did not tell the signing key', { error: thrown });
        return undefined;
      }
    },
  };
}

const pairOf = (privateKey: KeyObject) => ({ privateKey, publicKey: createPublicKey(privateKey) });

function parse(base64: string): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: Buffer.from(base64, 'base64'), type: 'pkcs8', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
