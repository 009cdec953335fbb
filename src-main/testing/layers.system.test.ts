import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface CruiseReport {
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
  readonly modules: readonly { readonly source: string }[];
}

/** Two innocent files and, for each law, one that breaks it and it alone. */
const PLANTED: Readonly<Record<string, string>> = {
  'src-contract/index.ts': 'export const contract = {};',
  'src-main/engine/bm25.ts': 'export const bm25 = 1;',
  'src-main/services/git/index.ts': 'export const git = 1;',
  'src-main/services/git/inner.ts': 'export const inner = 1;',
  'src-main/adapters/duckdb.ts': 'export const duckdb = 1;',
  'src-main/shell/window.ts': "import { app } from 'electron'; export const window = app;",
  'src-renderer/view.ts': 'export const view = 1;',
  'src-main/testing/builders.ts': 'export const aChunk = 1;',
  'src-contract/leaf.ts': "import { platform } from 'node:os'; export const a = platform;",
  'src-renderer/speaks.ts': "import { bm25 } from '../src-main/engine/bm25.ts'; export const a = bm25;",
  'src-preload/halves.ts': "import { view } from '../src-renderer/view.ts'; export const a = view;",
  'src-main/imports-ui.ts': "import { view } from '../src-renderer/view.ts'; export const a = view;",
  'src-main/platform/electron.ts': "import { app } from 'electron'; export const a = app;",
  'src-main/engine/impure.ts': "import { readFileSync } from 'node:fs'; export const a = readFileSync;",
  'src-main/adapters/policy.ts': "import { git } from '../services/git/index.ts'; export const a = git;",
  'src-main/services/search/edges.ts': "import { duckdb } from '../../adapters/duckdb.ts'; export const a = duckdb;",
  'src-main/services/search/private.ts': "import { inner } from '../git/inner.ts'; export const a = inner;",
  'src-main/hosts/thick.ts': "import { bm25 } from '../engine/bm25.ts'; export const a = bm25;",
  'src-main/platform/floor.ts': "import { git } from '../services/git/index.ts'; export const a = git;",
  'src-main/workers/one.ts': "import { b } from './two.ts'; export const a = b;",
  'src-main/workers/two.ts': "import { a } from './one.ts'; export const b = a;",
  'src-main/workers/builders.ts': "import { aChunk } from '../testing/builders.ts'; export const a = aChunk;",
};

const EXPECTED: Readonly<Record<string, string>> = {
  'contract-is-a-leaf': 'src-contract/leaf.ts',
  'ui-speaks-contract': 'src-renderer/speaks.ts',
  'ui-halves-stay-apart': 'src-preload/halves.ts',
  'main-never-imports-ui': 'src-main/imports-ui.ts',
  'electron-stays-in-shell': 'src-main/platform/electron.ts',
  'engine-is-pure': 'src-main/engine/impure.ts',
  'adapters-know-no-policy': 'src-main/adapters/policy.ts',
  'services-know-no-edges': 'src-main/services/search/edges.ts',
  'services-meet-at-index': 'src-main/services/search/private.ts',
  'hosts-are-thin': 'src-main/hosts/thick.ts',
  'platform-is-the-floor': 'src-main/platform/floor.ts',
  'no-cycles': 'src-main/workers/one.ts',
  'no-test-in-production': 'src-main/workers/builders.ts',
};

async function cruise(folder: string): Promise<CruiseReport> {
  const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const args = [
    'src-contract',
    'src-main',
    'src-preload',
    'src-renderer',
    '--config',
    join(ROOT, '.dependency-cruiser.mjs'),
  ];
  const { stdout } = await run(process.execPath, [program, ...args, '--output-type', 'json'], {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  }).catch((failed: { stdout: string }) => failed);
  return JSON.parse(stdout) as CruiseReport;
}

test('each law of the house catches its violation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-layers-'));
  try {
    for (const [path, text] of Object.entries(PLANTED)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const { summary } = await cruise(folder);
    const caught = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
    for (const [law, file] of Object.entries(EXPECTED)) expect(caught, law).toContain(`${law} ${file}`);
    expect(summary.violations.filter(({ from }) => from === 'src-main/shell/window.ts')).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the real tree is read, and keeps every law', async () => {
  const { summary, modules } = await cruise(ROOT);
  expect(modules.filter(({ source }) => source.startsWith('src-')).length).toBeGreaterThan(100);
  expect(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
});
