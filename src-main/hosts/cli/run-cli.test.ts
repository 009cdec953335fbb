import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { FAILURE_CODES, Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { JobEvent } from '../../../src-contract/job.ts';
import { runTestCli } from '../../testing/cli.ts';
import { aPassage, createFakeLibrary, type FakeLibrary } from '../../testing/fake-handlers.ts';
import { anUnderstoodQuery } from '../../testing/passages.ts';
import { EXIT_CODES } from './exit-codes.ts';

let library: FakeLibrary;
beforeEach(() => {
  library = createFakeLibrary();
});
const run = (...args: string[]) => runTestCli(library, args);
const called = (method: string) => library.calls.filter((call) => call.method === method).map(({ input }) => input);

const progress: JobEvent = {
  type: 'progress',
  filesDone: 0,
  filesTotal: 2,
  bytesDone: 0,
  bytesTotal: 1200,
  filesPerSecond: 0,
  current: '/courses/a.pdf',
};
const source: JobEvent = {
  type: 'source',
  id: 's1' as SourceId,
  path: '/courses/a.pdf',
  title: 'A',
  status: 'no-text',
  reason: 'Every page is a picture',
  chunks: 0,
  pages: 3,
  excerpt: '',
};

describe('ingest', () => {
  test('prints events as JSON lines and ends with done', async () => {
    library.events = [progress, source];
    library.summary = {
      state: 'done',
      counts: { ok: 1, 'no-text': 1 },
      unchanged: 3,
      renamed: 0,
      removed: 0,
      leftOut: [],
      seconds: 0.5,
      bytes: 1200,
    };
    const { exitCode, json, stderr, closed } = await run('ingest', 'a.pdf', '/tmp/b', '--json', '--library', 'L');
    expect(exitCode).toBe(0);
    expect(json).toEqual([
      progress,
      source,
      {
        type: 'done',
        state: 'done',
        counts: { ok: 1, 'no-text': 1 },
        unchanged: 3,
        renamed: 0,
        removed: 0,
        leftOut: [],
        seconds: 0.5,
        bytes: 1200,
      },
    ]);
    expect(stderr).toBe('');
    expect(closed).toBe(1);
    expect(called('library.addSources')).toMatchObject([
      { paths: ['/courses/a.pdf', '/tmp/b'], collection: 'Documents' },
    ]);
  });

  test('reads into the named collection', async () => {
    await run('--collection', 'New one', 'ingest', 'a');
    expect(called('library.addSources')).toMatchObject([{ collection: 'New one' }]);
  });

  test('Ctrl-C cancels the job and exits 130', async () => {
    library.events = [progress];
    library.hang = true;
    const interruption = new AbortController();
    const { handlers } = library;
    const cancelled = Promise.withResolvers<void>();
    const followJob: typeof handlers.library.followJob = async function* () {
      yield progress;
      await cancelled.promise;
      return {
        state: 'cancelled',
        counts: { ok: 1 },
        unchanged: 0,
        renamed: 0,
        removed: 0,
        leftOut: [],
        seconds: 1,
        bytes: 10,
      };
    };
    const cancelJob: typeof handlers.library.cancelJob = async () => {
      cancelled.resolve();
      return {};
    };
    const stoppable: FakeLibrary = {
      ...library,
      handlers: { ...handlers, library: { ...handlers.library, followJob, cancelJob } },
    };
    const { exitCode, json } = await runTestCli(stoppable, ['ingest', 'a', '--json'], {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(130);
    expect(json.at(-1)).toMatchObject({ type: 'error', code: 'cancelled', details: { counts: { ok: 1 } } });
  });

  test('a job that failed names its reason', async () => {
    library.summary = {
      state: 'failed',
      counts: {},
      unchanged: 0,
      renamed: 0,
      removed: 0,
      leftOut: [],
      seconds: 0,
      bytes: 0,
    };
    const { exitCode, stderr } = await run('ingest', 'a');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('could not all be read');
  });

  test('an empty path is refused before anything opens', async () => {
    const { exitCode, opened } = await run('ingest', '');
    expect(exitCode).toBe(2);
    expect(opened).toEqual([]);
  });
});

describe('search', () => {
  test('prints one object', async () => {
    const { exitCode, json } = await run('search', 'heap', '--json');
    expect(exitCode).toBe(0);
    expect(json).toEqual([
      {
        results: [aPassage()],
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
    library.found = [aPassage({ ocr: { confidence: 87.4 } }), aPassage({ rank: 2, ocr: { confidence: 41 } })];
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
});

describe('ask', () => {
  test('streams events and ends with done', async () => {
    const { exitCode, json } = await run('ask', 'What is a heap?', '--json', '--top-k', '3');
    expect(exitCode).toBe(0);
    expect(json.map((line) => (line as { type: string }).type)).toEqual([
      'retrieval',
      'token',
      'token',
      'citation',
      'done',
    ]);
    expect(json.at(-1)).toMatchObject({
      answer: 'A heap is a tree [1].',
      citations: [{ number: 1, position: { page: 2 }, quote: 'A heap is a complete binary tree.' }],
      generator: { kind: 'extractive' },
      limits: [{ code: 'no-model' }],
    });
    expect(called('answer.ask')).toMatchObject([{ question: 'What is a heap?', topK: 3 }]);
  });

  test('shows the answer, its sources and what held it back', async () => {
    const { stdout } = await run('ask', 'What is a heap?');
    expect(stdout).toBe(
      [
        'A heap is a tree [1].',
        '',
        'Sources',
        '[1] lectures/heaps.pdf, page 2',
        '    “A heap is a complete binary tree.”',
        '',
        'Answered by extractive · your sources answer it partly · confidence 41 %',
        'Missing: the year',
        'Made in: hybrid search · lexical <1 ms · vector late 800 ms · rerank skipped',
        'Context: 1,200 of 4,096 tokens used',
        'Note: No chat model is installed',
        '',
      ].join('\n'),
    );
  });

  test('instructions are kept by the conversation before it is asked', async () => {
    await run('ask', 'What is a heap?', '--conversation', 'c1', '--instructions', 'Be brief.');
    expect(called('conversations.configure')).toEqual([{ id: 'c1', instructions: 'Be brief.' }]);
    expect(called('answer.ask')).toEqual([{ question: 'What is a heap?', conversation: 'c1' }]);
    const lost = await run('ask', 'What is a heap?', '--instructions', 'Be brief.');
    expect(lost.exitCode).toBe(2);
    expect(lost.stderr).toContain('--conversation');
  });

  test('Ctrl-C stops the stream, cleans up and exits 130', async () => {
    library.hang = true;
    const interruption = new AbortController();
    const { exitCode, stdout } = await runTestCli(library, ['ask', 'x'], {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(130);
    expect(stdout).toBe('A heap is a tree [1]\n');
    expect(library.closed).toEqual(['answer.ask']);
  });
});

describe('bench', () => {
  test('hands its options on and opens no library', async () => {
    const { exitCode, benchmarks, opened } = await run('bench', '--quick', '--only', 'text', '--json');
    expect(exitCode).toBe(0);
    expect(benchmarks).toEqual([['--quick', '--only', 'text', '--json']]);
    expect(opened).toEqual([]);
  });

  test('says so when the benchmarks end early', async () => {
    const { exitCode, stderr } = await runTestCli(library, ['bench'], { benchmarksEnd: 1 });
    expect(exitCode).toBe(EXIT_CODES.internal);
    expect(stderr).toContain('The benchmarks ended early');
  });
});

describe('the other commands', () => {
  test('status prints the state as one object', async () => {
    const { json } = await run('status', '--json');
    expect(json).toMatchObject([{ version: '0.1.0', chunks: 1234, readiness: { state: 'ready' } }]);
    expect((await run('status')).stdout).toContain('1,234 passages');
  });

  test('doctor shows checks, settings with their origin, and unknown keys', async () => {
    expect((await run('doctor', '--json')).json).toMatchObject([
      { settings: [{ key: 'answer.topK', origin: 'default' }] },
    ]);
    const { stdout, exitCode } = await run('doctor');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Put a GGUF file into the folder');
    expect(stdout).toContain('Unknown setting answer.topk in /library/settings.json; did you mean answer.topK?');
  });

  test('doctor reports a library that will not open', async () => {
    const open = () =>
      Promise.reject(new Failure('corrupt', 'The catalog of /library is damaged', { reason: 'catalog/damaged' }));
    const { exitCode, json } = await runTestCli(library, ['doctor', '--json'], { open });
    expect(exitCode).toBe(8);
    expect(json).toMatchObject([{ checks: [{ state: 'failed' }] }, { type: 'error', code: 'corrupt' }]);
  });

  test('backup shows stages and ends with done', async () => {
    const { json } = await run('backup', 'out/b.carrel', '--overwrite', '--json');
    expect(json).toMatchObject([
      { type: 'progress', stage: 'packing' },
      { type: 'done', file: '/courses/out/b.carrel', sources: 2 },
    ]);
    expect(called('backup.create')).toEqual([{ file: '/courses/out/b.carrel', overwrite: true }]);
    expect((await run('backup')).stdout).toContain('/library/backups/today.carrel');
  });

  test('restore needs no library, and a folder', async () => {
    const { json, opened } = await run('restore', 'b.carrel', '--into', 'new', '--json');
    expect(json.at(-1)).toMatchObject({ type: 'done', library: '/courses/new' });
    expect(opened).toMatchObject([{ needsLibrary: false, command: 'restore' }]);
    expect((await run('restore', 'b.carrel')).exitCode).toBe(2);
  });

  test('eval beir prints one object', async () => {
    const { json, opened } = await run('eval', 'beir', 'sets/tiny', '--modes', 'lexical,hybrid', '--json');
    expect(json).toMatchObject([{ dataset: 'tiny', modes: { lexical: { ndcg10: 0.5 }, hybrid: {} } }]);
    expect(called('evaluation.beir')).toEqual([
      { folder: '/courses/sets/tiny', modes: ['lexical', 'hybrid'], fusion: 'adaptive', withRuns: false },
    ]);
    expect(opened).toMatchObject([{ command: 'eval beir', needsLibrary: false }]);
    expect((await run('eval', 'beir', 'x')).stdout).toContain('0.5000');
  });

  test('eval citations prints one object', async () => {
    const { json, opened } = await run('eval', 'citations', 'pairs.jsonl', '--json');
    expect(json).toMatchObject([{ pairs: 2, confusion: { supported: { supported: 1 } } }]);
    expect(Object.keys(json[0] as object).sort()).toEqual(['confusion', 'labels', 'pairs']);
    expect(called('evaluation.citations')).toEqual([{ file: '/courses/pairs.jsonl' }]);
    expect(opened).toMatchObject([{ command: 'eval citations', needsLibrary: false }]);
    expect((await run('eval', 'citations', 'pairs.jsonl')).stdout).toContain('unsupported');
  });

  test('eval code-files prints one object, and names what was skipped', async () => {
    const { json } = await run('eval', 'code-files', 'q.jsonl', '--repos', 'r', '--json');
    expect(json).toMatchObject([{ queries: 2, ndcg10: 0.875, byRepository: { tiny: { recall10: 1 } } }]);
    const input = { queries: '/courses/q.jsonl', repos: '/courses/r', mode: 'hybrid' };
    expect(called('evaluation.codeFiles')).toEqual([input]);
    const { stdout } = await run('eval', 'code-files', 'q.jsonl', '--repos', 'r');
    expect(stdout).toContain('0.8750');
    expect(stdout).toContain('No checkout of gone');
  });

  test('serve prints where it is and ends with Ctrl-C', async () => {
    const interruption = new AbortController();
    const serve = async ({ port }: { port: number }) => ({ url: `http://127.0.0.1:${port}/enter`, origin: 'o' });
    const { exitCode, json, closed } = await runTestCli(library, ['serve', '--port', '8123', '--json'], {
      signal: interruption.signal,
      serve,
      onOutput: () => interruption.abort(),
    });
    expect(exitCode).toBe(0);
    expect(json).toEqual([{ type: 'serving', origin: 'o', url: 'http://127.0.0.1:8123/enter' }]);
    expect(closed).toBe(1);
  });

  test('serve gives another window of the process that has the library, and ends', async () => {
    const { exitCode, stdout } = await runTestCli(library, ['serve'], { attached: true });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('already open at http://127.0.0.1:1/enter');
  });
});

describe('arguments', () => {
  test('reach the library, before or behind the command', async () => {
    const { opened } = await run(
      '--library',
      'L',
      'status',
      '--config',
      'c.json',
      '--set',
      'answer.topK=3',
      '--set',
      'ui.theme=dark=x',
    );
    expect(opened).toEqual([
      {
        command: 'status',
        library: 'L',
        config: 'c.json',
        set: { 'answer.topK': '3', 'ui.theme': 'dark=x' },
        needsLibrary: true,
      },
    ]);
  });

  test.each([
    [['status', '--library', ''], '--library is empty'],
    [['status', '--library', '  '], '--library is empty'],
    [['search', 'x', '--collection', ''], '--collection is empty'],
    [['status', '--set', 'topK'], '--set takes key=value'],
    [['status', '--set', '=3'], '--set takes key=value'],
    [['search'], 'missing required argument'],
    [['search', 'a', 'b'], 'too many arguments'],
    [['search', 'x', '--limit', 'many'], 'must be a number'],
    [['search', 'x', '--limit', '1000'], 'limit'],
    [['search', 'x', '--limit', '1.5'], 'limit'],
    [['search', 'x', '--mode', 'magic'], 'Allowed choices'],
    [['search', 'x', '--kind', 'spreadsheet'], 'kinds'],
    [['ask', '  '], 'question'],
    [['serve', '--port', '70000'], '65535'],
    [['serve', '--port', 'x'], 'number'],
    [['eval', 'beir', ''], 'empty'],
    [['eval', 'beir', 'x', '--modes', 'psychic'], 'modes'],
    [['backup', ''], 'empty'],
    [['restore', 'x', '--into', ''], 'empty'],
    [['serch', 'x'], 'Did you mean search?'],
    [['status', '--libary', 'L'], 'Did you mean --library?'],
    [['eval', 'code-files', 'q.jsonl'], '--repos'],
    [['eval', 'code-files', '', '--repos', 'r'], 'empty'],
    [['eval', 'citations', ''], 'empty'],
    [['eval', 'trec'], 'unknown command'],
  ])('%j is invalid input', async (args, said) => {
    const { exitCode, stderr, stdout, opened } = await runTestCli(library, args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(opened).toEqual([]);
  });

  test('help and version are answers', async () => {
    const { exitCode, stdout } = await run('search', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/--limit <number> +Passages to return \(1 to 200\) \(default: 20\)/);
    expect(stdout).toContain('--library <folder>');
    expect((await run()).stdout).toContain('Exit codes: 0 success');
    expect((await run('--version')).stdout).toBe('0.1.0\n');
  });
});

describe('failures', () => {
  test.each(FAILURE_CODES)('%s has its exit code and its JSON line', async (code) => {
    const open = () => Promise.reject(new Failure(code, 'It did not work; try again', { reason: 'test/reason' }));
    const { exitCode, json } = await runTestCli(library, ['status', '--json'], { open });
    expect(exitCode).toBe(EXIT_CODES[code]);
    expect(json).toEqual([{ type: 'error', code, reason: 'test/reason', message: 'It did not work; try again' }]);
    const plain = await runTestCli(library, ['status'], { open });
    expect(plain.stderr).toBe(`${code === 'cancelled' ? '' : 'carrel: '}It did not work; try again\n`);
    expect(plain.stdout).toBe('');
  });

  test('a bug is internal and shows no stack', async () => {
    const { exitCode, stderr } = await runTestCli(library, ['status'], {
      open: () => Promise.reject(new TypeError('x is undefined')),
    });
    expect(exitCode).toBe(70);
    expect(stderr).toContain('x is undefined');
    expect(stderr).not.toContain('    at ');
  });

  test('a document cannot steer the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u202egnp.exe';
    const query: typeof library.handlers.search.query = async () => ({
      results: [
        aPassage({
          snippet: evil,
          highlights: [[0, 500]],
          heading: evil,
          source: { ...aPassage().source, path: `/x/${evil}` },
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
