/*
 * Measures the resolved edges of the code graph against a compiler or language server.
 *
 *   node e2e/eval/graph-oracle.ts typescript DIR [--out FILE] [--examples FILE]
 *   node e2e/eval/graph-oracle.ts pyright DIR [--out FILE] [--examples FILE]
 *
 * The folder is read through the product (`carrel ingest` into a library of its own); the graph is built from its
 * catalog as the app does it. Prints the result as JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openCatalog } from '../../src-main/adapters/duckdb/catalog.ts';
import { createCodeFactsStore } from '../../src-main/adapters/duckdb/code-facts-store.ts';
import { createFactsDraft } from '../../src-main/adapters/graph/graph-session.ts';
import { buildCodeGraph, type CodeGraph } from '../../src-main/engine/graph/code-graph.ts';
import { compareWithOracle } from './graph/compare.ts';
import type { Oracle } from './graph/oracle.ts';
import { askPyright } from './graph/pyright-oracle.ts';
import { askTypeScript } from './graph/typescript-oracle.ts';

const ORACLES: Readonly<Record<string, Oracle>> = { typescript: askTypeScript, pyright: askPyright };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, examples: { type: 'string' } },
});
const [oracleName = '', given = ''] = positionals;
const oracle = ORACLES[oracleName];
if (oracle === undefined || given === '') throw new Error('Give "typescript" or "pyright", and a folder of code');
const folder = resolve(given);

const graph = await readGraph(folder);
const texts = new Map(graph.table.files.map(({ path }) => [path, readFileSync(path, 'utf8')]));
const asked = await oracle(folder);
const { agreement, examples } = compareWithOracle(graph, texts, asked.mentions);
const result = {
  repository: basename(folder),
  oracle: asked.name,
  files: graph.table.files.length,
  units: graph.table.nodes - graph.table.files.length,
  edges: graph.edges.count,
  mentions: graph.mentions,
  asked: asked.mentions.length,
  agreement,
};
const text = `${JSON.stringify(result, null, 2)}\n`;
process.stdout.write(text);
if (values.out !== undefined) writeFileSync(values.out, text);
if (values.examples !== undefined) writeFileSync(values.examples, JSON.stringify(examples, null, 1));

/** Reads the folder into a library of its own, as a person would, and builds the graph of its catalog. */
async function readGraph(code: string): Promise<CodeGraph> {
  const library = mkdtempSync(join(tmpdir(), 'carrel-graph-'));
  try {
    const cli = join(import.meta.dirname, '..', '..', 'src-main', 'cli.ts');
    const command = [cli, 'ingest', code, '--library', library, '--collection', 'code', '--json'];
    execFileSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    const catalog = await openCatalog(join(library, 'catalog.duckdb'));
    try {
      const facts = createCodeFactsStore(catalog, { revision: () => 0 });
      const draft = createFactsDraft();
      const collections = await facts.resolveCollections();
      await facts.read(
        collections.map(({ id }) => id),
        async (rows) => draft.add(rows),
      );
      return buildCodeGraph(draft.finish());
    } finally {
      await catalog.close();
    }
  } finally {
    rmSync(library, { recursive: true, force: true });
  }
}
