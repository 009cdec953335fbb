import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerTrace } from '../src-contract/traces.ts';
import { formatTraceLine } from '../src-main/adapters/traces/trace-lines.ts';
import { aTrace } from '../src-main/testing/a-trace.ts';
import type { Desk } from './carrel.ts';

const HOUR_MS = 3_600_000;
const QUESTIONS = [
  'Which page does the clock algorithm replace?',
  'Why does a file written with rename survive a crash?',
  'How does an Adams method know its step?',
  'When is a semaphore better than a monitor?',
];

/** Writes the records of some days of answers into the library, as if they had been asked: the same at each run. */
export async function writePastAnswers(desk: Desk, count = 60): Promise<void> {
  const folder = join(desk.library, 'traces');
  await mkdir(folder, { recursive: true });
  const lines = Array.from({ length: count }, (_, at) => formatTraceLine(pastAnswer(at)));
  await writeFile(join(folder, 'journal.ndjson'), lines.join(''));
}

function pastAnswer(at: number): AnswerTrace {
  const spread = ((at * 7919) % 97) / 97; // as good as chance, and the same each time
  const isSlow = at % 17 === 0;
  const generate = 350 + 900 * spread + (isSlow ? 4_000 : 0);
  const isLate = at % 11 === 0;
  const limits = [...(isLate ? ['vector-late'] : []), ...(isSlow ? ['model-late'] : [])];
  const startedAt = new Date(Date.now() - ((at * 5) % 140) * HOUR_MS - HOUR_MS).toISOString();
  return aTrace({
    startedAt,
    query: QUESTIONS[at % QUESTIONS.length] ?? '',
    stages: [
      { stage: 'lexical', outcome: 'done', ms: 3 + 9 * spread },
      { stage: 'vector', outcome: isLate ? 'late' : 'done', ms: isLate ? 250 : 12 + 20 * spread },
      { stage: 'fusion', outcome: 'done', ms: 0.4 + spread },
      { stage: 'hydrate', outcome: 'done', ms: 6 + 10 * spread },
      { stage: 'rerank', outcome: at % 3 === 0 ? 'skipped' : 'done', ms: at % 3 === 0 ? 0 : 180 + 200 * spread },
      { stage: 'pack', outcome: 'done', ms: 8 + 5 * spread },
      { stage: 'generate', outcome: isSlow ? 'late' : 'done', ms: generate },
      { stage: 'verify', outcome: 'done', ms: 30 + 40 * spread },
    ],
    generator: { kind: 'gguf', name: 'qwen2.5-1.5b-instruct-q4_k_m.gguf' },
    tokensIn: 1800 + (at % 9) * 40,
    tokensOut: 90 + (at % 20) * 6,
    firstTokenMs: 300 + 500 * spread,
    tokensPerSecond: 18 + 6 * spread,
    verdicts: { supported: 4, partly: at % 4 === 0 ? 1 : 0, unsupported: at % 13 === 0 ? 2 : 0 },
    limits,
    status: at % 19 === 0 ? 'not-in-sources' : at % 7 === 0 ? 'partly' : 'answered',
    confidence: Math.round((0.45 + 0.5 * spread) * 100) / 100,
    totalMs: generate + 300,
  });
}
