import type { CarrelHandlers } from '../../src-contract/index.ts';
import { aJob, type FakeLibrary, NOW } from './fake-library.ts';
import { aDoctorReport, anIndexHealth } from './system-reports.ts';

/** Backups that are made and restored in two steps. */
export function fakeBackup(library: FakeLibrary): CarrelHandlers['backup'] {
  const counts = { sizeBytes: 2048, collections: 1, sources: 2, chunks: 30, conversations: 4, seconds: 0.1 };
  return {
    list: async () => ({
      folder: '/library/backups',
      backups: [{ file: '/library/backups/today.carrel-backup', kind: 'scheduled', createdAt: NOW, sizeBytes: 2048 }],
      schedule: { every: 'daily', keep: 7, dueAt: NOW },
    }),
    async *create(input) {
      library.calls.push({ method: 'backup.create', input });
      yield { type: 'progress', stage: 'packing', done: 1, total: 2 };
      return { file: input.file === '' ? '/library/backups/today.carrel' : input.file, ...counts };
    },
    async *restore(input) {
      library.calls.push({ method: 'backup.restore', input });
      yield { type: 'progress', stage: 'unpacking', done: 1, total: 2 };
      return { file: input.file, library: input.into, ...counts };
    },
  };
}

/** Measurements with round figures. */
export function fakeEvaluation(library: FakeLibrary): CarrelHandlers['evaluation'] {
  return {
    async *beir(input) {
      library.calls.push({ method: 'evaluation.beir', input });
      yield { type: 'progress', stage: 'indexing', done: 1, total: 1 };
      const figures = { ndcg10: 0.5, mrr10: 0.4, recall10: 0.6, recall100: 0.9 };
      const around = (figure: number): [number, number] => [figure - 0.1, figure + 0.1];
      const { ndcg10, mrr10, recall10, recall100 } = figures;
      const ci95 = {
        ndcg10: around(ndcg10),
        mrr10: around(mrr10),
        recall10: around(recall10),
        recall100: around(recall100),
      };
      const modes = Object.fromEntries(input.modes.map((mode) => [mode, { ...figures, ci95 }]));
      for (const mode of input.withRuns ? input.modes : []) {
        yield {
          type: 'run',
          mode,
          query: 'q 1',
          documents: [
            { id: 'd1', score: 0.5 },
            { id: 'd2', score: 0.25 },
          ],
        };
      }
      return { dataset: 'tiny', queries: 2, documents: 3, fusion: input.fusion, modes, seconds: 0.2 };
    },
    async citations(input) {
      library.calls.push({ method: 'evaluation.citations', input });
      const none = { supported: 0, partly: 0, unsupported: 0 };
      const figures = { precision: 0.5, recall: 1, f1: 0.6667 };
      return {
        pairs: 2,
        confusion: { supported: { ...none, supported: 1 }, partly: none, unsupported: { ...none, supported: 1 } },
        labels: { supported: figures, partly: figures, unsupported: figures },
      };
    },
    async *codeFiles(input) {
      library.calls.push({ method: 'evaluation.codeFiles', input });
      yield { type: 'progress', stage: 'indexing', done: 1, total: 1 };
      const figures = { queries: 2, ndcg10: 0.875, recall10: 1 };
      const byRepository = { tiny: figures };
      return {
        ...figures,
        byCategory: { symbol: figures },
        byRepository,
        missing: ['gone'],
        mode: input.mode,
        seconds: 1,
      };
    },
  };
}

/** A ready library of 1,234 passages. */
export function fakeSystem(library: FakeLibrary): CarrelHandlers['system'] {
  const status = () => ({
    version: '0.1.0',
    library: { id: 'l1', path: '/library', createdAt: NOW },
    readiness: { state: 'ready' as const, reasons: [] },
    revision: 1,
    collections: library.collections.length,
    sources: 2,
    chunks: 1234,
    indexBytes: 4096,
    embedder: { name: 'static', dimensions: 256 },
    generator: { kind: 'extractive' as const, name: 'extractive', loaded: true },
    reranker: 'off',
    recoveries: { total: 0 },
    egress: { denied: 0, allowed: 0 },
    jobs: [aJob()],
  });
  return {
    status: async (input) => {
      library.calls.push({ method: 'system.status', input });
      return status();
    },
    async *watch(_input, { signal }) {
      try {
        for (let sent = 0; sent < 100_000; sent++) {
          signal.throwIfAborted();
          yield { ...status(), revision: sent };
        }
        return {};
      } finally {
        library.closed.push('system.watch');
      }
    },
    repair: async (input) => {
      library.calls.push({ method: 'system.repair', input });
      return { recoveries: [{ number: 1, at: NOW, kind: 'index-rebuilt', count: 1, message: 'Built again.' }] };
    },
    recoveries: async () => ({ total: 0, recoveries: [] }),
    doctor: async () => aDoctorReport(),
    indexHealth: async () => anIndexHealth(),
  };
}
