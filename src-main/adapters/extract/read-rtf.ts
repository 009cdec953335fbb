import iconv from 'iconv-lite';
import { sentence } from '../../../src-contract/host-message.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { cleanText } from './markdown-table.ts';
import { usableTitle } from './office-package.ts';
import { Unreadable } from './unreadable.ts';

/*
 * The text of Rich Text, after Microsoft's specification 1.9.1: control words, groups, characters by code page or in
 * Unicode. Paragraphs whose outline level or style says so are headings; cells stand between bars. Pictures, embedded
 * objects, style and font tables are passed over. One pass with a stack of groups, linear in the length.
 */

/** Groups that hold no text of the document; those after \* are skipped as well. */
const SKIPPED = new Set(
  (
    'fonttbl colortbl filetbl stylesheet listtable listoverridetable revtbl rsidtbl generator pict object objdata ' +
    'themedata colorschememapping datastore latentstyles xmlnstbl header headerl headerr headerf footer footerl ' +
    'footerr footerf fldinst bkmkstart bkmkend nonshppict shppict listtext pntext'
  ).split(' '),
);
const SIGNS: Readonly<Record<string, string>> = {
  par: '\n\n',
  sect: '\n\n',
  page: '\n\n',
  line: '\n',
  tab: '\t',
  cell: ' | ',
  nestcell: ' | ',
  row: '\n',
  nestrow: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
};
const TOKEN = /\\(?:([a-z]{1,40})(-?\d{1,10})? ?|'([\da-f]{2})|([^a-z]))|[{}]|[^\\{}\r\n]+/giu;
const MAX_DEPTH = 1000;

interface Group {
  readonly isSkipped: boolean;
  readonly isTitle: boolean;
  /** Characters that stand in for one in Unicode. */
  readonly fallback: number;
}

/** Reads a Rich Text document. @throws Unreadable `invalid` when it is none */
export function readRtf(bytes: Uint8Array): ExtractedDocument {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!source.trimStart().startsWith('{\\rtf')) throw new Unreadable('invalid', sentence('not-rtf'));
  const reader = new RtfReader(codePageOf(source), headingStyles(source));
  const { text, title: named } = reader.read(source);
  const title = usableTitle(named) ?? usableTitle(/^# (.+)$/mu.exec(text)?.[1]);
  return { shape: 'markdown', isPaged: false, pages: onePage(text), ...(title === undefined ? {} : { title }) };
}

function codePageOf(source: string): string {
  const number = /\\ansicpg(\d{1,5})/u.exec(source.slice(0, 4096))?.[1];
  const name = number === '65001' ? 'utf-8' : `cp${number ?? '1252'}`;
  return iconv.encodingExists(name) ? name : 'cp1252';
}

/** Levels of the styles that are headings, by their number. */
function headingStyles(source: string): ReadonlyMap<number, number> {
  const levelByStyle = new Map<number, number>();
  const from = source.indexOf('{\\stylesheet');
  if (from < 0) return levelByStyle;
  for (const style of source.slice(from, from + 256 * 1024).split('}')) {
    const number = /\\s(\d{1,5})\b/u.exec(style)?.[1];
    const level = /[ }](?:heading (\d)|title);$/iu.exec(style);
    if (number !== undefined && level !== null) levelByStyle.set(Number(number), Number(level[1] ?? 1));
  }
  return levelByStyle;
}

class RtfReader {
  readonly #codePage: string;
  readonly #levelByStyle: ReadonlyMap<number, number>;
  #groups: Group[] = [];
  #group: Group = { isSkipped: false, isTitle: false, fallback: 1 };
  #paragraph = '';
  #level = 0;
  readonly #paragraphs: string[] = [];
  /** Bytes of one code page that stand together; a character may take two. */
  #bytes: number[] = [];
  /** Characters still to pass over after one in Unicode. */
  #passing = 0;
  #title = '';

  constructor(codePage: string, levelByStyle: ReadonlyMap<number, number>) {
    this.#codePage = codePage;
    this.#levelByStyle = levelByStyle;
  }

  read(source: string): { text: string; title: string } {
    for (const match of source.matchAll(TOKEN)) {
      const [token, word, number, byte, sign] = match;
      if (byte === undefined) this.#flushBytes();
      if (token === '{') this.#open();
      else if (token === '}') this.#close();
      else if (word !== undefined) this.#takeWord(word, number === undefined ? undefined : Number(number));
      else if (byte !== undefined) this.#takeByte(Number.parseInt(byte, 16));
      else if (sign !== undefined) this.#takeSign(sign);
      else this.#takeText(token);
    }
    this.#flushBytes();
    this.#endParagraph();
    const text = this.#paragraphs.length === 0 ? '' : `${this.#paragraphs.join('\n\n')}\n`;
    return { text: cleanText(text), title: this.#title };
  }

  #open(): void {
    this.#passing = 0;
    if (this.#groups.length >= MAX_DEPTH) throw new Unreadable('invalid', sentence('document-too-deep'));
    this.#groups.push(this.#group);
  }

  #close(): void {
    this.#passing = 0;
    this.#group = this.#groups.pop() ?? this.#group;
  }

  #takeWord(word: string, number: number | undefined): void {
    if (word === 'u' && number !== undefined) {
      this.#put(String.fromCharCode(number < 0 ? number + 0x10000 : number));
      this.#passing = this.#group.fallback;
    } else if (word === 'uc') this.#group = { ...this.#group, fallback: Math.max(0, number ?? 1) };
    else if (SKIPPED.has(word)) this.#group = { ...this.#group, isSkipped: true };
    else if (word === 'info') this.#group = { ...this.#group, isSkipped: true };
    else if (word === 'title') this.#group = { ...this.#group, isTitle: true };
    else if (word === 'pard') this.#level = 0;
    else if (word === 's') this.#level = this.#levelByStyle.get(number ?? -1) ?? this.#level;
    else if (word === 'outlinelevel' && number !== undefined && number < 9) this.#level = number + 1;
    else if (word === 'par' || word === 'sect' || word === 'page') this.#endParagraph();
    else if (SIGNS[word] !== undefined) this.#put(SIGNS[word]);
  }

  #takeSign(sign: string): void {
    if (sign === '*') this.#group = { ...this.#group, isSkipped: true };
    else if (sign === '~') this.#put('\u00a0');
    else if (sign === '_') this.#put('-');
    else if (sign === '\n' || sign === '\r') this.#endParagraph();
    else if (sign === '\\' || sign === '{' || sign === '}') this.#takeText(sign);
  }

  #takeByte(byte: number): void {
    if (this.#passing > 0) this.#passing -= 1;
    else this.#bytes.push(byte);
  }

  #flushBytes(): void {
    if (this.#bytes.length === 0) return;
    const text = iconv.decode(Buffer.from(this.#bytes), this.#codePage);
    this.#bytes = [];
    this.#put(text);
  }

  #takeText(text: string): void {
    const passed = Math.min(this.#passing, text.length);
    this.#passing -= passed;
    this.#put(text.slice(passed));
  }

  #put(text: string): void {
    if (this.#group.isTitle) this.#title += text;
    else if (!this.#group.isSkipped) this.#paragraph += text;
  }

  #endParagraph(): void {
    if (this.#group.isSkipped) return;
    const text = this.#paragraph.replace(/(?: \| )+(?=\n|$)/gu, '').trim();
    const isHeading = this.#level > 0 && this.#level <= 6 && !text.includes('\n');
    if (text !== '') this.#paragraphs.push(isHeading ? `${'#'.repeat(this.#level)} ${text}` : text);
    this.#paragraph = '';
  }
}
