import { describe, expect, it } from 'vitest';
import { collectionIdSchema, jobIdSchema } from '../../../src-contract/ids.ts';
import type { Job } from '../../../src-contract/job.ts';
import { reportOf, reportsToShow } from './job-reports.ts';

const NONE: ReadonlySet<string> = new Set();

function aJob(over: Partial<Omit<Job, 'id'>> & { readonly id?: string } = {}): Job {
  const { id = 'job-1', ...rest } = over;
  return {
    id: jobIdSchema.parse(id),
    kind: 'ingest',
    collectionId: collectionIdSchema.parse('col-1'),
    collection: 'Documents',
    state: 'done',
    filesTotal: 10,
    filesDone: 10,
    bytesTotal: 100,
    bytesDone: 100,
    filesPerSecond: 0,
    counts: { ok: 10 },
    unchanged: 0,
    renamed: 0,
    removed: 0,
    leftOut: [],
    failures: [],
    createdAt: '2026-11-21T10:00:00.000Z',
    ...rest,
  };
}

const failing = (status: 'no-text' | 'invalid' = 'no-text'): Partial<Job> => ({
  counts: { ok: 7, partial: 1, [status]: 2 },
  failures: [{ status, count: 2, advice: 'Do something.', examples: ['/a', '/b'] }],
});

const idsOf = (jobs: readonly Job[], dismissed = NONE): string[] =>
  reportsToShow(jobs, dismissed).map((report) => report.job.id);

describe('the sum of a job', () => {
  it('counts what is readable in part as read', () => {
    expect(reportOf(aJob(failing()))).toMatchObject({ ready: 8, unread: 2 });
  });

  it('counts empty files as empty, and needs no row for them', () => {
    const empty = aJob({ ...failing(), empty: 2 });
    expect(reportOf(empty)).toMatchObject({ ready: 8, unread: 0, empty: 2 });
    expect(idsOf([empty])).toEqual([]);
    expect(idsOf([{ ...empty, empty: 1 }])).toEqual(['job-1']);
  });

  it('offers another try only where one may help', () => {
    expect(reportOf(aJob(failing('no-text'))).canRetry).toBe(false);
    expect(reportOf(aJob(failing('invalid'))).canRetry).toBe(true);
    expect(reportOf(aJob({ state: 'cancelled' })).canRetry).toBe(true);
  });
});

describe('the reports over the table', () => {
  it('leave out work that went well or is under way', () => {
    expect(idsOf([aJob(), aJob({ id: 'job-2', state: 'running', ...failing() })])).toEqual([]);
  });

  it('show what failed, until it is put away', () => {
    expect(idsOf([aJob(failing())])).toEqual(['job-1']);
    expect(idsOf([aJob(failing())], new Set(['job-1']))).toEqual([]);
  });

  it('drop a report that a newer job of the same kind and collection made old', () => {
    const newer = aJob({ id: 'job-2', createdAt: '2026-11-21T11:00:00.000Z' });
    expect(idsOf([newer, aJob(failing())])).toEqual([]);
    expect(idsOf([{ ...newer, kind: 'reindex' }, aJob(failing())])).toEqual(['job-1']);
    expect(idsOf([{ ...newer, collectionId: collectionIdSchema.parse('col-2') }, aJob(failing())])).toEqual(['job-1']);
  });

  it('say nothing of one file that was read again: its row does', () => {
    expect(idsOf([aJob({ ...failing(), kind: 'reindex', filesTotal: 1 })])).toEqual([]);
    expect(idsOf([aJob({ kind: 'reindex', filesTotal: 1, state: 'failed', error: 'Out of memory' })])).toEqual([
      'job-1',
    ]);
  });
});
