#!/usr/bin/env node
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
/**
 * The `carrel` command: makes sure that there is something to run, on a Node that can run it, and runs it.
 *
 * Needs Node 20 and nothing else. The set-up installs packages and builds when one of them is missing or old; it speaks
 * on stderr only, so that stdout stays the answer's. Node older than 22.13 hands over to the Node that npm installed.
 */
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = realpathSync(fileURLToPath(import.meta.url));
const root = join(dirname(self), '..');
const entry = join(root, 'out', 'main', 'cli.js');
const setup = join(root, 'scripts', 'setup.mjs');

function needsSetup() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (!existsSync(entry) || !existsSync(installed)) return true;
  return existsSync(lock) && statSync(entry).mtimeMs < statSync(lock).mtimeMs; // a packaged copy has no lockfile
}

function isOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 13);
}

/** The Node among our packages for this platform, where there is one. */
function findOwnNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : undefined;
}

/** Runs this file again on another Node; signals reach it, its exit code becomes ours. */
function handOver(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the command takes two within half a second for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`carrel: ${node} cannot be started (${error.message}); install Node 22.13 or newer\n`);
    process.exitCode = 70;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

if (needsSetup() && existsSync(setup)) {
  const { status } = spawnSync(process.execPath, [setup, '--for', 'cli', '--quiet'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('carrel: the set-up failed (see above); run "npm ci" and "npm run build" to see why\n');
    process.exit(70);
  }
}
const ownNode = isOldNode() ? findOwnNode() : undefined;
if (ownNode !== undefined && ownNode !== process.execPath) handOver(ownNode);
else if (isOldNode()) {
  process.stderr.write(`carrel: Node ${process.versions.node} is too old; install 22.13 or newer\n`);
  process.exitCode = 9;
} else {
  module.enableCompileCache?.(); // compiled code is kept between starts, in the system's folder for temporary files
  await import(pathToFileURL(entry).href);
}
