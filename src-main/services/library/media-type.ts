import { extname } from 'node:path';
import type { SourceKind } from '../../../src-contract/passage.ts';

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.zip': 'application/zip',
};

/**
 * The media type an original is served with.
 *
 * HTML and everything else that a browser would run is served as plain text: originals come from anywhere.
 */
export function mediaTypeOf(kind: SourceKind, name: string): string {
  const known = TYPE_BY_EXTENSION[extname(name).toLowerCase()];
  if (known !== undefined) return known;
  if (kind === 'pdf') return 'application/pdf';
  return kind === 'other' || kind === 'archive' || kind === 'docx'
    ? 'application/octet-stream'
    : 'text/plain; charset=utf-8';
}
