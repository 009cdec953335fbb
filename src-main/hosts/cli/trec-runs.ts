import { writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { EvaluationRun, SearchMode } from '../../../src-contract/search.ts';

/** Collects rankings and writes them as TREC run files: `query Q0 document rank score tag`, one line a document. */
export interface TrecRuns {
  add(run: EvaluationRun): void;
  /** One file, or one a mode (`run.hybrid.trec`) when there are several; gives their names. @throws Failure `refused` */
  write(file: string): Promise<readonly string[]>;
}

export function createTrecRuns(): TrecRuns {
  const linesByMode = new Map<SearchMode, string[]>();
  return {
    add({ mode, query, documents }) {
      const lines = linesByMode.get(mode) ?? [];
      linesByMode.set(mode, lines);
      for (const [at, { id, score }] of documents.entries()) {
        lines.push(`${asField(query)} Q0 ${asField(id)} ${at + 1} ${score.toFixed(6)} carrel-${mode}\n`);
      }
    },
    async write(file) {
      const names: string[] = [];
      for (const [mode, lines] of linesByMode) {
        const name = linesByMode.size === 1 ? file : withMode(file, mode);
        await writeFile(name, lines.join('')).catch((cause: unknown) => {
          throw new Failure('refused', `Could not write the run to ${name}; choose another file`, {
            reason: 'evaluation/unwritable-run',
            cause,
          });
        });
        names.push(name);
      }
      return names;
    },
  };
}

/** Fields end at white space. */
const asField = (text: string): string => text.replace(/\s+/g, '_');

function withMode(file: string, mode: SearchMode): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.${mode}${ext}`);
}
