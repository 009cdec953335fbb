import { join } from 'node:path';
import { createBeirFolders } from '../../../src-main/adapters/files/beir-folder.ts';
import { chunkPages } from '../../../src-main/engine/chunking/chunk-pages.ts';

/** A judged set, cut into passages as the product cuts its documents. */
export interface JudgedPassages {
  readonly name: string;
  readonly passages: readonly { readonly context: string; readonly text: string }[];
  /** Number of the document of each passage. */
  readonly documentOf: Int32Array;
  /** Grades by number of the document; only judged queries. */
  readonly queries: readonly { readonly text: string; readonly grades: ReadonlyMap<number, number> }[];
}

/** The open sets, all kinds: code, questions, claims, abstracts, seven languages. */
export const OPEN_SETS = [
  'cosqa-dev',
  'cosqa-docstring',
  'squad-dev',
  'scifact-train',
  'cranfield',
  'xquad-de',
  'xquad-el',
  'xquad-es',
  'xquad-ro',
  'xquad-th',
  'xquad-tr',
  'xquad-vi',
] as const;

const FOLDER = join(import.meta.dirname, '../../../../shared/data/retrieval');

export async function loadJudgedPassages(name: string): Promise<JudgedPassages> {
  const set = await createBeirFolders().read(join(FOLDER, name), new AbortController().signal);
  const numberOf = new Map(set.documents.map(({ id }, at) => [id, at]));
  const passages: { context: string; text: string }[] = [];
  const documentOf: number[] = [];
  for (const [at, { title, text }] of set.documents.entries()) {
    // The very Markdown that `carrel eval beir` writes.
    const page = title.trim() === '' ? `${text}\n` : `# ${title.trim()}\n\n${text}\n`;
    const input = { shape: 'markdown', title: title.trim(), isPaged: false, pages: [{ page: 1, text: page }] } as const;
    for (const chunk of chunkPages(input)) {
      passages.push({ context: chunk.context, text: chunk.text });
      documentOf.push(at);
    }
  }
  const queries = set.queries.map(({ text, grades }) => ({
    text,
    grades: new Map(
      [...grades].flatMap(([id, grade]) => (numberOf.get(id) === undefined ? [] : [[numberOf.get(id)!, grade]])),
    ),
  }));
  return { name, passages, documentOf: Int32Array.from(documentOf), queries };
}
