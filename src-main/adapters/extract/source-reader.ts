import { join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import { sentence } from '../../../src-contract/host-message.ts';
import type { StaticModelParts } from '../../engine/embedding/static-model.ts';
import type { AppPaths } from '../../platform/app-paths.ts';
import type { Log } from '../../platform/log.ts';
import type { ReadLimits, ReadTarget, SourceReader } from '../../services/library/ports.ts';
import {
  type ExtractionReply,
  type ExtractionRequest,
  type ExtractionSettings,
  type ExtractionValues,
  WORKER_READY,
} from './extraction-protocol.ts';
import { baseNameOf, formatOf, isArchiveName } from './formats.ts';
import { emptyResult, identify } from './source-identity.ts';
import { Unreadable } from './unreadable.ts';
import { TaskKilled, WorkerPool } from './worker-pool.ts';

export interface SourceReaderOptions {
  readonly app: AppPaths;
  /** The static embedding model, which the reading threads share. */
  readonly embedder: SourceReader['embedder'] & { readonly parts: StaticModelParts };
  readonly threads: number;
  readonly log: Log;
}

/** What showing a passage may use: the file was read before, so only a changed one can be worse than that. */
const LOCATE_LIMITS: ReadLimits = { timeoutMs: 30_000, memoryMb: 1024, maxBytes: 1024 * 1024 * 1024 };

/** Opens the reader of documents: parsers, chunking and embedding in worker threads that are killed at their limits. */
export function createSourceReader({ app, embedder, threads, log }: SourceReaderOptions): SourceReader {
  const settings: ExtractionSettings = {
    model: embedder.parts,
    pdfjsFolder: join(app.root, 'node_modules', 'pdfjs-dist'),
    grammarFolder: join(app.resources, 'grammars'),
  };
  const entry = app.worker('extraction');
  const pool = new WorkerPool({ entry, workerData: settings, threads, readyMessage: WORKER_READY, log });

  async function run<Kind extends ExtractionRequest['kind']>(
    request: ExtractionRequest & { readonly kind: Kind },
    signal: AbortSignal,
    isUrgent = false,
  ): Promise<ExtractionValues[Kind]> {
    const { timeoutMs, memoryMb } = request.limits;
    try {
      const reply = (await pool.run(request, { timeoutMs, memoryMb, signal, isUrgent })) as ExtractionReply;
      if ('refusal' in reply) throw new Unreadable(reply.refusal.status, reply.refusal.reason);
      return reply.value as ExtractionValues[Kind];
    } catch (thrown) {
      throw thrown instanceof TaskKilled ? asUnreadable(thrown, request.limits) : thrown;
    }
  }

  return {
    embedder,
    isArchive: isArchiveName,
    kindOf: (name) => formatOf(name).kind,
    prepare: ({ memoryMb }) => pool.prepare(memoryMb),
    read: async (target, limits, signal) => {
      try {
        return await run({ kind: 'read', target, limits }, signal);
      } catch (thrown) {
        if (thrown instanceof Unreadable) return emptyResult(identify(target.name), thrown.status, thrown.message);
        throw thrown;
      }
    },
    listMembers: (target, limits, signal) =>
      run({ kind: 'list-members', target, limits }, signal).catch(failWith('Could not open the archive', target)),
    openMember: (target, limits, signal) =>
      run({ kind: 'open-member', target, limits }, signal, true).catch(failWith('Could not open', target)),
    locate: async (target, position, signal) => {
      const request = { kind: 'locate', target, position, limits: LOCATE_LIMITS } as const;
      return run(request, signal, true).catch(failWith('Could not find the passage in', target));
    },
    close: () => pool.close(),
  };
}

function asUnreadable(killed: TaskKilled, limits: ReadLimits): Unreadable {
  const seconds = Math.max(1, Math.round(limits.timeoutMs / 1000));
  switch (killed.why) {
    case 'timed-out':
      return new Unreadable('timed-out', sentence('took-too-long', { seconds }), killed);
    case 'out-of-memory':
      return new Unreadable('too-large', sentence('needs-memory', { limit: limits.memoryMb }), killed);
    case 'crashed':
      return new Unreadable('invalid', sentence('reader-broke'), killed);
  }
}

function failWith(attempted: string, target: ReadTarget): (thrown: unknown) => never {
  return (thrown) => {
    if (!(thrown instanceof Unreadable)) throw thrown;
    throw new Failure('invalid-input', `${attempted} ${baseNameOf(target.name)}: ${thrown.message}`, {
      reason: `library/source-${thrown.status}`,
      details: { status: thrown.status },
      cause: thrown,
    });
  };
}
