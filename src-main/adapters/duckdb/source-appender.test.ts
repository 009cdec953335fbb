import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { libraryTest } from '../../testing/library-test.ts';
import { addAndFollow } from '../../testing/test-library.ts';
import { createChunkStore } from './chunk-store.ts';

/** More than are appended, or read for the index, before others get their turn, and more than one block of the database. */
const PASSAGES = 5000;
const DIMENSIONS = 4;

libraryTest('a long document is written and read in turns, whole and in order', async (library, docs) => {
  const { read } = library.reader;
  library.reader.read = async (target, limits, signal) => {
    const result = await read(target, limits, signal);
    const [chunk] = result.chunks;
    if (chunk === undefined) throw new Error('The file has a passage');
    const numbers = Array.from({ length: PASSAGES }, (_, at) => at);
    return {
      ...result,
      chunks: numbers.map((at) => ({ ...chunk, text: `passage ${at}`, hash: `h${at}` })),
      vectors: Float32Array.from(numbers.flatMap((at) => Array.from({ length: DIMENSIONS }, (_, part) => at + part))),
    };
  };
  await writeFile(join(docs, 'long.txt'), 'one');
  await addAndFollow(library, { paths: [docs] });

  const store = createChunkStore(library.catalog, { revision: () => 1 });
  const [collection] = await store.resolveCollections();
  const ids = await store.listIds(collection?.id ?? '');
  const stored = await store.readForIndex(ids, library.reader.embedder.name);
  expect(stored.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: PASSAGES }, (_, at) => at));
  expect(stored.every(({ text, ordinal }) => text === `passage ${ordinal}`)).toBe(true);
  expect(stored.every(({ vector, ordinal }) => vector.length === DIMENSIONS && vector[1] === ordinal + 1)).toBe(true);
});
