import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { sourceIdSchema } from '../../../src-contract/ids.ts';
import { parseByteRange } from './byte-range.ts';
import type { Original, OriginalSource } from './ports.ts';
import { refuse } from './problem.ts';

/** Types a viewer may show in place; everything else is only ever downloaded. Never HTML or SVG: they can run. */
const INLINE_TYPES: ReadonlySet<string> = new Set([
  'application/pdf',
  'text/plain',
  'text/markdown',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** Answers with the original bytes of a source, whole or the range that was asked for. */
export async function respondWithOriginal(
  originals: OriginalSource,
  rawId: string,
  request: Request,
): Promise<Response> {
  const id = sourceIdSchema.safeParse(rawId);
  if (!id.success) return refuse(404, 'not-found', 'host/no-such-path', 'This is not the id of a source');
  const original = await originals.openOriginal(id.data);
  const range = parseByteRange(request.headers.get('range'), original.sizeBytes);
  if (range === 'unsatisfiable') {
    const response = refuse(416, 'invalid-input', 'host/bad-range', 'The range lies outside the file; ask for less');
    response.headers.set('content-range', `bytes */${original.sizeBytes}`);
    return response;
  }
  const { start, end } = range ?? { start: 0, end: original.sizeBytes - 1 };
  const headers = new Headers({
    'content-type': INLINE_TYPES.has(original.mediaType) ? original.mediaType : 'application/octet-stream',
    'content-length': String(end - start + 1),
    'content-disposition': dispositionOf(original),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
  });
  if (range !== undefined) headers.set('content-range', `bytes ${start}-${end}/${original.sizeBytes}`);
  const body = request.method === 'HEAD' || original.sizeBytes === 0 ? null : readPart(original, start, end);
  return new Response(body, { status: range === undefined ? 200 : 206, headers });
}

function readPart({ content }: Original, start: number, end: number): BodyInit {
  if ('bytes' in content) return new Uint8Array(content.bytes.subarray(start, end + 1));
  return Readable.toWeb(createReadStream(content.file, { start, end })) as ReadableStream<Uint8Array>;
}

/** The name in two forms (RFC 6266): plain characters for old readers, percent-encoded UTF-8 for the others. */
function dispositionOf({ name, mediaType }: Original): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${INLINE_TYPES.has(mediaType) ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
