import { createPublicKey, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import { createKeptSigningKey } from './kept-signing-key.ts';
import type { KeySafe } from './ports.ts';

function aSafe(isKept = true): KeySafe & { readonly secrets: Map<string, string> } {
  const secrets = new Map<string, string>();
  return {
    secrets,
    isKept: async () => isKept,
    get: async (name) => secrets.get(name),
    async set(name, secret) {
      secrets.set(name, secret);
    },
  };
}

const open = (safe: KeySafe) => createKeptSigningKey(safe, silentLog);
const shown = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('hex');

test('one key signs over restarts, also when it is first asked for twice at once', async () => {
  const safe = aSafe();
  const first = open(safe);
  const keys = [...(await Promise.all([first(), first()])), await open(safe)()];
  expect(new Set(keys.map(({ publicKey }) => shown(publicKey))).size).toBe(1);
  expect(keys.map(({ notKept }) => notKept)).toEqual([undefined, undefined, undefined]);
  expect(safe.secrets.size).toBe(1);
});

test('the public key belongs to the private one', async () => {
  const { privateKey, publicKey } = await open(aSafe())();
  expect(shown(createPublicKey(privateKey))).toBe(shown(publicKey));
});

test('without a keychain the key is of the process, and says why', async () => {
  const safe = aSafe(false);
  const sign = open(safe);
  const [one, again, other] = [await sign(), await sign(), await open(safe)()];
  expect(one.notKept).toBe('no-keychain');
  expect(shown(again.publicKey)).toBe(shown(one.publicKey));
  expect(shown(other.publicKey)).not.toBe(shown(one.publicKey));
  expect(safe.secrets.size).toBe(0);
});

test('a locked keychain is asked again the next time', async () => {
  const safe = aSafe();
  let isLocked = true;
  const sign = open({
    ...safe,
    async get(name) {
      if (isLocked) throw new Error('locked');
      return safe.get(name);
    },
  });
  expect((await sign()).notKept).toBe('keychain-failed');
  isLocked = false;
  expect((await sign()).notKept).toBeUndefined();
});

test('what is no key of ours in the keychain is replaced', async () => {
  const safe = aSafe();
  safe.secrets.set('egress/signing-key', 'AAAA');
  const key = await open(safe)();
  expect(key.notKept).toBeUndefined();
  expect(shown((await open(safe)()).publicKey)).toBe(shown(key.publicKey));
});
