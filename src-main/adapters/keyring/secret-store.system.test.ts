import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { silentLog } from '../../platform/log.ts';
import { createSecretStore } from './secret-store.ts';

const STORE = join(import.meta.dirname, 'secret-store.ts');

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const hasDaemon = process.platform === 'linux' && has('dbus-run-session') && has('gnome-keyring-daemon');
if (!hasDaemon) console.log('Skipped: no keychain daemon here (Debian packages dbus and gnome-keyring)');

/** Runs a program with a keychain of its own, unlocked. */
async function withKeychain(program: string): Promise<unknown> {
  const source = `
    import { createSecretStore } from ${JSON.stringify(STORE)};
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const open = (library = 'one') => createSecretStore(library, silent);
    console.log('RESULT ' + JSON.stringify(await (async () => { ${program} })()));
    process.exit(0);`;
  const unlock = 'printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"';
  const { stdout } = await promisify(execFile)(
    'dbus-run-session',
    ['--', 'sh', '-c', unlock, 'sh', process.execPath, '--input-type=module', '--eval', source],
    { env: { ...process.env, HOME: '/tmp', XDG_DATA_HOME: await aFolder() } },
  );
  return JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? 'null');
}

async function aFolder(): Promise<string> {
  const { mkdtemp } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  return mkdtemp(join(tmpdir(), 'carrel-keyring-'));
}

test.skipIf(!hasDaemon)(
  'a key is kept by the keychain, by library and name, until it is removed',
  { timeout: 60_000 },
  async () => {
    expect(
      await withKeychain(`
      await open().set('remote/lab', 'sk-ü秘密');
      const found = [await open().isKept(), await open().get('remote/lab'), await open('two').get('remote/lab') ?? null];
      await open().set('remote/lab', 'changed');
      found.push(await open().get('remote/lab'));
      await open().remove('remote/lab');
      return [...found, await open().get('remote/lab') ?? null];`),
    ).toEqual([true, 'sk-ü秘密', null, 'changed', null]);
  },
);

test('without a keychain a key is kept in memory only', async () => {
  if (process.env.DBUS_SESSION_BUS_ADDRESS !== undefined || process.platform !== 'linux') {
    console.log('Skipped: this system has a keychain');
    return;
  }
  const store = createSecretStore('library', silentLog);
  await store.set('remote/lab', 'secret');
  expect([await store.isKept(), await store.get('remote/lab')]).toEqual([false, 'secret']);
  expect(await createSecretStore('library', silentLog).get('remote/lab')).toBeUndefined();
  await store.remove('remote/lab');
  expect(await store.get('remote/lab')).toBeUndefined();
});
