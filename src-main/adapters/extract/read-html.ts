import iconv from 'iconv-lite';
import { decodeText } from './decode-text.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { htmlToText } from './html-to-text.ts';

/** Reads an HTML file as Markdown text; the encoding it declares is tried before detection. */
export function readHtml(bytes: Uint8Array): ExtractedDocument {
  const { text, title } = htmlToText(decodeHtml(bytes));
  return { shape: 'markdown', isPaged: false, pages: onePage(text), ...(title === undefined ? {} : { title }) };
}

function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/iu.exec(head)?.[1];
  const hasMark = (bytes[0] === 0xef && bytes[1] === 0xbb) || bytes[0] === 0xff || bytes[0] === 0xfe;
  const isOther = declared !== undefined && !/^utf-?(?:8|16)/iu.test(declared) && iconv.encodingExists(declared);
  if (!isOther || hasMark) return decodeText(bytes);
  return iconv.decode(Buffer.from(bytes), declared);
}
