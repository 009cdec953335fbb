/**
 * Two sets whose files have many passages, judged by passage: the BEIR sets have one or two a file.
 *
 * `articles`: the paragraphs of squad-dev joined to the articles they are from, a file each, under its title.
 * `spans`: the five files of chroma-chunking; a passage is relevant that holds half of a gold span or lies half in one.
 * Headings of its encyclopedia (" = Name = ") are written as Markdown of the same length.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBeirFolders } from '../../../src-main/adapters/files/beir-folder.ts';
import { chunkPages } from '../../../src-main/engine/chunking/chunk-pages.ts';
import { FOLDER, type JudgedPassage, type JudgedPassages } from './judged-passages.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}
interface Question {
  readonly doc: string;
  readonly text: string;
  readonly spans: readonly Span[];
}
interface Cut {
  readonly passage: JudgedPassage;
  readonly span: Span;
}

const shared = (one: Span, other: Span): number =>
  Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));

function cut(title: string, text: string): Cut[] {
  const input = { shape: 'markdown', title, isPaged: false, pages: [{ page: 1, text }] } as const;
  return chunkPages(input).map(({ context, text: own, heading = '', position }, ordinal) => ({
    passage: { context, text: own, title, heading, ordinal },
    span: { start: position.charStart, end: position.charEnd },
  }));
}

export async function loadArticles(): Promise<JudgedPassages> {
  const set = await createBeirFolders().read(join(FOLDER, 'squad-dev'), new AbortController().signal);
  const passages: JudgedPassage[] = [];
  const documentOf: number[] = [];
  const fileOf: number[] = [];
  const numberOf = new Map(set.documents.map(({ id }, at) => [id, at]));
  for (const [file, [title, paragraphs]] of [...Map.groupBy(set.documents, (one) => one.title.trim())].entries()) {
    let page = `# ${title}\n\n`;
    const places = paragraphs.map(({ id, text }) => {
      const span = { start: page.length, end: page.length + text.length };
      page += `${text}\n\n`;
      return { number: numberOf.get(id)!, span };
    });
    for (const { passage, span } of cut(title, page)) {
      const best = places.reduce((one, other) => (shared(other.span, span) > shared(one.span, span) ? other : one));
      passages.push(passage);
      documentOf.push(best.number);
      fileOf.push(file);
    }
  }
  const queries = set.queries.map(({ text, grades }) => ({
    text,
    grades: new Map([...grades].flatMap(([id, grade]) => (numberOf.has(id) ? [[numberOf.get(id)!, grade]] : []))),
  }));
  return { name: 'articles', passages, documentOf: Int32Array.from(documentOf), fileOf, queries };
}

export function loadSpans(): JudgedPassages {
  const folder = join(FOLDER, 'chroma-chunking');
  const lines = readFileSync(join(folder, 'queries.jsonl'), 'utf8').trim().split('\n');
  const questions = lines.map((line) => JSON.parse(line) as Question);
  const docs = [...new Set(questions.map(({ doc }) => doc))];
  const cuts = docs.flatMap((doc, file) => {
    const text = withHeadings(readFileSync(join(folder, doc), 'utf8'));
    return cut(doc.replace(/^.*\/|\.md$/g, ''), text).map((one) => ({ ...one, doc, file }));
  });
  const queries = questions.map(({ doc, text, spans }) => {
    const found = cuts.flatMap((one, at) => (one.doc === doc && isHit(one.span, spans) ? [[at, 1] as const] : []));
    return { text, grades: new Map(found) };
  });
  return {
    name: 'spans',
    passages: cuts.map(({ passage }) => passage),
    documentOf: Int32Array.from(cuts.keys()),
    fileOf: cuts.map(({ file }) => file),
    queries: queries.filter(({ grades }) => grades.size > 0),
  };
}

function isHit(passage: Span, spans: readonly Span[]): boolean {
  return spans.some((span) => {
    const held = shared(passage, span);
    return held > 0 && held >= Math.min(passage.end - passage.start, span.end - span.start) / 2;
  });
}

/** As long as before, so that spans stay where they are. */
function withHeadings(text: string): string {
  return text.replaceAll(/^ ((?:= )+)(.*?)((?: =)+) $/gm, (line: string, marks: string, name: string) =>
    `${'#'.repeat(marks.length / 2)} ${name}`.padEnd(line.length),
  );
}
