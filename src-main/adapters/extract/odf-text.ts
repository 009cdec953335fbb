import { markdownTable } from './markdown-table.ts';
import { childElements, textOf, type XmlElement } from './xml-tree.ts';

/*
 * The text of OpenDocument elements as Markdown: headings, paragraphs, lists, tables; notes in brackets where they are
 * called. Left out: what was deleted under change tracking, comments, tables of contents.
 */

/** Reads the blocks below an element, in order. */
export function blocksOf(parent: XmlElement, listDepth = 0): string[] {
  return childElements(parent).flatMap((element): string[] => {
    switch (element.name) {
      case 'h':
        return filled(`${'#'.repeat(levelOf(element))} ${inline(element)}`, inline(element));
      case 'p':
        return paragraph(element);
      case 'list':
        return filled(listText(element, listDepth));
      case 'table':
        return filled(tableText(element));
      case 'tracked-changes':
      case 'table-of-content':
      case 'annotation':
      case 'forms':
      case 'sequence-decls':
        return [];
      default:
        return blocksOf(element, listDepth);
    }
  });
}

function filled(text: string, needed = text): string[] {
  return needed.trim() === '' ? [] : [text];
}

function paragraph(element: XmlElement): string[] {
  const text = inline(element);
  const isTitle = element.attributes.get('text:style-name') === 'Title';
  return [...filled(isTitle ? `# ${text}` : text, text), ...framesIn(element).flatMap((frame) => blocksOf(frame))];
}

/** Text boxes hang at a paragraph and are read after it. */
function framesIn(element: XmlElement): XmlElement[] {
  return childElements(element).flatMap((child) => (child.name === 'text-box' ? [child] : framesIn(child)));
}

function levelOf(heading: XmlElement): number {
  const level = Number(heading.attributes.get('text:outline-level') ?? 1);
  return level >= 1 && level <= 6 ? level : 6;
}

function listText(list: XmlElement, depth: number): string {
  return childElements(list)
    .filter((item) => item.name === 'list-item' || item.name === 'list-header')
    .flatMap((item) => {
      const [first, ...others] = blocksOf(item, depth + 1);
      if (first === undefined) return [];
      const isList = childElements(item)[0]?.name === 'list';
      return [isList ? first : `${'  '.repeat(depth)}- ${first}`, ...others];
    })
    .join('\n');
}

function tableText(table: XmlElement): string {
  return markdownTable(rowsOf(table).map((row) => cellsOf(row).map((cell) => blocksOf(cell).join(' '))));
}

function rowsOf(parent: XmlElement): XmlElement[] {
  return childElements(parent).flatMap((child) => {
    if (child.name === 'table-row') return [child];
    return /^table-(?:header-rows|rows|row-group)$/u.test(child.name) ? rowsOf(child) : [];
  });
}

function cellsOf(row: XmlElement): XmlElement[] {
  return childElements(row).filter((cell) => cell.name === 'table-cell' || cell.name === 'covered-table-cell');
}

/** The running text of a paragraph on one line, but for the breaks its author made. */
function inline(element: XmlElement): string {
  return element.children
    .map((child): string => {
      if (typeof child === 'string') return child.replace(/\s+/gu, ' ');
      switch (child.name) {
        case 's':
          return ' ';
        case 'tab':
          return '\t';
        case 'line-break':
          return '\n';
        case 'note':
          return ` (${childElements(child, 'note-body').map(textOf).join(' ').replace(/\s+/gu, ' ').trim()})`;
        case 'annotation':
        case 'text-box':
        case 'title':
        case 'desc':
        case 'ruby-text':
        case 'tracked-changes':
          return '';
        default:
          return inline(child);
      }
    })
    .join('')
    .replace(/ {2,}/gu, ' ');
}
