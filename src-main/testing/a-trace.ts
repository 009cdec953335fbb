import { randomBytes } from 'node:crypto';
import type { ChunkId, SourceId, TraceId } from '../../src-contract/ids.ts';
import type { AnswerTrace } from '../../src-contract/traces.ts';

/** A trace of an ordinary answer, with an id of its own. */
export function aTrace(change: Partial<AnswerTrace> = {}): AnswerTrace {
  return {
    trace: randomBytes(16).toString('hex') as TraceId,
    startedAt: '2026-11-21T10:30:00.123Z',
    query: 'Wann öffnet "die Bibliothek"?',
    scope: {},
    mode: 'hybrid',
    stages: [
      { stage: 'lexical', outcome: 'done', ms: 4 },
      { stage: 'vector', outcome: 'done', ms: 7.5 },
      { stage: 'rerank', outcome: 'skipped', ms: 0 },
      { stage: 'generate', outcome: 'done', ms: 900 },
    ],
    candidates: [{ chunk: 7 as ChunkId, source: 's1' as SourceId, lists: { lexical: 3.25, vector: 0.5 } }],
    final: [{ chunk: 7 as ChunkId, score: 0.031 }],
    generator: { kind: 'extractive', name: 'extractive' },
    limits: [],
    ending: 'complete',
    status: 'answered',
    totalMs: 950,
    ...change,
  };
}
