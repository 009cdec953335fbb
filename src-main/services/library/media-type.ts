import { extname } from 'node:path';
import type { SourceKind } from '../../../src-contract/passage.ts';

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.odp': 'application/vnd.oasis.opendocument.presentation',
  '.ods': 'application/vnd.oasis.opendocument.spreadsheet',
  '.epub': 'application/epub+zip',
  '.csv': 'text/plain; charset=utf-8',
  '.tsv': 'text/plain; charset=utf-8',
  '.zip': 'application/zip',
};

const TEXT_KINDS: ReadonlySet<SourceKind> = new Set(['markdown', 'text', 'html', 'code', 'notebook']);

/**
 * The media type an original is served with.
 *
 * HTML and everything else that a browser would run is served as plain text: originals come from anywhere.
 */
export function mediaTypeOf(kind: SourceKind, name: string): string {
  const known = TYPE_BY_EXTENSION[extname(name).toLowerCase()];
  if (known !== undefined) return known;
  if (kind === 'pdf') return 'application/pdf';
  return TEXT_KINDS.has(kind) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
