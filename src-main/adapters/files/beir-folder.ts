import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { JudgedSet, JudgedSets } from '../../services/evaluation/ports.ts';
import { malformed, readLines, readText } from './judged-lines.ts';

const documentSchema = z.object({ _id: z.string().min(1), title: z.string().default(''), text: z.string() });
const querySchema = z.object({ _id: z.string().min(1), text: z.string() });
const QRELS = join('qrels', 'test.tsv');

/** Judged sets in the layout of BEIR: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`. */
export function createBeirFolders(): JudgedSets {
  return {
    async read(path, signal) {
      const folder = resolve(path);
      const documents = await readLines(join(folder, 'corpus.jsonl'), signal, documentSchema);
      const queries = await readLines(join(folder, 'queries.jsonl'), signal, querySchema);
      const grades = await readGrades(folder, signal);
      const judged = queries.flatMap(({ _id: id, text }): JudgedSet['queries'] => {
        const found = grades.get(id);
        return found === undefined ? [] : [{ id, text, grades: found }];
      });
      if (judged.length === 0) {
        throw new Failure('invalid-input', `No query of ${folder} has a relevant document in ${QRELS}.`, {
          reason: 'evaluation/no-judgements',
        });
      }
      return {
        name: basename(folder),
        documents: documents.map(({ _id: id, title, text }) => ({ id, title, text })),
        queries: judged,
      };
    },
  };
}

/** Positive grades by document, by query. The first line is a header. */
async function readGrades(folder: string, signal: AbortSignal): Promise<Map<string, Map<string, number>>> {
  const lines = (await readText(join(folder, QRELS), signal)).split('\n');
  const byQuery = new Map<string, Map<string, number>>();
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '') continue;
    const [query, document, grade, ...rest] = line.trimEnd().split('\t');
    const value = Number(grade);
    if (query === undefined || document === undefined || !Number.isInteger(value) || rest.length > 0) {
      throw malformed(join(folder, QRELS), at, 'is not "query-id, corpus-id, score" with tabs between');
    }
    if (value <= 0) continue;
    const grades = byQuery.get(query) ?? new Map<string, number>();
    byQuery.set(query, grades.set(document, value));
  }
  return byQuery;
}
