import { parseHTML } from 'linkedom';
import { plainHeading } from '../../engine/chunking/markdown-blocks.ts';

/*
 * HTML as Markdown, as far as reading needs it: headings, paragraphs, lists, tables, code, emphasis dropped, links and
 * pictures by their text. Own code rather than turndown, because identifiers and quotes must come out exactly as they
 * are shown (turndown escapes `snake_case`), and because what is cited has to be all of the page, which Readability
 * does not promise. Scripts never run: the parser has no engine for them.
 */

const DROPPED = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE SVG MATH IFRAME OBJECT EMBED TITLE META LINK BASE NAV BUTTON SELECT DATALIST DIALOG CANVAS AUDIO VIDEO'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM HEADER ' +
    'HR HTML LEGEND LI MAIN MENU OL P SECTION SUMMARY UL'
  ).split(' '),
);
const HEADING = /^H[1-6]$/u;
/** Deeper nesting is not a document; recursion has to stop before the stack does. */
const MAX_DEPTH = 400;

const ELEMENT_NODE = 1;
const TEXT_NODE = 3;

/** The parts of a DOM node that are used, so that any DOM fits. */
interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
  getAttribute?(name: string): string | null;
}

export interface HtmlText {
  readonly text: string;
  readonly title?: string;
}

/** Turns an HTML document or fragment into Markdown text, and finds its title. */
export function htmlToText(html: string): HtmlText {
  const isDocument = /<(?:html|body|!doctype)\b/iu.test(html.slice(0, 4096)) || /<body\b/iu.test(html);
  const { document } = parseHTML(isDocument ? html : `<!doctype html><html><body>${html}</body></html>`);
  // All of the document, not its body: scripts before the head make parsers disagree about where the body is.
  const root = document as unknown as DomNode;
  const writer = new MarkdownWriter();
  for (const child of root.childNodes) writer.write(child, 0);
  const named = oneLine(document.querySelector('title')?.textContent ?? '');
  const heading = named === '' ? oneLine(document.querySelector('h1')?.textContent ?? '') : named;
  return { text: writer.finish(), ...(heading === '' ? {} : { title: heading.slice(0, 200) }) };
}

class MarkdownWriter {
  #text = '';
  /** What must stand between the text so far and the next word. */
  #gap: '' | ' ' | '\n' | '\n\n' = '';
  #lists: { readonly isOrdered: boolean; count: number }[] = [];

  write(node: DomNode, depth: number): void {
    if (node.nodeType === TEXT_NODE) this.#addText(node.textContent ?? '');
    else if (node.nodeType === ELEMENT_NODE && depth <= MAX_DEPTH && !isHidden(node)) this.#writeElement(node, depth);
  }

  finish(): string {
    return this.#text.trim() === '' ? '' : `${this.#text.trim()}\n`;
  }

