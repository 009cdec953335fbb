import { beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema, sourceIdSchema } from '../../../src-contract/ids.ts';
import type { JobEvent, JobSummary } from '../../../src-contract/job.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';
import { installClient } from '../../lib/client.ts';
import { isQuietJob } from '../../lib/quiet-jobs.ts';
import { aSource } from '../../testing/builders.ts';
import { createInMemoryClient } from '../../testing/in-memory-client.ts';
import { useSourcePane } from '../source/source-store.ts';
import { useLibrary } from './library-store.ts';
import { openRow, unlock } from './source-actions.ts';

const ID = sourceIdSchema.parse('src-1');
const JOB = jobIdSchema.parse('job-1');
const never = new AbortController().signal;

/** A host whose unlocking ends with `status`; without one, the job ends before the source is read. */
function installHost(status: SourceStatus | undefined, state: JobSummary['state'] = 'done'): void {
  async function* followJob(): AsyncGenerator<JobEvent, JobSummary, void> {
    if (status !== undefined) {
      yield { type: 'source', id: ID, path: '/exam.pdf', title: 'exam', status, chunks: 0, excerpt: '' };
    }
    return { state, counts: {}, unchanged: 0, renamed: 0, removed: 0, leftOut: [], seconds: 1, bytes: 1 };
  }
  installClient(createInMemoryClient({ library: { unlockSource: async () => ({ job: JOB }), followJob } }));
}

describe('unlocking a source', () => {
  it('tells an open source, a wrong password and another reason apart', async () => {
    const results: string[] = [];
    for (const status of ['ok', 'partial', 'password', 'no-text'] as const) {
      installHost(status);
      results.push(await unlock(ID, 'secret', never));
    }
    expect(results).toEqual(['open', 'open', 'wrong', 'failed']);
  });

  it('keeps the window quiet about its job, which the dialog tells of', async () => {
    installHost('ok');
    await unlock(ID, 'secret', never);
    expect(isQuietJob(JOB)).toBe(true);
  });

  it('fails where the job was stopped before the source', async () => {
    installHost(undefined, 'cancelled');
    await expect(unlock(ID, 'secret', never)).rejects.toMatchObject({ reason: 'library/not-unlocked' });
  });
});

describe('opening a row', () => {
  beforeEach(() => {
    useLibrary.setState({ overlay: undefined });
    useSourcePane.setState({ isOpen: false, targets: [] });
  });

  it('asks for the password of a protected PDF', () => {
    openRow(aSource({ status: 'password' }));
    expect(useLibrary.getState().overlay).toMatchObject({ kind: 'password' });
  });

  it('shows the details where there is no text to show', () => {
    for (const over of [
      { status: 'unsupported' },
      { status: 'password', kind: 'docx' },
      { kind: 'archive' },
    ] as const) {
      useLibrary.setState({ overlay: undefined });
      openRow(aSource(over));
      expect(useLibrary.getState().overlay).toMatchObject({ kind: 'details' });
    }
  });
});
