import { beforeEach, describe, expect, test } from 'vitest';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { JobEvent } from '../../../src-contract/job.ts';
import { runTestCli } from '../../testing/cli.ts';
import { createFakeLibrary } from '../../testing/fake-handlers.ts';
import type { FakeLibrary } from '../../testing/fake-library.ts';

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
