/**
 * Builds faiss-node where its prebuilt binary cannot be had: its own source against Debian's FAISS.
 *
 *   node scripts/build-faiss.mjs
 *
 * On Debian as root it installs libfaiss-dev and libopenblas-dev, takes faiss-node's package from the registry, and
 * compiles it into node_modules/faiss-node. Elsewhere it says why it does nothing; Carrel then scans exactly.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedNode } from './packaged-node.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'node_modules', 'faiss-node');
const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const version = optionalDependencies['faiss-node'];

/** Debian's FAISS is 1.7.3; faiss-node is written for 1.7.4, which moved one type. */
const SHIM = '#include <faiss/Index.h>\nnamespace faiss { using idx_t = Index::idx_t; }\n';

const skip = whySkip();
if (skip !== undefined) {
  console.error(`build-faiss: nothing to do: ${skip}`);
} else {
  install(['libfaiss-dev', 'libopenblas-dev', 'g++']);
  const folder = mkdtempSync(join(tmpdir(), 'carrel-faiss-'));
  try {
    const built = compile(unpack(folder));
    rmSync(target, { recursive: true, force: true });
    renameOrCopy(built, target);
    if (!works()) fail('what was built does not work');
    console.error(`build-faiss: faiss-node ${version} stands in node_modules`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function whySkip() {
  if (works()) return 'faiss-node is installed';
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return 'this is not Debian';
  if (process.getuid?.() !== 0 && !existsSync('/usr/include/faiss/Index.h'))
    return 'libfaiss-dev is missing, and only root can install it';
  return undefined;
}

function run(command, args, options = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
    ...options,
  });
  if (status !== 0) {
    fail(`"${command} ${args[0]}" ended with ${status ?? error?.message}`);
  }
  return stdout.trim();
}

function fail(why) {
  console.error(`build-faiss: ${why}`);
  process.exit(1);
}

function install(packages) {
  const missing = packages.filter((name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

function unpack(folder) {
  const archive = run('npm', ['pack', '--silent', `faiss-node@${version}`], { cwd: folder })
    .split('\n')
    .at(-1);
  run('tar', ['xf', archive], { cwd: folder });
  return join(folder, 'package');
}

function compile(source) {
  const output = join(source, 'build', 'Release');
  mkdirSync(output, { recursive: true });
  writeFileSync(join(source, 'carrel-shim.h'), SHIM);
  run('g++', [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-fopenmp', '-fexceptions'],
    ...['-DNAPI_VERSION=8', '-DNODE_ADDON_API_CPP_EXCEPTIONS', '-include', join(source, 'carrel-shim.h')],
    ...[`-I${join(root, 'node_modules', 'node-addon-api')}`, `-I${nodeHeaders()}`],
    ...[join(source, 'src', 'faiss.cc'), '-o', join(output, 'faiss-node.node')],
    ...['-lfaiss', '-lopenblas', '-lgomp'],
  ]);
  // The package looks for its binary through "bindings", which is not installed where the package was not.
  writeFileSync(join(source, 'lib', 'index.js'), "module.exports = require('../build/Release/faiss-node.node');\n");
  return source;
}

/** Node-API is the same for every Node since 14; any headers do. */
function nodeHeaders() {
  const places = [
    join(dirname(dirname(packagedNode(root))), 'include', 'node'),
    join(dirname(dirname(process.execPath)), 'include', 'node'),
    '/usr/include/node',
    '/usr/local/include/node',
  ];
  const found = places.find((place) => existsSync(join(place, 'node_api.h')));
  if (found === undefined) {
    fail('no headers of Node found; install libnode-dev');
  }
  return found;
}

/** Temporary folders may lie on another disk. */
function renameOrCopy(from, to) {
  try {
    renameSync(from, to);
  } catch {
    run('cp', ['-r', from, to]);
  }
}

function works() {
  const probe =
    "const { Index } = require('faiss-node'); Index.fromFactory(8, 'HNSW32', 0).add(new Array(8).fill(0.5));";
  return spawnSync(packagedNode(root), ['-e', probe], { cwd: root, stdio: 'ignore' }).status === 0;
}
