import { markdownTable } from './markdown-table.ts';
import { inReadingOrder, type Placed } from './reading-order.ts';
import { childElements, descendants, findElement, textOf, type XmlElement } from './xml-tree.ts';

/*
 * The text of the shapes of a slide in the order a reader meets them: the title, then from top to bottom and left to
 * right where every shape says where it is, else in the order of the file, which is the order they were made in and
 * the one that screen readers take.
 */

/** Text of charts and diagrams by the id of their link. */
export type SlideParts = ReadonlyMap<string, string>;

export interface SlideText {
  /** One line; empty when the slide has no title. */
  readonly title: string;
  /** Paragraphs, lists and tables, in order. */
  readonly blocks: readonly string[];
}

/** What stands on every slide or comes from the program. */
const FURNITURE = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);
const TITLES = new Set(['title', 'ctrTitle']);
const LISTS = new Set(['body', 'obj', 'subTitle', '']);

/** Reads the shapes below a shape tree or group. */
export function shapesText(tree: XmlElement, parts: SlideParts): SlideText {
  const titles: string[] = [];
  const placed = placedShapes(tree, parts, titles);
  const [title = '', ...others] = titles;
  return { title, blocks: [...others, ...inReadingOrder(placed).map((shape) => shape.text)] };
}

function placedShapes(tree: XmlElement, parts: SlideParts, titles: string[]): Placed[] {
  return shapesOf(tree).flatMap((shape): Placed[] => {
    const place = boxOf(shape);
    const placed = (text: string): Placed[] =>
      text.trim() === '' ? [] : [{ text, ...(place === undefined ? {} : { box: place }) }];
    if (shape.name === 'grpSp') {
      return placed(
        inReadingOrder(placedShapes(shape, parts, titles))
          .map((inner) => inner.text)
          .join('\n\n'),
      );
    }
    if (shape.name === 'graphicFrame') return placed(frameText(shape, parts));
    if (shape.name === 'pic') return placed(descriptionOf(shape));
    const kind = placeholderOf(shape);
    if (kind !== undefined && FURNITURE.has(kind)) return [];
    const body = findElement(shape, 'txBody');
    if (body === undefined) return [];
    if (kind === undefined || !TITLES.has(kind))
      return placed(paragraphsText(body, kind !== undefined && LISTS.has(kind)));
    const title = paragraphsText(body, false).replace(/\s+/gu, ' ').trim();
    if (title !== '') titles.push(title);
    return [];
  });
}

/** The shapes of a group; of alternatives for old and new programs the first is taken. */
function shapesOf(tree: XmlElement): XmlElement[] {
  return childElements(tree).flatMap((child) => {
    if (/^(?:sp|grpSp|graphicFrame|pic)$/u.test(child.name)) return [child];
    const choice = child.name === 'AlternateContent' ? findElement(child, 'Choice') : undefined;
    return choice === undefined ? [] : shapesOf(choice);
  });
}

function boxOf(shape: XmlElement): Placed['box'] {
  const transform =
    findElement(shape, 'xfrm') ?? findElement(shape, 'spPr', 'xfrm') ?? findElement(shape, 'grpSpPr', 'xfrm');
  const offset = transform === undefined ? undefined : findElement(transform, 'off');
  const extent = transform === undefined ? undefined : findElement(transform, 'ext');
  const [x, y, height] = [offset?.attributes.get('x'), offset?.attributes.get('y'), extent?.attributes.get('cy')].map(
    Number,
  );
  return x === undefined || y === undefined || height === undefined || !Number.isFinite(x + y + height)
    ? undefined
    : { x, y, height };
}

/** The kind of a placeholder; `''` when it names none, undefined when the shape is none. */
function placeholderOf(shape: XmlElement): string | undefined {
  const placeholder = findElement(shape, 'nvSpPr', 'nvPr', 'ph');
  return placeholder === undefined ? undefined : (placeholder.attributes.get('type') ?? '');
}

function paragraphsText(body: XmlElement, isList: boolean): string {
  const paragraphs = childElements(body, 'p')
    .map((paragraph) => ({ text: paragraphText(paragraph).trim(), level: levelOf(paragraph) }))
    .filter(({ text }) => text !== '');
  const isListed = isList && paragraphs.length > 1;
  return paragraphs.map(({ text, level }) => (isListed ? `${'  '.repeat(level)}- ${text}` : text)).join('\n');
}

function paragraphText(paragraph: XmlElement): string {
  return childElements(paragraph)
    .map((run) => {
      if (run.name === 'br') return '\n';
      if (run.name === 'm' || run.name === 'AlternateContent') return descendants(run, 't').map(textOf).join('');
      return run.name === 'r' || run.name === 'fld' ? childElements(run, 't').map(textOf).join('') : '';
    })
    .join('');
}

function levelOf(paragraph: XmlElement): number {
  const level = Number(findElement(paragraph, 'pPr')?.attributes.get('lvl') ?? 0);
  return level >= 0 && level <= 8 ? level : 0;
}

function frameText(frame: XmlElement, parts: SlideParts): string {
  const data = findElement(frame, 'graphic', 'graphicData');
  if (data === undefined) return '';
  const table = findElement(data, 'tbl');
  if (table !== undefined) {
    const rows = childElements(table, 'tr').map((row) =>
      childElements(row, 'tc').map((cell) => {
        const body = findElement(cell, 'txBody');
        return body === undefined ? '' : paragraphsText(body, false);
      }),
    );
    return markdownTable(rows);
  }
  const link = childElements(data)[0]?.attributes;
  return parts.get(link?.get('r:id') ?? link?.get('r:dm') ?? '') ?? '';
}

/** What a person wrote about a picture; programs fill in file names. */
function descriptionOf(picture: XmlElement): string {
  const description = findElement(picture, 'nvPicPr', 'cNvPr')?.attributes.get('descr')?.trim() ?? '';
  return /^\S+\.(?:png|jpe?g|gif|bmp|emf|wmf|svg|tiff?)$/iu.test(description) ? '' : description;
}

/** A chart as a table: its title, then a row for each category and a column for each series. */
export function chartText(chart: XmlElement): string {
  const heading = descendants(chart, 'title').map((title) => descendants(title, 't').map(textOf).join('').trim());
  const series = descendants(chart, 'ser').map((one) => ({
    name: valuesOf(findElement(one, 'tx')).join(' '),
    categories: valuesOf(findElement(one, 'cat') ?? findElement(one, 'xVal')),
    values: valuesOf(findElement(one, 'val') ?? findElement(one, 'yVal')),
  }));
  const categories = series.find((one) => one.categories.length > 0)?.categories ?? [];
  const length = Math.min(MAX_CHART_ROWS, Math.max(categories.length, ...series.map((one) => one.values.length), 0));
  const rows = Array.from({ length }, (_, row) => [
    categories[row] ?? '',
    ...series.map((one) => one.values[row] ?? ''),
  ]);
  const table = series.length === 0 ? '' : markdownTable([['', ...series.map((one) => one.name)], ...rows]);
  return [...heading, table].filter((part) => part !== '').join('\n\n');
}

/** A chart shows no more points than a reader could tell apart. A guess. */
const MAX_CHART_ROWS = 1000;

function valuesOf(from: XmlElement | undefined): string[] {
  return from === undefined ? [] : descendants(from, 'v').map((value) => textOf(value).trim());
}
