import iconv from 'iconv-lite';
import { sentence } from '../../../src-contract/host-message.ts';
import { decodeText } from './decode-text.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { cleanText } from './markdown-table.ts';
import { usableTitle } from './office-package.ts';
import { Unreadable } from './unreadable.ts';
import { childElements, descendants, findElement, parseXml, textOf, type XmlElement } from './xml-tree.ts';

/** Reads a FictionBook as Markdown, its sections under their titles. @throws Unreadable `invalid` when it is none */
export function readFb2(bytes: Uint8Array): ExtractedDocument {
  const root = findElement(parseXml(decode(bytes)), 'FictionBook');
  if (root === undefined) throw new Unreadable('invalid', sentence('not-fictionbook'));
  const [named] = descendants(root, 'book-title');
  const about = findElement(root, 'description', 'title-info', 'annotation');
  const blocks = [
    ...(about === undefined ? [] : blocksOf(about, 1)),
    ...childElements(root, 'body').flatMap((body) => blocksOf(body, 1)),
  ];
  const title = usableTitle(named === undefined ? undefined : oneLine(named));
  // A book may be no more than its description; then that is its text.
  const text = blocks.length === 0 && named !== undefined ? oneLine(named) : blocks.join('\n\n');
  const pages = onePage(text === '' ? '' : cleanText(`${text}\n`));
  return { shape: 'markdown', isPaged: false, pages, ...(title === undefined ? {} : { title }) };
}

function decode(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/u.exec(head)?.[1] ?? 'utf-8';
  const isOther = !/^utf-?(?:8|16)/iu.test(declared) && iconv.encodingExists(declared);
  return isOther ? iconv.decode(Buffer.from(bytes), declared) : decodeText(bytes);
}

function blocksOf(parent: XmlElement, level: number): string[] {
  return childElements(parent).flatMap((element): string[] => {
    if (element.name === 'section' || element.name === 'body') return blocksOf(element, Math.min(6, level + 1));
    if (element.name === 'title') return filled(oneLine(element), `${'#'.repeat(level)} `);
    if (element.name === 'subtitle') return filled(oneLine(element), `${'#'.repeat(Math.min(6, level + 1))} `);
    if (element.name === 'p' || element.name === 'v' || element.name === 'text-author') return filled(oneLine(element));
    if (element.name === 'stanza') return [blocksOf(element, level).join('\n')];
    return element.name === 'binary' ? [] : blocksOf(element, level);
  });
}

function filled(text: string, before = ''): string[] {
  return text === '' ? [] : [before + text];
}

function oneLine(element: XmlElement): string {
  const parts = childElements(element, 'p').map(textOf);
  return (parts.length === 0 ? textOf(element) : parts.join(' ')).replace(/\s+/gu, ' ').trim();
}
