import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';
import { aHeapPassage, anUnderstoodQuery } from '../../testing/passages.ts';

let library: FakeLibrary;
beforeEach(() => {
  library = createFakeLibrary();
});
const run = (...args: string[]) => runTestCli(library, args);
const called = (method: string) => library.calls.filter((call) => call.method === method).map(({ input }) => input);

describe('search', () => {
  test('prints one object', async () => {
    const { exitCode, json } = await run('search', 'heap', '--json');
    expect(exitCode).toBe(0);
    expect(json).toEqual([
      {
        results: [aHeapPassage()],
        timings: { total: 3.2 },
        mode: 'hybrid',
        searched: 12,
        query: anUnderstoodQuery('heap'),
      },
    ]);
  });

  test('prints places, words and a summary for people', async () => {
    const { stdout } = await run('search', 'heap');
    expect(stdout).toContain('lectures/heaps.pdf, page 2');
    expect(stdout).toContain('A heap is a complete binary tree.');
    expect(stdout).toContain('1 passage of 12 in 3 ms');
    expect(stdout).toBe(stripVTControlCharacters(stdout));
  });

  test('says what text recognition read, and warns where it is not sure', async () => {
    library.found = [aHeapPassage({ ocr: { confidence: 87.4 } }), aHeapPassage({ rank: 2, ocr: { confidence: 41 } })];
    const { stdout } = await run('search', 'heap');
    expect(stdout).toContain('    read by OCR, 87 %\n');
    expect(stdout).toContain('    read by OCR, 41 %; much of it may be wrong\n');
  });

  test('lights the found words on a terminal only', async () => {
    const { stdout } = await runTestCli(library, ['search', 'heap'], { isTTY: true });
    expect(stdout).toContain('A \u001b[33mheap\u001b[39m is');
  });

  test('passes options on, and takes the limit from the settings', async () => {
    await run(
      'search',
      'x',
      '--path',
      'src/**',
      '--path',
      '*.md',
      '--kind',
      'code,pdf',
      '--mode',
      'lexical',
      '--limit',
      '5',
    );
    await run('search', 'y');
    expect(called('search.query')).toMatchObject([
      { text: 'x', scope: { paths: ['src/**', '*.md'], kinds: ['code', 'pdf'] }, mode: 'lexical', limit: 5 },
      { text: 'y', limit: 7 },
    ]);
  });

  test('--rerank takes the only model there is, or the one that is named', async () => {
    await run('search', 'x', '--rerank');
    await run('search', 'x', '--rerank', 'off');
    expect(called('search.query')).toMatchObject([{ rerank: 'cross-encoder' }, { rerank: 'off' }]);
    const { exitCode, stderr } = await run('search', 'x', '--rerank', 'other');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('cross-encoder');
  });

  test('an unknown collection names the nearest', async () => {
    const { exitCode, stderr, closed } = await run('search', 'heap', '--collection', 'Algoritms');
    expect(exitCode).toBe(3);
    expect(stderr).toBe('carrel: There is no collection "Algoritms". Did you mean "Algorithms"?\n');
    expect(closed).toBe(1);
    expect(called('search.query')).toEqual([]);
  });

  test('a collection is found by name in any case', async () => {
    expect((await run('search', 'heap', '--collection', 'algorithms')).exitCode).toBe(0);
    expect(called('search.query')).toMatchObject([{ scope: { collections: ['c-Algorithms'] } }]);
  });

  test('says what to do when nothing is found', async () => {
    expect((await run('search', 'nothing')).stdout).toContain('Nothing found in 12 passages');
  });

  test('a document cannot steer the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u202egnp.exe';
    const query: typeof library.handlers.search.query = async () => ({
      results: [
        aHeapPassage({
          snippet: evil,
          highlights: [[0, 500]],
          heading: evil,
          source: { ...aHeapPassage().source, path: `/x/${evil}` },
        }),
      ],
      timings: {},
      mode: 'hybrid',
      searched: 1,
      query: anUnderstoodQuery('x'),
    });
    const hostile = { ...library, handlers: { ...library.handlers, search: { ...library.handlers.search, query } } };
    const { stdout } = await runTestCli(hostile, ['search', 'x']);
    for (const sign of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(sign);
  });
});
