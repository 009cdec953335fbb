import { recognise } from '../../../src-contract/host-message.ts';
import { EMPTY_CODES } from '../../../src-contract/host-sentences.ts';
import type { Job, JobEvent, JobSummary } from '../../../src-contract/job.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';
import { ADVICE } from './advice.ts';
import type { DoneItem, JobRecord, JobTally } from './ports.ts';

/** Paths shown per status after a job. */
const EXAMPLES = 5;

/** The running figures of one job; the catalog's tally and what came since. */
export interface JobTracker {
  readonly id: Job['id'];
  readonly kind: Job['kind'];
  readonly collectionId: Job['collectionId'];
  /** Name of the collection. */
  collection(): string;
  state(): Job['state'];
  setState(state: Job['state'], at: Date, error?: string): void;
  /** A run begins: rates count from here. */
  begin(at: Date): void;
  setCurrent(path: string | undefined): void;
  /** How far a rebuild is, in passages. */
  setPassages(done: number, total: number): void;
  /** How far the weighing of a rebuild's model is. */
  setQuestions(done: number, total: number): void;
  setTally(tally: JobTally): void;
  rename(collection: string): void;
  /** Members of archives turned up. */
  addFiles(count: number): void;
  /** Pages for text recognition were counted, or read. */
  addPages(more: { readonly done: number; readonly total: number }): void;
  accept(done: readonly DoneItem[]): void;
  snapshot(now: Date): Job;
  progress(now: Date): JobEvent & { type: 'progress' };
  summary(now: Date): JobSummary;
}

export function createJobTracker(record: JobRecord, collection: string, tally: JobTally): JobTracker {
  let name = collection;
  let state = record.state;
  let { error, finishedAt } = record;
  let { filesTotal, bytesTotal, bytesDone, unchanged } = tally;
  let counts: Partial<Record<SourceStatus, number>> = { ...tally.counts };
  let { empty } = tally;
  let examples: Partial<Record<SourceStatus, readonly string[]>> = { ...tally.examples };
  let { findings } = tally;
  let current: string | undefined;
  let passages: number | undefined;
  let begunAt: Date | undefined;
  let doneAtBegin = 0;
  let pages = { done: 0, total: 0 };
  let questions: { readonly done: number; readonly total: number } | undefined;
  let earlierSeconds = 0;

  const filesDone = (): number => passages ?? unchanged + Object.values(counts).reduce((sum, count) => sum + count, 0);
  const runSeconds = (now: Date): number => (begunAt === undefined ? 0 : (now.getTime() - begunAt.getTime()) / 1000);

  /** Text recognition takes its time by the page; files that are not yet looked at are taken to be like those that are. */
  function secondsLeft(filesPerSecond: number, left: number, seconds: number) {
    if (record.kind === 'ocr') {
      if (pages.done === 0 || seconds === 0) return {};
      return { secondsLeft: ((pages.total - pages.done) * seconds) / pages.done };
    }
    return filesPerSecond > 0 ? { secondsLeft: left / filesPerSecond } : {};
  }

  function pace(now: Date) {
    const seconds = runSeconds(now);
    const done = filesDone();
    const filesPerSecond = state === 'running' && seconds > 0 ? (done - doneAtBegin) / seconds : 0;
    const left = Math.max(0, filesTotal - done);
    return {
      filesDone: done,
      filesTotal: Math.max(filesTotal, done),
      bytesDone,
      bytesTotal: Math.max(bytesTotal, bytesDone),
      filesPerSecond,
      ...secondsLeft(filesPerSecond, left, seconds),
      ...(pages.total === 0 ? {} : { pages }),
      ...(questions === undefined ? {} : { questions }),
      ...(current === undefined ? {} : { current }),
    };
  }

  function failures(): Job['failures'] {
    const list: Job['failures'] = [];
    for (const [status, advice] of Object.entries(ADVICE) as [SourceStatus, string][]) {
      const count = counts[status] ?? 0;
      if (status !== 'ok' && count > 0) list.push({ status, count, advice, examples: [...(examples[status] ?? [])] });
    }
    return list;
  }

  const foundInFolders = () => ({
    renamed: findings.renamed,
    removed: findings.removed.length,
    leftOut: [...findings.leftOut],
  });

  return {
    id: record.id,
    kind: record.kind,
    collectionId: record.collectionId,
    collection: () => name,
    state: () => state,
    setState(next, at, message) {
      if (state === 'running') earlierSeconds += runSeconds(at);
      if (next !== 'running') [begunAt, current] = [undefined, undefined];
      state = next;
      error = message;
      finishedAt = isOver(next) ? at : undefined;
    },
    begin(at) {
      begunAt = at;
      doneAtBegin = filesDone();
      pages = { done: 0, total: 0 };
      questions = undefined;
    },
    setCurrent: (path) => {
      current = path;
    },
    setPassages(done, total) {
      if (passages === undefined) doneAtBegin = done;
      passages = done;
      filesTotal = total;
    },
    setQuestions(done, total) {
      questions = { done, total };
    },
    setTally(next) {
      ({ filesTotal, bytesTotal, bytesDone, unchanged, findings } = next);
      counts = { ...next.counts };
      empty = next.empty;
      examples = { ...next.examples };
    },
    rename: (next) => {
      name = next;
    },
    addFiles: (count) => {
      filesTotal += count;
    },
    addPages(more) {
      pages = { done: pages.done + more.done, total: pages.total + more.total };
    },
    accept(done) {
      for (const { source, unchanged: same } of done) {
        if (source.origin !== 'member') bytesDone += source.sizeBytes;
        if (same) {
          unchanged++;
          continue;
        }
        counts[source.status] = (counts[source.status] ?? 0) + 1;
        if (source.status === 'no-text' && isEmptyReason(source.reason)) empty++;
        const known = examples[source.status] ?? [];
        if (source.status !== 'ok' && known.length < EXAMPLES) examples[source.status] = [...known, source.path];
      }
    },
    snapshot: (now) => ({
      id: record.id,
      kind: record.kind,
      collectionId: record.collectionId,
      collection: name,
      state,
      ...pace(now),
      counts: { ...counts },
      ...(empty === 0 ? {} : { empty }),
      unchanged,
      ...foundInFolders(),
      failures: failures(),
      ...(error === undefined ? {} : { error }),
      createdAt: record.createdAt.toISOString(),
      ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
    }),
    progress: (now) => ({ type: 'progress', ...pace(now) }),
    summary: (now) => ({
      state,
      counts: { ...counts },
      ...(empty === 0 ? {} : { empty }),
      unchanged,
      ...foundInFolders(),
      seconds: earlierSeconds > 0 || begunAt !== undefined ? earlierSeconds + runSeconds(now) : storedSeconds(record),
      bytes: bytesDone,
    }),
  };
}

function isEmptyReason(reason: string | undefined): boolean {
  const found = reason === undefined ? undefined : recognise(reason);
  return EMPTY_CODES.some((code) => code === found?.code);
}

/** Whether a job has ended for good. */
export function isOver(state: Job['state']): boolean {
  return state === 'done' || state === 'cancelled' || state === 'failed';
}

/** Of a job that an earlier process ended only the times are known. */
function storedSeconds(record: JobRecord): number {
  if (record.finishedAt === undefined) return 0;
  return Math.max(0, (record.finishedAt.getTime() - record.createdAt.getTime()) / 1000);
}
