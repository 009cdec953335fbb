/** Everything that can be known in a minute without a browser: format, lint, types, layers, unused code, unit tests. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './compile-cache.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

const CORES = availableParallelism();
const SOURCES = ['src-contract', 'src-main', 'src-preload', 'src-renderer'];

/** The longest first, and two at a time; by itself vitest leaves a core idle when the others are done. */
const CHECKS = [
  ['unit tests', 'vitest', ['run', '--project', 'unit', '--reporter', 'default', `--maxWorkers=${CORES}`]],
  [
    'types and promises',
    'oxlint',
    [
      '--type-aware',
      '--type-check',
      ...SOURCES,
      'e2e',
      'bench',
      'scripts',
      'electron.vite.config.ts',
      'vitest.config.ts',
    ],
  ],
  ['format and lint', 'biome', ['check', '--error-on-warnings']],
  ['layers', 'depcruise', [...SOURCES, '--config', '.dependency-cruiser.mjs']],
  ['unused code', 'knip', []],
];

/** The end of a failed check says what failed; what comes before is dots. */
const LINES_SHOWN = 120;

function run([title, program, args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(bin(program), args, {
      cwd: root,
      env: { ...process.env, ...COMPILE_CACHE, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('close', (code) => {
      const verdict = code === 0 ? 'ok' : 'FAILED';
      process.stdout.write(`${verdict.padEnd(7)} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
      if (code !== 0) process.stdout.write(`${output.split('\n').slice(-LINES_SHOWN).join('\n')}\n`);
      resolve(code === 0);
    });
  });
}

const waiting = [...CHECKS];
let passed = true;
async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) passed = (await run(next)) && passed;
}
const started = Date.now();
await Promise.all(Array.from({ length: Math.min(2, CORES) }, work));
process.stdout.write(`check: ${passed ? 'passed' : 'FAILED'} after ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
process.exitCode = passed ? 0 : 1;
