import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { silentLog } from '../../platform/log.ts';
import type { ReadLimits, ReadResult } from '../../services/library/ports.ts';
import { openStaticEmbedderSync } from '../embedding/static-embedder.ts';
import { createSourceReader } from './source-reader.ts';

/*
 * Every document of the shared collection through the real pool, against the table in its README: which statuses agree
 * with what `manifest.csv` expects.
 */

const app = locateApp(import.meta.url);
const documents = resolve(app.root, '../shared/data/documents');
const manifest = join(documents, 'manifest.csv');
const limits: ReadLimits = { timeoutMs: 20_000, memoryMb: 768, maxBytes: 256 * 1024 * 1024 };
const signal = new AbortController().signal;

const AGREEING: Readonly<Record<string, readonly string[]>> = {
  'ok-encrypted': ['ok', 'no-text'],
  'no-text': ['no-text'],
  empty: ['no-text'],
  partial: ['partial', 'no-text'],
  password: ['password'],
  invalid: ['invalid', 'unsupported'],
  'broken-part': ['invalid', 'unsupported'],
  'not-a-document': ['invalid', 'unsupported'],
};
/** Where the manifest, made with pdf.js 4 and without looking for text, is not right for what is read today. */
const KNOWN: Readonly<Record<string, string>> = {
  'pdf/pdfjs-auth-event-ef-open.pdf': 'ok', // only its attachment is encrypted
  'pdf/pdfjs-issue19484_1.pdf': 'ok', // opens with the empty user password, as its own text says
  'pdf/pdfjs-issue19484_2.pdf': 'ok', // the same
  'pdf/pdfjs-issue19800.pdf': 'ok', // forms that draw each other; pdf.js 6 stops at the second round
  'pdf/pdfjs-bug1980958.pdf': 'no-text', // an object number beyond all bounds; pdf.js 6 opens the empty page
  'office/mammoth-external-picture.docx': 'no-text', // a picture and no word
  'office/pydocx-having-images.docx': 'no-text', // pictures and no word
  'office/pydocx-doc-no-coreprops.docx': 'no-text', // an empty document
  'office/pydocx-sty-having-no-styles-part.docx': 'no-text', // an empty document
  'office/pypptx-shp-embedded-pptx.pptx': 'no-text', // an embedded file and no word
  'office/pypptx-shp-groupshape.pptx': 'no-text', // shapes and no word
  'office/pypptx-missing_rels_item.pptx': 'ok', // the links of a layout are gone; the slide and its words are whole
};
/** The only formats of the collection that are not read. */
const UNREAD = /\.(?:tar|bin)$/u;
const READABLE = ['ok', 'ok-text', 'ok-form', 'ok-missing-part', 'reference'];

interface Row {
  readonly file: string;
  readonly expect: string;
  readonly sizeBytes: number;
}

if (!existsSync(manifest)) console.log(`skipped: ${manifest} is not here`);

const reader = createSourceReader({
  app,
  embedder: openStaticEmbedderSync(join(app.models, 'carrel-static')),
  threads: 2,
  log: silentLog,
});
afterAll(() => reader.close());

test.skipIf(!existsSync(manifest))(
  'every shared document ends as its manifest says',
  { timeout: 300_000 },
  async () => {
    const rows = readRows();
    expect(rows.length).toBeGreaterThan(200);
    const disagreements = await Promise.all(rows.map(disagreementOf));
    expect(disagreements.flatMap((line) => line ?? [])).toEqual([]);
  },
);

test.skipIf(!existsSync(manifest))('protected PDFs open with their passwords', async () => {
  for (const [name, password] of [
    ['pdfjs-issue6010_1.pdf', 'abc'],
    ['pdfjs-issue6010_2.pdf', 'æøå'],
    ['pdfjs-issue3371.pdf', 'ELXRTQWS'],
  ] as const) {
    const target = { file: join(documents, 'pdf', name), name };
    const opened = await reader.read({ ...target, password }, limits, signal);
    expect([name, opened.status === 'password']).toEqual([name, false]);
    const refused = await reader.read({ ...target, password: 'wrong' }, limits, signal);
    expect(refused).toMatchObject({ status: 'password', reason: 'The password is not the right one.' });
    expect(await reader.read(target, limits, signal)).toMatchObject({ reason: 'The PDF asks for a password.' });
  }
});

test.skipIf(!existsSync(manifest))('hostile members of archives are refused by name', async () => {
  for (const [name, refused] of [
    ['snyk-zip-slip.zip', /\.\./u],
    ['snyk-zip-slip-win.zip', /backslash|\.\./u],
    ['patt-etc_passwd.zip', /link|absolute|\.\./u],
  ] as const) {
    const file = join(documents, 'other', name);
    const members = await reader.listMembers({ file, name }, limits, signal);
    expect(members.flatMap((member) => member.refused?.reason ?? []).join(' ')).toMatch(refused);
  }
});

async function disagreementOf(row: Row): Promise<string | undefined> {
  const file = join(documents, row.file);
  const result = await reader.read({ file, name: row.file }, limits, signal);
  const says = `${row.file}: ${row.expect}, read as ${result.status} (${result.reason ?? ''})`;
  if (result.sizeBytes !== row.sizeBytes) return `${says}, ${result.sizeBytes} bytes of ${row.sizeBytes}`;
  if (result.status !== 'ok' && result.reason === undefined) return `${says}, without a reason`;
  if (!hasExactPlaces(result)) return `${says}, with a passage that is not where it says`;
  return agrees(row, result) ? undefined : says;
}

/** Whether every passage is the text of its page between its positions. */
function hasExactPlaces({ pages, chunks }: ReadResult): boolean {
  const textByPage = new Map(pages.map(({ page, text }) => [page, text]));
  return chunks.every(({ text, position }) => {
    const page = textByPage.get(position.page ?? 1) ?? '';
    return page.slice(position.charStart, position.charEnd) === text;
  });
}

function agrees(row: Row, { status, kind, reason }: ReadResult): boolean {
  if (KNOWN[row.file] !== undefined) return status === KNOWN[row.file];
  if (UNREAD.test(row.file)) return status === 'unsupported' && kind === 'other' && reason !== undefined;
  if (row.expect === 'hostile' && kind === 'archive') return status === 'partial' || status === 'ok';
  if (row.expect === 'hostile') return status === 'timed-out';
  // An empty file has no text, whatever it was meant as a reference for.
  if (row.sizeBytes === 0) return status === 'no-text';
  if (READABLE.includes(row.expect)) return status === 'ok' || status === 'partial';
  return AGREEING[row.expect]?.includes(status) ?? false;
}

function readRows(): Row[] {
  const [, ...lines] = readFileSync(manifest, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [file = '', bytes = '', expected = ''] = line.split(',');
    return { file, expect: expected, sizeBytes: Number(bytes) };
  });
}
