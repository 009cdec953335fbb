import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import type { Acknowledged } from '../../services/library/ports.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createAcknowledgementJournal } from './acknowledgement-journal.ts';

const collection = { id: 'c' as CollectionId, name: 'Documents' };

function aSource(id: string, change: Partial<Acknowledged> = {}): Acknowledged {
  const path = `/docs/${id} ü.txt`;
  return {
    id: id as SourceId,
    hash: `h${id}`,
    origin: 'file',
    path,
    parentId: undefined,
    collection,
    at: 1,
    ...change,
  };
}

const batchOf = (...sources: readonly Acknowledged[]) => ({ at: new Date(1), collection, sources, removed: [] });

async function aJournal() {
  const folder = await aTemporaryFolder();
  const path = join(folder.path, 'acknowledged.journal');
  return { path, journal: createAcknowledgementJournal(path), [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

test('what was acknowledged is read back by another opener, without what was forgotten', async () => {
  await using place = await aJournal();
  await place.journal.acknowledge(batchOf(aSource('a'), aSource('b', { parentId: 'a' as SourceId })));
  await place.journal.acknowledge({ ...batchOf(aSource('c')), removed: ['b' as SourceId] });
  await place.journal.forget(['a' as SourceId]);
  await place.journal.acknowledge({ ...batchOf(aSource('c', { hash: 'newer' })), at: new Date(7) });
  await place.journal.close();
  const read = await createAcknowledgementJournal(place.path).read();
  expect(read).toMatchObject({ exists: true, damaged: 0 });
  expect([...read.entries.values()]).toEqual([aSource('c', { hash: 'newer', at: 7 })]);
});

test('a journal that is not there yet is empty and says so', async () => {
  await using place = await aJournal();
  expect(await place.journal.read()).toEqual({ exists: false, entries: new Map(), records: 0, damaged: 0 });
});

test('property: cut anywhere, it holds the batches whose lines are whole and takes new ones', async () => {
  await using place = await aJournal();
  const ends: number[] = [];
  for (const id of ['a', 'b', 'c']) {
    await place.journal.acknowledge(batchOf(aSource(id)));
    ends.push((await readFile(place.path)).length);
  }
  await place.journal.close();
  const whole = await readFile(place.path);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
      await writeFile(place.path, whole);
      await truncate(place.path, length);
      const journal = createAcknowledgementJournal(place.path);
      await journal.acknowledge(batchOf(aSource('new')));
      await journal.close();
      const { entries, damaged } = await createAcknowledgementJournal(place.path).read();
      const expected = ['a', 'b', 'c'].filter((_, at) => length >= (ends[at] ?? 0) - 1); // the end of a line is made good
      expect([...entries.keys()]).toEqual([...expected, 'new']);
      expect(damaged).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('property: one flipped bit costs at most the lines it touches, and never passes for another record', async () => {
  await using place = await aJournal();
  for (const id of ['a', 'b', 'c', 'd']) await place.journal.acknowledge(batchOf(aSource(id)));
  await place.journal.close();
  const whole = await readFile(place.path);
  const expected = new Map(['a', 'b', 'c', 'd'].map((id) => [id, aSource(id)]));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length * 8 - 1 }), async (bit) => {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(place.path, flipped);
      const { entries, damaged } = await createAcknowledgementJournal(place.path).read();
      for (const [id, entry] of entries) expect(entry).toEqual(expected.get(id));
      expect(entries.size).toBeGreaterThanOrEqual(2);
      expect(damaged).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('a last line whose end became another byte is damage, and its sources stay', async () => {
  await using place = await aJournal();
  for (const id of ['a', 'b']) await place.journal.acknowledge(batchOf(aSource(id)));
  await place.journal.close();
  const whole = await readFile(place.path);
  for (let bit = 0; bit < 8; bit++) {
    const flipped = Buffer.from(whole);
    flipped[whole.length - 1] = 0x0a ^ (1 << bit);
    await writeFile(place.path, flipped);
    const journal = createAcknowledgementJournal(place.path);
    expect(await journal.read()).toMatchObject({ damaged: 1, records: 2 });
    await journal.acknowledge(batchOf(aSource('new')));
    await journal.close();
    const { entries, damaged } = await createAcknowledgementJournal(place.path).read();
    expect([...entries.keys()]).toEqual(['a', 'b', 'new']);
    expect(damaged).toBe(0);
  }
});

test('a rewrite keeps exactly what it is given, and the damaged file beside it', async () => {
  await using place = await aJournal();
  await place.journal.acknowledge(batchOf(aSource('a')));
  await appendFile(place.path, 'garbage\n');
  expect((await place.journal.read()).damaged).toBe(1);
  const many = Array.from({ length: 200 }, (_, n) => aSource(`s${n}`, { at: n % 3 }));
  await place.journal.rewrite(many, { keepOld: true });
  const { entries, damaged } = await place.journal.read();
  expect(damaged).toBe(0);
  expect(new Map(entries)).toEqual(new Map(many.map((source) => [source.id, source])));
  expect((await readdir(dirname(place.path))).filter((name) => name.includes('.damaged-'))).toHaveLength(1);
  await place.journal.acknowledge(batchOf(aSource('later')));
  expect((await place.journal.read()).entries.size).toBe(201);
  await place.journal.close();
});
