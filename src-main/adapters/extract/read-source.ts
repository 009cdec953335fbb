import { sentence } from '../../../src-contract/host-message.ts';
import { chunkPages } from '../../engine/chunking/chunk-pages.ts';
import { factsAsText } from '../../engine/code/facts-as-text.ts';
import { embeddedText } from '../../engine/text/indexed-text.ts';
import type { NewChunk, ReadLimits, ReadResult, ReadTarget } from '../../services/library/ports.ts';
import type { CodeParser } from '../tree-sitter/code-parser.ts';
import { listArchive, type MemberReader } from './archive.ts';
import { looksBinary } from './decode-text.ts';
import type { ExtractedDocument } from './extracted-document.ts';
import { baseNameOf, type Format, formatOf } from './formats.ts';
import { readCode } from './read-code.ts';
import { readPicture } from './read-picture.ts';
import { readMarkdown, readPlainText, readRst } from './read-text.ts';
import { fileSize, readDated, sha256, sha256OfFile } from './source-bytes.ts';
import { emptyResult, type Identity, identify } from './source-identity.ts';
import { messageOf, Unreadable } from './unreadable.ts';

/** What reading needs besides the document. */
export interface ReadingTools {
  readonly members: MemberReader;
  readonly code: CodeParser;
  /** Folder of the package `pdfjs-dist`. */
  readonly pdfjsFolder: string;
  /** Unit vectors, row after row; `dimensions` numbers each. */
  embed(texts: readonly string[]): Float32Array;
}

/**
 * Reads one source whole: text, passages and vectors. Runs in the extraction worker.
 *
 * Never throws because of the document; every way it can be bad is a status with a reason.
 */
export async function readSource(target: ReadTarget, limits: ReadLimits, tools: ReadingTools): Promise<ReadResult> {
  const format = formatOf(target.name);
  let identity = identify(target.name);
  try {
    if (format.reader === 'none') {
      const size = target.member === undefined ? fileSize(target.file) : 0;
      identity = { ...identity, sizeBytes: size };
      throw new Unreadable('unsupported', sentence('unsupported-yet', { format: format.name }));
    }
    if (format.reader === 'archive' && target.member === undefined) return await readArchive(target, limits, identity);
    if (target.member === undefined) identity = { ...identity, sizeBytes: fileSize(target.file) };
    const { bytes, ...dated } = await readDated(target, limits.maxBytes, tools.members);
    identity = { ...identity, ...dated, sizeBytes: bytes.byteLength, hash: sha256(bytes) };
    const recognised = recognise(target.name, format, bytes);
    if (recognised !== format) identity = { ...identity, kind: recognised.kind };
    const document = await extract(recognised, bytes, target, tools);
    return finish(document, identity, limits, tools);
  } catch (thrown) {
    return failed(identity, thrown);
  }
}

/** Decides by the bytes what the name left open. */
function recognise(name: string, format: Format, bytes: Uint8Array): Format {
  if (format.reader !== 'unknown') return format;
  if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-') return { reader: 'pdf', kind: 'pdf' };
  if (!looksBinary(bytes)) return { reader: 'text', kind: 'text' };
  const extension = /\.([^./\\]{1,12})$/u.exec(name)?.[1];
  const reason =
    extension === undefined
      ? sentence('unsupported-kind')
      : sentence('unsupported-format', { format: `.${extension}` });
  throw new Unreadable('unsupported', reason);
}

/**
 * Parsers are loaded when the first document needs them: together they take longer to load than all the rest. Asking for
 * one that is loaded still costs 0.1 ms, which counts for code alone.
 */
