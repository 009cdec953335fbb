import { join } from 'node:path';
import { createBeirFolders } from '../../../src-main/adapters/files/beir-folder.ts';
import { chunkPages } from '../../../src-main/engine/chunking/chunk-pages.ts';

/** One passage and its place among those of its file. */
export interface JudgedPassage {
  readonly context: string;
  readonly text: string;
  readonly title: string;
  readonly heading: string;
  readonly ordinal: number;
}

/** A judged set, cut into passages as the product cuts its documents. */
export interface JudgedPassages {
  readonly name: string;
  readonly passages: readonly JudgedPassage[];
  /** Number of the document of each passage. */
  readonly documentOf: Int32Array;
  /** Number of the file of each passage, where that is not the document. */
  readonly fileOf?: readonly number[] | undefined;
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

export const FOLDER = join(import.meta.dirname, '../../../../shared/data/retrieval');

export async function loadJudgedPassages(name: string): Promise<JudgedPassages> {
  const set = await createBeirFolders().read(join(FOLDER, name), new AbortController().signal);
  const numberOf = new Map(set.documents.map(({ id }, at) => [id, at]));
  const passages: JudgedPassage[] = [];
  const documentOf: number[] = [];
  for (const [at, { title, text }] of set.documents.entries()) {
    // The very Markdown that `carrel eval beir` writes.
    const page = title.trim() === '' ? `${text}\n` : `# ${title.trim()}\n\n${text}\n`;
    const input = { shape: 'markdown', title: title.trim(), isPaged: false, pages: [{ page: 1, text: page }] } as const;
    for (const [ordinal, { context, text: cut, heading = '' }] of chunkPages(input).entries()) {
      passages.push({ context, text: cut, title: title.trim(), heading, ordinal });
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
