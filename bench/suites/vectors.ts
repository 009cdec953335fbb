import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVectorScan, openScanSegment } from '../../src-main/engine/vector/vector-scan.ts';
import { buildVectorSegment } from '../../src-main/engine/vector/vector-segment.ts';
import { type Contender, compare, judge, type Measurement, questionsFor, round, timed } from '../measure.ts';
import { openLanceDb } from '../peers/lancedb.ts';
import { plainScan } from '../peers/plain-scan.ts';
import type { Setting } from '../setting.ts';

const WANTED = 10;

/** The nearest ten of `size` vectors: the WASM scan, a plain JavaScript loop, and LanceDB without an index. */
export async function benchVectors(setting: Setting, size: number): Promise<Measurement> {
  const { embedder, corpus } = setting;
  const { dimensions } = embedder;
  const values = embedder.embed(corpus.passages(size));
  const question = questionsFor(corpus.questions, setting);
  const embedded = new Map<string, Float32Array>();
  const query = (at: number) => {
    const known = embedded.get(question(at)) ?? embedder.embedQuery(question(at));
    embedded.set(question(at), known);
    return known;
  };
  const exact = (at: number) => plainScan(values, dimensions, query(at), WANTED);

  const scan = await timed(() => openScan(setting.app.root, values, dimensions));
  const ours: Contender = {
    name: 'carrel',
    buildSeconds: scan.seconds,
    answer: (at) => [...scan.result.search(query(at), WANTED).ids],
  };
  const lance = await prepareLance(setting, values, query);
  const peers: Contender[] = [{ name: 'plain JavaScript', buildSeconds: 0, answer: exact }];
  if (typeof lance !== 'string') peers.push(lance);

  const found = await recall(ours, exact);
  const measured = {
    name: `nearest ${WANTED} of ${size} vectors`,
    unit: 'ms',
    better: 'lower' as const,
    ...(await compare(ours, peers, setting)),
    notes: [
      `${dimensions} dimensions, real embeddings, one thread for ours; ours finds ${found} of the true ones`,
      ...(typeof lance === 'string' ? [`skipped: ${lance}`] : []),
    ],
  };
  return judge(measured, { p50: 2.5, recall: 0.99 }, found);
}

function openScan(root: string, values: Float32Array, dimensions: number) {
  const wasm = new WebAssembly.Module(readFileSync(join(root, 'resources', 'wasm', 'vector-scan.wasm')));
  const ids = Uint32Array.from({ length: values.length / dimensions }, (_, id) => id);
  return createVectorScan(dimensions, [openScanSegment(wasm, dimensions, buildVectorSegment(ids, values, dimensions))]);
}

async function prepareLance(
  { app, scratch, embedder: { dimensions } }: Setting,
  values: Float32Array,
  query: (at: number) => Float32Array,
): Promise<Contender | string> {
  const lance = openLanceDb(app.root);
  if (typeof lance === 'string') return lance;
  const count = values.length / dimensions;
  const table = await timed(() =>
    lance.createTable(join(scratch, `vectors-${count}`), { count, vectors: { values, dimensions } }),
  );
  return {
    name: `LanceDB ${lance.version} flat`,
    buildSeconds: table.seconds,
    answer: async (at) => {
      const search = table.result
        .vectorSearch(query(at))
        .distanceType('cosine')
        .select(['id', '_distance'])
        .limit(WANTED);
      return (await search.toArray()).map((row) => row.id);
    },
  };
}

const RECALL_QUERIES = 20;

/** Share of the true nearest that a contender finds. */
async function recall(contender: Contender, exact: (at: number) => readonly number[]): Promise<number> {
  let found = 0;
  for (let at = 0; at < RECALL_QUERIES; at += 1) {
    const answer = new Set(await contender.answer(at));
    found += exact(at).filter((id) => answer.has(id)).length;
  }
  return round(found / (RECALL_QUERIES * WANTED));
}