async function extract(
  format: Format,
  bytes: Uint8Array,
  target: ReadTarget,
  tools: ReadingTools,
): Promise<ExtractedDocument> {
  if (bytes.byteLength === 0) throw new Unreadable('no-text', sentence('file-empty'));
  switch (format.reader) {
    case 'pdf':
      return (await import('./read-pdf.ts')).readPdf(bytes, tools.pdfjsFolder, target);
    case 'picture':
      return readPicture(target.ocr ?? []);
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(bytes);
    case 'pptx':
      return (await import('./read-pptx.ts')).readPptx(bytes);
    case 'odt':
      return (await import('./read-odf.ts')).readOdt(bytes);
    case 'odp':
      return (await import('./read-odf.ts')).readOdp(bytes);
    case 'ods':
      return (await import('./read-ods.ts')).readOds(bytes);
    case 'rtf':
      return (await import('./read-rtf.ts')).readRtf(bytes);
    case 'epub':
      return (await import('./read-epub.ts')).readEpub(bytes);
    case 'fb2':
      return (await import('./read-fb2.ts')).readFb2(bytes);
    case 'xlsx':
      return (await import('./read-xlsx.ts')).readXlsx(bytes);
    case 'xls':
      return (await import('./read-xls.ts')).readXls(bytes);
    case 'msg':
      return (await import('./read-msg.ts')).readMsg(bytes);
    case 'csv':
    case 'tsv':
      return (await import('./read-csv.ts')).readCsv(bytes, format.reader === 'tsv');
    case 'notebook':
      return (await import('./read-notebook.ts')).readNotebook(bytes);
    case 'rst':
      return readRst(bytes);
    case 'html':
      return (await import('./read-html.ts')).readHtml(bytes);
    case 'markdown':
      return readMarkdown(bytes);
    case 'code':
      return readCode(bytes, { name: baseNameOf(target.name), language: format.language }, tools.code);
    case 'text':
      return readPlainText(bytes);
    case 'archive':
    case 'none':
    case 'unknown':
      throw new Unreadable('unsupported', sentence('member-through-archive'));
  }
}

async function readArchive(target: ReadTarget, limits: ReadLimits, identity: Identity): Promise<ReadResult> {
  const sizeBytes = fileSize(target.file);
  const members = await listArchive(target.file, limits.maxBytes);
  const known = { ...identity, sizeBytes, hash: await sha256OfFile(target.file) };
  if (members.length === 0) return emptyResult(known, 'no-text', sentence('archive-empty'));
  const refused = members.filter((member) => member.refused !== undefined);
  const [first] = refused;
  if (first?.refused === undefined) return emptyResult(known, 'ok');
  const reason = sentence('archive-part-refused', {
    refused: refused.length,
    total: members.length,
    path: first.path,
    why: first.refused.reason,
  });
  return emptyResult(known, 'partial', reason);
}

function finish(document: ExtractedDocument, identity: Identity, limits: ReadLimits, tools: ReadingTools): ReadResult {
  const isCode = document.shape === 'code';
  const title = isCode ? identity.title : (document.title ?? identity.title);
  const { shape, isPaged, unit, pages, outline, codeFacts } = document;
  const input = {
    shape,
    title,
    isPaged,
    pages,
    sizes: limits.chunkSizes,
    ...(unit === undefined ? {} : { unit }),
    ...(outline === undefined ? {} : { outline }),
  };
  const cut = chunkPages(input);
  if (cut.length === 0) throw new Unreadable('no-text', sentence('file-without-text'));
  const texts = cut.map((chunk) => embeddedText(chunk));
  const chunks = cut.map((chunk, at): NewChunk => ({ ...chunk, hash: sha256(texts[at]!) }));
  return {
    ...identity,
    title,
    status: document.missing === undefined ? 'ok' : 'partial',
    ...(document.missing === undefined ? {} : { reason: document.missing }),
    ...(isPaged ? { pageCount: document.pages.length } : {}),
    pages: document.pages.map(({ page, state, text, reason, confidence }) => {
      const known = {
        ...(reason === undefined ? {} : { reason }),
        ...(confidence === undefined ? {} : { confidence }),
      };
      return { page, state, text, ...known };
    }),
    chunks,
    ...(codeFacts === undefined ? {} : { codeFacts: factsAsText(codeFacts) }),
    vectors: limits.embeds === false ? new Float32Array(0) : tools.embed(texts),
  };
}

function failed(identity: Identity, thrown: unknown): ReadResult {
  if (thrown instanceof Unreadable) {
    const { pages } = thrown;
    const empty = emptyResult(identity, thrown.status, thrown.message);
    const isPaged = identity.kind === 'pdf' && pages.length > 0;
    return { ...empty, pages, ...(isPaged ? { pageCount: pages.length } : {}) };
  }
  // A library broke on this document. That is a property of the document as far as its reader is concerned.
  const isDeep = thrown instanceof RangeError && /call stack/iu.test(thrown.message);
  const why = isDeep ? 'it is nested too deeply' : messageOf(thrown);
  return emptyResult(identity, 'invalid', sentence('not-read-why', { why }));
}
