import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { JobId, SourceId } from '../../../src-contract/ids.ts';
import type { OcrLanguage } from '../../../src-contract/ocr.ts';
import { createFakeOcr } from '../../testing/fake-ocr.ts';
import { libraryTest } from '../../testing/library-test.ts';
import { aCall, addAndFollow, followToEnd, type TestLibrary } from '../../testing/test-library.ts';

const ocr = createFakeOcr();
const changed = { ocr };

async function addScan(library: TestLibrary, docs: string, pages: number): Promise<SourceId> {
  const path = join(docs, 'letter.scan');
  await writeFile(path, Array.from({ length: pages }, (_, page) => `picture ${page}`).join('\n'));
  const { sources } = await addAndFollow(library, { paths: [path] });
  expect(sources[0]?.status).toBe('no-text');
  ocr.log.length = 0;
  ocr.onPage = () => undefined;
  return sources[0]!.id;
}

async function ask(library: TestLibrary, id: SourceId, languages: OcrLanguage[]): Promise<JobId> {
  return (await library.service.handlers.readWithOcr({ ids: [id], languages }, aCall())).job as JobId;
}

async function read(library: TestLibrary, id: SourceId, languages: OcrLanguage[] = ['eng']) {
  const job = await ask(library, id, languages);
  return { job, ...(await followToEnd(library.service, job)) };
}

libraryTest(
  'reads the pages without text, says how sure it is, and counts pages',
  async (library, docs) => {
    const id = await addScan(library, docs, 2);
    const { sources, events } = await read(library, id);
    expect(sources[0]).toMatchObject({ id, status: 'ok', chunks: 2 });
    expect(events.findLast((event) => event.type === 'progress')).toMatchObject({ pages: { done: 2, total: 2 } });
    const { coverage } = await library.service.handlers.getSource({ id }, aCall());
    expect(coverage).toEqual([
      { page: 1, characters: 17, state: 'ocr', confidence: 87 },
      { page: 2, characters: 17, state: 'ocr', confidence: 87 },
    ]);
  },
  changed,
);

libraryTest(
  'keeps what it read when the file is read again, and reads again only in other languages',
  async (library, docs) => {
    const id = await addScan(library, docs, 2);
    await read(library, id);
    const { job } = await library.service.handlers.reindexSources({ ids: [id] }, aCall());
    expect((await followToEnd(library.service, job)).sources[0]).toMatchObject({ status: 'ok', chunks: 2 });
    await read(library, id);
    expect(ocr.log).toEqual(['letter.scan 1 eng', 'letter.scan 2 eng']);
    await read(library, id, ['eng', 'deu']);
    expect(ocr.log.slice(2)).toEqual(['letter.scan 1 eng+deu', 'letter.scan 2 eng+deu']);
  },
  changed,
);

libraryTest(
  'a cancelled job keeps its pages, and trying again goes on behind them',
  async (library, docs) => {
    const id = await addScan(library, docs, 3);
    let cancelled: Promise<unknown> = Promise.resolve();
    const job = await ask(library, id, ['eng']);
    ocr.onPage = async (page) => {
      if (page !== 2) return;
      cancelled = library.service.handlers.cancelJob({ id: job }, aCall());
      await cancelled;
    };
    expect((await followToEnd(library.service, job)).summary.state).toBe('cancelled');
    await cancelled;
    expect(ocr.log).toEqual(['letter.scan 1 eng']);
    ocr.onPage = () => undefined;
    const again = await library.service.handlers.retryJob({ id: job }, aCall());
    await followToEnd(library.service, again.job);
    expect(ocr.log).toEqual(['letter.scan 1 eng', 'letter.scan 2 eng', 'letter.scan 3 eng']);
  },
  changed,
);

libraryTest(
  'what was read goes with the last source that has the file, not before',
  async (library, docs) => {
    const id = await addScan(library, docs, 1);
    await read(library, id);
    const copy = join(docs, 'copy.scan');
    await writeFile(copy, 'picture 0');
    const { sources } = await addAndFollow(library, { paths: [copy] });
    const { hash } = await library.service.handlers.getSource({ id }, aCall());
    const remove = async (which: SourceId): Promise<number> => {
      await library.service.handlers.deleteSources({ ids: [which] }, aCall());
      await library.deps.store.purge(new Date(Date.now() + 1000), new Date(0));
      return (await library.deps.ocrPages.list(hash)).length;
    };
    expect(await remove(id)).toBe(1);
    expect(await remove(sources[0]!.id)).toBe(0);
  },
  changed,
);

libraryTest(
  'shows a passage on its page by the boxes of its words',
  async (library, docs) => {
    const id = await addScan(library, docs, 1);
    await read(library, id);
    const position = { page: 1, charStart: 3, charEnd: 8 };
    expect(await library.service.handlers.locatePassage({ id, position }, aCall())).toEqual({
      pageWidth: 100,
      pageHeight: 200,
      rectangles: [{ x: 10, y: 150, width: 40, height: 12 }],
    });
  },
  changed,
);

libraryTest(
  'says so when nothing that was named can be read by text recognition',
  async (library, docs) => {
    const path = join(docs, 'note.txt');
    await writeFile(path, 'words');
    const { sources } = await addAndFollow(library, { paths: [path] });
    const asked = library.service.handlers.readWithOcr({ ids: [sources[0]!.id], languages: ['eng'] }, aCall());
    await expect(asked).rejects.toMatchObject({ reason: 'library/nothing-for-ocr' });
  },
  changed,
);
