import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Failure } from '../../src-contract/failure.ts';
import type { ArchiveMember, NewChunk, ReadResult, ReadTarget, SourceReader } from '../services/library/ports.ts';

const DIMENSIONS = 4;

/** A fake archive is JSON: member path to text, or to why it is refused. A member may be such an archive itself. */
export type FakeArchive = { readonly [path: string]: string | { readonly refused: string } };

export interface FakeReader extends SourceReader {
  /** Names that were read or listed, in order; several times where that happened. */
  readonly log: string[];
  /** Called before each read; may wait or throw. */
  onRead: (target: ReadTarget, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads text files by paragraphs. `.farc` files are fake archives, `.locked` files need the password "sesame",
 * `.bin` files are unsupported.
 */
export function createFakeReader(): FakeReader {
  const reader: FakeReader = {
    log: [],
    onRead: async () => {},
    embedder: { name: 'fake', dimensions: DIMENSIONS },
    isArchive: (name) => extname(name) === '.farc',
    kindOf: (name) => (extname(name) === '.farc' ? 'archive' : 'text'),
    async listMembers(target, _limits, signal) {
      reader.log.push(target.member ?? target.name);
      await reader.onRead(target, signal);
      signal.throwIfAborted();
      return Object.entries(parseArchive(await bytesOf(target))).map(([path, content]): ArchiveMember => {
        if (typeof content === 'string') return { path, sizeBytes: content.length };
        return { path, sizeBytes: 0, refused: { status: 'invalid', reason: content.refused } };
      });
    },
    async read(target, { maxBytes }, signal) {
      reader.log.push(target.member ?? target.name);
      await reader.onRead(target, signal);
      signal.throwIfAborted();
      try {
        const bytes = await bytesOf(target);
        if (bytes.byteLength > maxBytes) return unread(target, 'too-large', 'The file is too large');
        const dated = target.member === undefined ? { modifiedAt: await timeOf(target.file) } : {};
        return { ...readFrom(target, bytes), ...dated };
      } catch (thrown) {
        return unread(target, 'invalid', `The file cannot be read: ${String(thrown)}`);
      }
    },
    prepare: () => undefined,
    locate: async () => ({ pageWidth: 100, pageHeight: 100, rectangles: [] }),
    openMember: (target) => bytesOf(target),
    close: async () => {},
  };
  return reader;
}

function readFrom(target: ReadTarget, bytes: Uint8Array): ReadResult {
  const known = { hash: sha256(bytes), sizeBytes: bytes.byteLength };
  if (target.name.endsWith('.bin')) return { ...unread(target, 'unsupported', 'Not a text'), ...known };
  if (target.name.endsWith('.locked') && target.password !== 'sesame') {
    return { ...unread(target, 'password', 'A password is needed'), ...known };
  }
  const text = new TextDecoder().decode(bytes);
  const read = target.name.endsWith('.scan') ? readScan(target, text, known.hash) : readText(target, text, known.hash);
  return { ...read, ...known };
}

/** A scan has as many pages as its file has lines, and the text that came with the request. */
function readScan(target: ReadTarget, text: string, hash: string): ReadResult {
  const read = new Map((target.ocr ?? []).map((page) => [page.page, page]));
  const pages = text.split('\n').map((_line, index) => {
    const found = read.get(index + 1);
    if (found === undefined || 'failed' in found) return { page: index + 1, state: 'empty' as const, text: '' };
    return { page: index + 1, state: 'ocr' as const, text: found.text, confidence: found.confidence };
  });
  const all = readText(target, pages.map((page) => page.text).join('\n'), hash);
  return { ...all, pages, pageCount: pages.length };
}

function readText(target: ReadTarget, text: string, hash: string): ReadResult {
  const title = target.name.split('/').at(-1) ?? target.name;
  const chunks: NewChunk[] = [];
  for (const match of text.matchAll(/[^\n]+/g)) {
    chunks.push({
      position: { startLine: 1, endLine: 1, charStart: match.index, charEnd: match.index + match[0].length },
      context: title,
      text: match[0],
      tokenCount: match[0].split(' ').length,
      hash: sha256(`${title}\n${match[0]}`),
      type: 'text',
      definitions: [],
    });
  }
  const vectors = new Float32Array(chunks.length * DIMENSIONS);
  for (let chunk = 0; chunk < chunks.length; chunk++) vectors[chunk * DIMENSIONS + (chunk % DIMENSIONS)] = 1;
  const state = chunks.length === 0 ? 'empty' : 'text';
  return {
    status: chunks.length === 0 ? 'no-text' : 'ok',
    kind: 'text',
    title,
    hash,
    sizeBytes: 0,
    pages: [{ page: 1, state, text }],
    chunks,
    vectors,
  };
}

function unread(target: ReadTarget, status: ReadResult['status'], reason: string): ReadResult {
  const title = target.name.split('/').at(-1) ?? target.name;
  const nothing = { pages: [], chunks: [], vectors: new Float32Array(0) };
  return { status, reason, kind: 'other', title, hash: '', sizeBytes: 0, ...nothing };
}

async function timeOf(file: string): Promise<Date> {
  const { mtimeMs } = await stat(file);
  return new Date(Math.floor(mtimeMs)); // `mtime` is rounded
}

async function bytesOf(target: ReadTarget): Promise<Uint8Array> {
  let bytes: Uint8Array = await readFile(target.file);
  for (const part of target.member?.split('!/') ?? []) {
    const content = parseArchive(bytes)[part];
    if (typeof content !== 'string') throw new Failure('not-found', `No member ${part}`);
    bytes = new TextEncoder().encode(content);
  }
  return bytes;
}

function parseArchive(bytes: Uint8Array): FakeArchive {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as FakeArchive;
  } catch (cause) {
    const message = 'The archive is damaged. Make it again and add that.';
    throw new Failure('invalid-input', message, { details: { status: 'invalid' }, cause });
  }
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
