import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CollectionId, collectionIdSchema, type JobId, type SourceId } from '../../../src-contract/ids.ts';
import type { Catalog } from '../../adapters/duckdb/catalog.ts';
import { createChunkStore } from '../../adapters/duckdb/chunk-store.ts';
import { createJobStore } from '../../adapters/duckdb/job-store.ts';
import { openTestCatalog } from '../../testing/test-catalog.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { passagesOf } from './passages-of.ts';
import type { NewChunk, PageText, SourceWrite } from './ports.ts';

const MODEL = 'three';
const DIMENSIONS = 3;
const collection: CollectionId = collectionIdSchema.parse('notes');

let folder: Awaited<ReturnType<typeof aTemporaryFolder>>;
let catalog: Catalog;
beforeAll(async () => {
  folder = await aTemporaryFolder();
  catalog = await openTestCatalog(join(folder.path, 'catalog.duckdb'));
  await catalog.write((connection) =>
    connection.run("INSERT INTO collections VALUES ('notes', 'Notes', now()::TIMESTAMP, NULL)"),
  );
});
afterAll(async () => {
  await catalog.close();
  await folder[Symbol.asyncDispose]();
});

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const line = text.map((value) => value.replaceAll('\n', ' '));
const place = fc.nat(1000);
const page = fc.constantFrom(1, 2, 3);

const position = fc.oneof(
  fc.record({ page, charStart: place, charEnd: place }),
  fc.record({ startLine: fc.integer({ min: 1, max: 9 }), endLine: fc.constant(9), charStart: place, charEnd: place }),
);
const chunk: fc.Arbitrary<Omit<NewChunk, 'hash'>> = fc.record(
  {
    position,
    heading: line,
    context: text,
    text,
    tokenCount: place,
    type: fc.constantFrom('text', 'page', 'function'),
    definitions: fc.array(line.filter((name) => name !== '')),
  },
  { requiredKeys: ['position', 'context', 'text', 'tokenCount', 'type', 'definitions'] },
);
const readPage: fc.Arbitrary<PageText> = fc.oneof(
  fc.record({ page, state: fc.constant('text'), text }),
  fc.record({ page, state: fc.constant('ocr'), text, confidence: fc.float({ min: 0, max: 100, noNaN: true }) }),
);
interface ReadSource {
  readonly path: string;
  readonly title: string;
  readonly language: string | undefined;
  readonly pages: readonly PageText[];
  readonly chunks: readonly Omit<NewChunk, 'hash'>[];
}

const source: fc.Arbitrary<ReadSource> = fc.record({
  path: line,
  title: line,
  language: fc.constantFrom(undefined, 'python'),
  pages: fc.uniqueArray(readPage, { selector: (one) => one.page, maxLength: 3 }),
  chunks: fc.array(chunk, { maxLength: 4 }),
});

let made = 0;

function written({ path, title, language, pages, chunks }: ReadSource): SourceWrite {
  made += 1;
  const number = made;
  const hashed = chunks.map((one, at): NewChunk => ({ ...one, hash: `${number}-${at}` }));
  return {
    seq: number,
    itemState: 'done',
    id: `source-${number}` as SourceId,
    isReplacement: false,
    path: `/${number}/${path}`,
    origin: 'file',
    parentId: undefined,
    modifiedAt: undefined,
    excerpt: '',
    members: [],
    result: {
      status: 'ok',
      kind: 'pdf',
      title,
      ...(language === undefined ? {} : { language }),
      hash: '',
      sizeBytes: 1,
      pages,
      chunks: hashed,
      vectors: Float32Array.from({ length: hashed.length * DIMENSIONS }, (_, at) => at / 7),
    },
  };
}

it('gives what reading the catalog gives', async () => {
  const jobs = createJobStore(catalog);
  const chunks = createChunkStore(catalog, { revision: () => made });
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 3 }), async (sources) => {
      const result = await jobs.commit({
        job: 'job' as JobId,
        collection,
        embedder: MODEL,
        now: new Date(),
        writes: sources.map(written),
        unchanged: [],
        settled: [],
      });
      const passages = passagesOf(result);
      expect(passages.length).toBe(sources.flatMap((one) => one.chunks).length);
      const ids = Uint32Array.from(passages, ({ id }) => id);
      expect(passages).toEqual(await chunks.readForIndex(ids, MODEL));
    }),
    { numRuns: 40 },
  );
});

it('leaves out passages without vectors, and keeps the ids of the others', () => {
  const sources = fc.sample(
    source.filter(({ chunks }) => chunks.length > 1),
    { numRuns: 3, seed: 1 },
  );
  const writes = sources.map(written);
  const [first, second, third] = writes;
  const bare = { ...second!, result: { ...second!.result, vectors: new Float32Array(0) } };
  const passages = passagesOf({ written: [first!, bare, third!], firstChunk: 10 });
  const before = first!.result.chunks.length;
  const after = before + second!.result.chunks.length;
  expect(passages.map(({ id }) => id)).toEqual([
    ...first!.result.chunks.map((_, at) => 10 + at),
    ...third!.result.chunks.map((_, at) => 10 + after + at),
  ]);
});
