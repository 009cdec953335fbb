import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestCatalog } from './test-catalog.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

/** As GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+\s+(.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

test.each(pages)('links in %s lead somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const dead: string[] = [];
  for (const [, link = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? join(ROOT, page) : join(dirname(join(ROOT, page)), path);
    if (!existsSync(target)) dead.push(link);
    else if (anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor)) dead.push(link);
  }
  expect(dead).toEqual([]);
});

test.each(['hosts', 'services', 'engine', 'adapters'])('the map of the house names every folder of %s', (layer) => {
  const map = readFileSync(join(ROOT, 'docs', 'ARCHITECTURE.md'), 'utf8').split('## Layers')[0] ?? '';
  const folders = readdirSync(join(ROOT, 'src-main', layer), { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(folders.length).toBeGreaterThan(2);
  expect(folders.map(({ name }) => name).filter((name) => !new RegExp(`\\s${name}(?:/|\\s)`).test(map))).toEqual([]);
});

test('the page on formats names every table of the catalog', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-docs-'));
  const catalog = await openTestCatalog(join(folder, 'catalog.duckdb'));
  try {
    const found = await catalog.read((connection) =>
      connection.runAndReadAll('SELECT table_name FROM duckdb_tables()'),
    );
    const tables = found.getRows().flat();
    const formats = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8');
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((name) => !formats.includes(`\`${name}\``))).toEqual([]);
  } finally {
    await catalog.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
