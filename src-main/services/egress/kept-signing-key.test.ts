import { createPublicKey, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import { createKeptSigningKey } from './kept-signing-key.ts';
import type { KeySafe } from './ports.ts';
import { fingerprintOf } from './signed-export.ts';

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
  const keys = [...(await Promise.all([first.ensure(), first.ensure()])), await open(safe).ensure()];
  expect(new Set(keys.map(({ publicKey }) => shown(publicKey))).size).toBe(1);
  expect(keys.map(({ notKept }) => notKept)).toEqual([undefined, undefined, undefined]);
  expect(safe.secrets.size).toBe(1);
});

test('the public key belongs to the private one', async () => {
  const { privateKey, publicKey } = await open(aSafe()).ensure();
  expect(shown(createPublicKey(privateKey))).toBe(shown(publicKey));
});

test('without a keychain the key is of the process, and says why', async () => {
  const safe = aSafe(false);
  const keys = open(safe);
  const [one, again, other] = [await keys.ensure(), await keys.ensure(), await open(safe).ensure()];
  expect(one.notKept).toBe('no-keychain');
  expect(shown(again.publicKey)).toBe(shown(one.publicKey));
  expect(shown(other.publicKey)).not.toBe(shown(one.publicKey));
  expect(safe.secrets.size).toBe(0);
});

test('a locked keychain is asked again the next time', async () => {
  const safe = aSafe();
  let isLocked = true;
  const keys = open({
    ...safe,
    async get(name) {
      if (isLocked) throw new Error('locked');
      return safe.get(name);
    },
  });
  expect((await keys.ensure()).notKept).toBe('keychain-failed');
  isLocked = false;
  expect((await keys.ensure()).notKept).toBeUndefined();
});

test('what is no key of ours in the keychain is replaced', async () => {
  const safe = aSafe();
  safe.secrets.set('egress/signing-key', 'AAAA');
  const key = await open(safe).ensure();
  expect(key.notKept).toBeUndefined();
  expect(shown((await open(safe).ensure()).publicKey)).toBe(shown(key.publicKey));
});

test('knows what it signed, also with the key of this process; of others it tells what it can, and makes no key', async () => {
  const safe = aSafe();
  let isLocked = true;
  const keys = open({ ...safe, isKept: async () => (isLocked ? Promise.reject(new Error('locked')) : true) });
  const print = ({ publicKey }: { readonly publicKey: KeyObject }) => fingerprintOf(publicKey);
  const ofProcess = print(await keys.ensure());
  const foreign = print(await open(aSafe()).ensure());
  expect(await Promise.all([keys.owns(ofProcess), keys.owns(foreign)])).toEqual([true, undefined]);
  isLocked = false;
  expect(await keys.owns(foreign)).toBeUndefined();
  expect(safe.secrets.size).toBe(0);
  const kept = print(await keys.ensure());
  expect(await Promise.all([kept, ofProcess, foreign].map((one) => keys.owns(one)))).toEqual([true, true, false]);
  expect(await open(aSafe(false)).owns(kept)).toBeUndefined();
});