  #writeElement(node: DomNode, depth: number): void {
    const name = node.nodeName.toUpperCase();
    if (DROPPED.has(name)) return;
    if (name === 'BR') this.#breakLine();
    else if (name === 'IMG') this.#addText(` ${node.getAttribute?.('alt') ?? ''} `);
    else if (name === 'PRE') this.#addCode(node.textContent ?? '');
    else if (name === 'TABLE') this.#addTable(node, depth);
    else if (HEADING.test(name)) this.#addHeading(Number(name[1]), node);
    else if (name === 'UL' || name === 'OL') this.#addList(node, name === 'OL', depth);
    else if (name === 'LI') this.#addItem(node, depth);
    else {
      const isBlock = BLOCKS.has(name);
      if (isBlock) this.#endBlock();
      this.#writeChildren(node, depth);
      if (isBlock) this.#endBlock();
    }
  }

  #writeChildren(node: DomNode, depth: number): void {
    for (const child of node.childNodes) this.write(child, depth + 1);
  }

  #addText(source: string): void {
    const text = cleaned(source).replace(/\s+/gu, ' ');
    if (text === '') return;
    if (text.startsWith(' ') && this.#gap === '') this.#gap = ' ';
    const words = text.trim();
    if (words === '') return;
    this.#put(words);
    if (text.endsWith(' ')) this.#gap = ' ';
  }

  #addHeading(level: number, node: DomNode): void {
    const title = plainHeading(oneLine(node.textContent ?? ''));
    if (title === '') return;
    this.#endBlock();
    this.#put(`${'#'.repeat(level)} ${title}`);
    this.#endBlock();
  }

  #addCode(source: string): void {
    const code = cleaned(source).replace(/^\s*\n|\s+$/gu, '');
    if (code.trim() === '') return;
    this.#endBlock();
    const longest = Math.max(2, ...[...code.matchAll(/`+/gu)].map((run) => run[0].length));
    const fence = '`'.repeat(longest + 1);
    this.#put(`${fence}\n${code}\n${fence}`);
    this.#endBlock();
  }

  #addList(node: DomNode, isOrdered: boolean, depth: number): void {
    if (this.#lists.length === 0) this.#endBlock();
    else this.#breakLine();
    this.#lists.push({ isOrdered, count: 0 });
    this.#writeChildren(node, depth);
    this.#lists.pop();
    if (this.#lists.length === 0) this.#endBlock();
    else this.#breakLine();
  }

  #addItem(node: DomNode, depth: number): void {
    const list = this.#lists.at(-1);
    if (list !== undefined) list.count += 1;
    this.#breakLine();
    const indent = '  '.repeat(Math.max(0, this.#lists.length - 1));
    this.#put(`${indent}${list?.isOrdered === true ? `${list.count}.` : '-'}`);
    this.#gap = ' ';
    this.#writeChildren(node, depth);
    this.#breakLine();
  }

  #addTable(table: DomNode, depth: number): void {
    const rows = rowsOf(table, depth).map((row) => row.map((cell) => inlineText(cell)));
    const filled = rows.filter((row) => row.some((cell) => cell !== ''));
    this.#endBlock();
    if (filled.every((row) => row.length <= 1)) {
      // One column is layout, not a table.
      for (const row of rowsOf(table, depth)) for (const cell of row) this.#writeChildren(cell, depth + 1);
    } else {
      filled.forEach((row, index) => {
        this.#breakLine();
        this.#put(`| ${row.join(' | ')} |`);
        if (index === 0 && filled.length > 1) this.#text += `\n|${' --- |'.repeat(row.length)}`;
      });
    }
    this.#endBlock();
  }

  #breakLine(): void {
    if (this.#gap !== '\n\n') this.#gap = '\n';
  }

  #endBlock(): void {
    // Inside a list a block is a line of its item.
    this.#gap = this.#lists.length > 0 ? (this.#gap === '' ? ' ' : this.#gap) : '\n\n';
  }

  #put(words: string): void {
    this.#text += this.#text === '' ? words : this.#gap + words;
    this.#gap = '';
  }
}

function rowsOf(table: DomNode, depth: number): DomNode[][] {
  const rows: DomNode[][] = [];
  if (depth > MAX_DEPTH) return rows;
  for (const child of table.childNodes) {
    const name = child.nodeName.toUpperCase();
    if (name === 'TR') rows.push([...child.childNodes].filter((cell) => /^T[DH]$/iu.test(cell.nodeName)));
    else if (/^(?:THEAD|TBODY|TFOOT)$/u.test(name)) rows.push(...rowsOf(child, depth + 1));
    else if (name === 'CAPTION') rows.push([child]);
  }
  return rows;
}

function inlineText(cell: DomNode): string {
  const writer = new MarkdownWriter();
  for (const child of cell.childNodes) writer.write(child, 0);
  return oneLine(writer.finish()).replace(/\|/gu, '\\|');
}

function isHidden(node: DomNode): boolean {
  const { getAttribute } = node;
  if (getAttribute === undefined) return false;
  const attribute = (name: string) => getAttribute.call(node, name);
  if (attribute('hidden') !== null || attribute('role') === 'navigation') return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(attribute('style') ?? '');
}

function cleaned(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, ' ').toWellFormed();
}

function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/gu, ' ').trim();
}
