import { markdownTitle } from '../../engine/chunking/markdown-blocks.ts';
import { rstTitle } from '../../engine/chunking/rst-blocks.ts';
import { decodeText } from './decode-text.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';

/** Reads Markdown; its source is the text that positions count in. */
export function readMarkdown(bytes: Uint8Array): ExtractedDocument {
  const text = decodeText(bytes);
  const title = markdownTitle(text);
  return { shape: 'markdown', isPaged: false, pages: onePage(text), ...(title === undefined ? {} : { title }) };
}

/** Reads plain text and its lightly marked relatives, as they are. */
export function readPlainText(bytes: Uint8Array): ExtractedDocument {
  return { shape: 'prose', isPaged: false, pages: onePage(decodeText(bytes)) };
}

/** Reads reStructuredText; like Markdown, its source is the text that positions count in. */
export function readRst(bytes: Uint8Array): ExtractedDocument {
  const text = decodeText(bytes);
  const title = rstTitle(text);
  return { shape: 'rst', isPaged: false, pages: onePage(text), ...(title === undefined ? {} : { title }) };
}
