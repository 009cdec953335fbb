/**
 * Brings a fresh clone to the point where a command can run: dependencies, build, a browser for tests.
 *
 *   node scripts/setup.mjs [--for start|test|check|cli] [--quiet]
 *
 * Needs Node and npm only. Each step says what it does and how long it took; a step with nothing to do is silent.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedNode } from './packaged-node.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const purpose = process.argv[process.argv.indexOf('--for') + 1] ?? 'cli';
const quiet = process.argv.includes('--quiet');
const say = (line) => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

function step(title, work) {
  const started = Date.now();
  say(`setup: ${title} …`);
  work();
  say(`setup: ${title}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 2, 2],
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.status !== 0) {
    process.stderr.write(
      `setup: "${command} ${args.join(' ')}" ended with ${result.status ?? result.signal ?? result.error?.message}\n`,
    );
    process.exit(1);
  }
}

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

function installDependencies() {
  const modules = join(root, 'node_modules');
  // npm empties the folder first: through a link that would be somebody else's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const stamp = join(modules, '.carrel-lock');
  const lock = hashOf(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('installing the packages of package-lock.json', () => run('npm', ['ci', '--no-audit', '--no-fund']));
  writeFileSync(stamp, lock);
}

/** What the build itself puts into resources. */
function isMade(folder, name) {
  return folder === join(root, 'resources') && ['wasm', 'grammars', 'ocr'].includes(name);
}

/** Names, sizes and times of everything the build reads; reading contents would take longer than it saves. */
function fingerprint() {
  const inputs = [
    'src-contract',
    'src-main',
    'src-preload',
    'src-renderer',
    'resources',
    'electron.vite.config.ts',
    'package-lock.json',
  ];
  const seen = createHash('sha256');
  const visit = (path) => {
    const facts = statSync(path);
    if (facts.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!isMade(path, name)) visit(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path)) {
      seen.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
    }
  };
  for (const input of inputs) visit(join(root, input));
  return seen.digest('hex');
}

function build() {
  const stamp = join(root, 'out', '.built-from');
  const now = fingerprint();
  const made = ['grammars', 'ocr'].map((name) => join(root, 'resources', name, 'LICENSES.txt')); // written last
  if (existsSync(stamp) && made.every(existsSync) && readFileSync(stamp, 'utf8') === now) return;
  step('building', () => run(process.execPath, [join(root, 'scripts', 'build.mjs')]));
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

/** Unit tests run from source and need nothing built but the grammars, the recognition data and the vector scan. */
function buildModules() {
  if (!existsSync(join(root, 'resources', 'grammars', 'LICENSES.txt'))) {
    step('building grammars', () => run(packagedNode(root), [join(root, 'scripts', 'build-grammars.mjs')]));
  }
  if (!existsSync(join(root, 'resources', 'ocr', 'LICENSES.txt'))) {
    step('copying recognition data', () => run(packagedNode(root), [join(root, 'scripts', 'build-ocr.mjs')]));
  }
  if (existsSync(join(root, 'resources', 'wasm', 'vector-scan.wasm'))) return;
  step('building the vector scan', () => run(packagedNode(root), [join(root, 'scripts', 'build-wasm.mjs')]));
}

const onPath = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** The tests need a browser and a keychain; on Debian as root it can be had, elsewhere the tests say what they skip. */
function installTestPrograms() {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  const missing = [
    ...(onPath('chromium') || process.env.CARREL_CHROMIUM ? [] : ['chromium', 'fonts-dejavu-core']),
    // Keys of remote backends are kept by the keychain; its tests run against a real one.
    ...(onPath('dbus-run-session') ? [] : ['dbus']),
    ...(onPath('gnome-keyring-daemon') ? [] : ['gnome-keyring']),
    ...(hasChineseFont() ? [] : ['fonts-noto-cjk']), // the window speaks Chinese, and its screenshots are looked at
  ];
  if (missing.length === 0) return;
  step(`installing ${missing.join(', ')} from Debian`, () => {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  });
}

function hasChineseFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return (stdout ?? '').trim() !== '';
}

/**
 * Asks Electron's own installer for its binary, once after each install of packages.
 *
 * Where it cannot be had, the reason is kept, so that the next start is quick and does not ask the network again.
 */
function fetchElectron() {
  const folder = join(root, 'node_modules', 'electron');
  if (existsSync(join(folder, 'path.txt'))) return;
  const marker = join(root, 'node_modules', '.carrel-no-electron');
  if (existsSync(marker)) return;
  step('asking for the Electron binary', () => {
    const result = spawnSync(packagedNode(root), [join(folder, 'install.js')], {
      cwd: root,
      encoding: 'utf8',
      timeout: 300_000,
    });
    if (result.status === 0) return;
    const reason = whyNoDownload(result.stderr ?? '');
    writeFileSync(marker, reason);
    say(`setup: no Electron binary here: ${reason}`);
  });
}

/** The installer's error in words, without the addresses it tried. */
function whyNoDownload(output) {
  if (/fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(output))
    return 'its download cannot be reached from here';
  return (
    /^\w*Error: (.*)$/m.exec(output)?.[1]?.replace(/https?:\/\/\S+/g, 'its address') ?? 'its download did not finish'
  );
}

/** The prebuilt addon comes from GitHub; where that cannot be had, its source is compiled once, or tests say what they skip. */
function buildFaiss() {
  if (existsSync(join(root, 'node_modules', 'faiss-node', 'build', 'Release', 'faiss-node.node'))) return;
  step('building faiss-node', () => run(process.execPath, [join(root, 'scripts', 'build-faiss.mjs')]));
}

const started = Date.now();
installDependencies();
if (purpose === 'start') fetchElectron();
if (purpose !== 'check') build();
else buildModules();
if (purpose === 'test') {
  installTestPrograms();
  buildFaiss();
}
if (Date.now() - started > 1000) say(`setup: ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
