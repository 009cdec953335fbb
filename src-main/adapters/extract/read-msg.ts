import iconv from 'iconv-lite';
import { sentence } from '../../../src-contract/host-message.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { htmlToText } from './html-to-text.ts';
import { cleanText } from './markdown-table.ts';
import { openOle } from './ole-file.ts';
import { Unreadable } from './unreadable.ts';

/** Properties of a message, by the number in the names of their streams. Source: [MS-OXPROPS]. */
const PROPERTY = {
  subject: '0037',
  from: '0C1A',
  fromAddress: '0C1F',
  to: '0E04',
  copies: '0E03',
  body: '1000',
  html: '1013',
};

/** Reads a mail message that Outlook saved: its head and its text, without attachments. @throws Unreadable `invalid` */
export function readMsg(bytes: Uint8Array): ExtractedDocument {
  const file = openOle(bytes);
  const text = (property: string): string => {
    const wide = file.read(`__substg1.0_${property}001F`);
    if (wide !== undefined) return new TextDecoder('utf-16le').decode(wide).replace(/\0+$/u, '').trim();
    const narrow = file.read(`__substg1.0_${property}001E`);
    return narrow === undefined ? '' : iconv.decode(Buffer.from(narrow), 'cp1252').replace(/\0+$/u, '').trim();
  };
  if (!file.names.some((name) => name.startsWith('__'))) throw new Unreadable('invalid', sentence('not-message'));
  const html = file.read(`__substg1.0_${PROPERTY.html}0102`);
  const plain = text(PROPERTY.body);
  const body = plain !== '' || html === undefined ? plain : htmlToText(new TextDecoder().decode(html)).text;
  const subject = text(PROPERTY.subject).replace(/\s+/gu, ' ');
  const address = text(PROPERTY.fromAddress);
  const sender = [text(PROPERTY.from), /^[^\s@]+@[^\s@]+$/u.test(address) ? `<${address}>` : ''].join(' ').trim();
  const head = [
    ['From', sender],
    ['To', text(PROPERTY.to)],
    ['Cc', text(PROPERTY.copies)],
  ].flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]));
  const blocks = [subject === '' ? '' : `# ${subject}`, head.join('\n'), body].filter((block) => block !== '');
  const pages = onePage(blocks.length === 0 ? '' : cleanText(`${blocks.join('\n\n')}\n`));
  return { shape: 'markdown', isPaged: false, pages, ...(subject === '' ? {} : { title: subject.slice(0, 200) }) };
}
