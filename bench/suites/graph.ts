import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFaissNeighbours } from '../../src-main/adapters/faiss/faiss-neighbours.ts';
import { createGraphFiles } from '../../src-main/adapters/files/graph-files.ts';
import { openVerified, writeRecorded } from '../../src-main/adapters/files/verified-file.ts';
import { bitmapHas, bitmapOf } from '../../src-main/engine/id-bitmap.ts';
import { createVectorScan, openScanSegment, type ScanSegment } from '../../src-main/engine/vector/vector-scan.ts';
import { buildVectorSegment } from '../../src-main/engine/vector/vector-segment.ts';
import { forkChild } from '../../src-main/platform/fork-child.ts';
import { silentLog } from '../../src-main/platform/log.ts';
import type { CollectionIndex } from '../../src-main/services/search/collection-index.ts';
import { createGraphKeeper, type GraphKeeper } from '../../src-main/services/search/graph-keeper.ts';
import { compare, judge, type Measurement, questionsFor, round, timed } from '../measure.ts';
import type { Setting } from '../setting.ts';

const WANTED = 10;
/** As the product asks for: length of each list before fusion. */
const DEPTH = 200;
/** Rows of a segment, as the product has them. */
const SEGMENT = 65_536;
/** Comes after the graph was built: more than the 5 % up to which it is scanned. */
const ADDED = 0.055;
/** Every so many rows is deleted after that. */
const DELETED_EACH = 50;
const COLLECTION = 'bench';

/**
 * The FAISS graph above its threshold, as the product keeps it: built in a child process, its recall verified against
 * the scan, extended when passages come, deaf to those that are gone.
 */
export async function benchGraph(setting: Setting, size: number): Promise<Measurement | readonly Measurement[]> {
  const graphs = createFaissNeighbours(forkChild, setting.app);
  const problem = await graphs.problem();
  if (problem !== undefined) {
    process.stderr.write(`skipped: nearest by FAISS, because ${problem}\n`);
    graphs.close();
    return [];
  }
  const files = createGraphFiles(join(setting.scratch, 'index'), silentLog);
  const keeper = createGraphKeeper({ graphs, files, engine: () => 'auto', settledMs: 0, log: silentLog });
  try {
    return await measure(setting, size, keeper);
  } finally {
    await keeper.close();
  }
}

async function measure(setting: Setting, size: number, keeper: GraphKeeper): Promise<Measurement> {
  const { embedder, corpus } = setting;
  const values = embedder.embed(corpus.passages(Math.ceil(size * (1 + ADDED))));
  const segments = await writeSegments(setting, values, size);
  const first = indexOf(setting, segments.base);
  const build = await timed(() => serve(keeper, first));
  const built = stateOf(keeper);

  const second = indexOf(setting, [...segments.base, ...segments.added]);
  const extend = await timed(() => serve(keeper, second));
  const extended = stateOf(keeper);
  const gone = second.segments.flatMap(({ ids }) => [...ids]).filter((id) => id % DELETED_EACH === 0);
  const third = indexOf(setting, [...segments.base, ...segments.added], gone);
  await serve(keeper, third);

  const question = questionsFor(corpus.questions, setting);
  const query = (at: number) => embedder.embedQuery(question(at));
  const exact = (at: number) => [...third.vectors.search(query(at), DEPTH, { deleted: third.deleted }).ids];
  let found = 0;
  let deletedFound = 0;
  const ask = async (at: number) => (await keeper.search(third, query(at), DEPTH))?.map(({ id }) => id) ?? [];
  for (let at = 0; at < setting.rounds; at += 1) {
    const near = await ask(at);
    deletedFound += near.filter((id) => bitmapHas(third.deleted, id)).length;
    const best = new Set(near.slice(0, WANTED));
    found += exact(at)
      .slice(0, WANTED)
      .filter((id) => best.has(id)).length;
  }
  const recall = round(found / (setting.rounds * WANTED));
  const facts = {
    recallAtBuild: built.recall ?? Number.NaN,
    extendSeconds: round(extend.seconds),
    extendedTo: extended.vectors,
    recallExtended: extended.recall ?? Number.NaN,
    recallOfQuestions: recall,
    deleted: gone.length,
    deletedFound,
  };
  const ours = { name: 'carrel', buildSeconds: build.seconds, answer: ask, facts: () => facts };
  return judge(
    {
      name: `nearest ${DEPTH} of ${third.chunks} vectors by graph`,
      unit: 'ms',
      better: 'lower',
      ...(await compare(ours, [{ name: 'exact scan, one thread', buildSeconds: 0, answer: exact }], setting)),
      notes: [
        `${built.state} after the build, ${extended.state} after ${segments.added.length} more segments; HNSW32 in a child`,
        'recall of the true ten nearest: of 100 stored vectors when built and extended, of the questions afterwards',
      ],
    },
    { recall: 0.95 },
    recall,
  );
}

async function serve(keeper: GraphKeeper, index: CollectionIndex): Promise<void> {
  keeper.consider(COLLECTION, index);
  await keeper.idle();
}

function stateOf(keeper: GraphKeeper) {
  return keeper.states().get(COLLECTION) ?? { state: 'none', vectors: 0, recall: undefined };
}

/** The rows as segment files: those of the beginning, and those that come later. */
async function writeSegments({ app, scratch, embedder }: Setting, values: Float32Array, size: number) {
  const { dimensions } = embedder;
  const wasm = new WebAssembly.Module(readFileSync(join(app.resources, 'wasm', 'vector-scan.wasm')));
  const folder = join(scratch, 'segments');
  await mkdir(folder, { recursive: true });
  async function write(from: number, to: number): Promise<ScanSegment> {
    const ids = Uint32Array.from({ length: to - from }, (_, row) => from + row + 1);
    const bytes = buildVectorSegment(ids, values.subarray(from * dimensions, to * dimensions), dimensions);
    const path = join(folder, `s${from}.vector`);
    return openScanSegment(wasm, dimensions, await openVerified(path, await writeRecorded(path, bytes)));
  }
  const base: ScanSegment[] = [];
  for (let from = 0; from < size; from += SEGMENT) base.push(await write(from, Math.min(size, from + SEGMENT)));
  return { base, added: [await write(size, values.length / dimensions)] };
}

function indexOf({ embedder }: Setting, scans: readonly ScanSegment[], gone: readonly number[] = []): CollectionIndex {
  const tombstones = Uint32Array.from(gone);
  return {
    contract: { ...embedder.contract, tokenizer: 1, chunker: 1 },
    chunks: scans.reduce((sum, { segment }) => sum + segment.rows, 0) - gone.length,
    segments: scans.map((scan) => ({ ids: scan.segment.ids, scan })),
    tombstones,
    deleted: bitmapOf(tombstones),
    vectors: createVectorScan(embedder.dimensions, scans),
  } as unknown as CollectionIndex; // a keeper looks at nothing else
}
