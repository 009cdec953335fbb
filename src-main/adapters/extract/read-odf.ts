import { sentence } from '../../../src-contract/host-message.ts';
import { type ExtractedDocument, type ExtractedPage, onePage } from './extracted-document.ts';
import { cleanText } from './markdown-table.ts';
import { openOdf } from './odf-package.ts';
import { blocksOf } from './odf-text.ts';
import { inReadingOrder, type Placed } from './reading-order.ts';
import { Unreadable } from './unreadable.ts';
import { childElements, descendants, parseXml, type XmlElement } from './xml-tree.ts';

/**
 * Reads an OpenDocument text as Markdown.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function readOdt(bytes: Uint8Array): Promise<ExtractedDocument> {
  const { content, title: named } = await openOdf(bytes, 'an OpenDocument text (.odt)');
  const [body] = descendants(parseXml(content), 'body');
  const text = body === undefined ? '' : pageText(blocksOf(body));
  const title = named ?? /^# (.+)$/mu.exec(text)?.[1]?.slice(0, 200);
  return { shape: 'markdown', isPaged: false, pages: onePage(text), ...(title === undefined ? {} : { title }) };
}

/**
 * Reads an OpenDocument presentation; a slide is a page, like those of PowerPoint.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`, or `no-text` when there is no slide
 */
export async function readOdp(bytes: Uint8Array): Promise<ExtractedDocument> {
  const { content, title: named } = await openOdf(bytes, 'an OpenDocument presentation (.odp)');
  const [body] = descendants(parseXml(content), 'presentation');
  const slides = body === undefined ? [] : childElements(body, 'page');
  if (slides.length === 0) throw new Unreadable('no-text', sentence('no-slides'));
  const pages = slides.map((slide, index): ExtractedPage => {
    const text = slideText(slide);
    return { page: index + 1, state: text === '' ? 'empty' : 'text', text, path: [] };
  });
  const title = named ?? pages.map((page) => /^# (.+)/u.exec(page.text)?.[1]).find((one) => one !== undefined);
  return { shape: 'markdown', isPaged: true, unit: 'slide', pages, ...(title === undefined ? {} : { title }) };
}

const FURNITURE = new Set(['header', 'footer', 'date-time', 'page-number']);

function slideText(slide: XmlElement): string {
  const titles: string[] = [];
  const placed: Placed[] = [];
  let notes = '';
  for (const shape of childElements(slide)) {
    if (shape.name === 'notes') {
      notes = childElements(shape, 'frame')
        .filter((frame) => frame.attributes.get('presentation:class') === 'notes')
        .flatMap((frame) => blocksOf(frame))
        .join('\n');
      continue;
    }
    const kind = shape.attributes.get('presentation:class') ?? '';
    if (FURNITURE.has(kind)) continue;
    const text = blocksOf(shape).join('\n');
    if (text.trim() === '') continue;
    if (kind === 'title' && titles.length === 0) titles.push(text.replace(/\s+/gu, ' ').trim());
    else placed.push({ text, ...boxOf(shape) });
  }
  const blocks = [
    ...titles.map((title) => `# ${title}`),
    ...inReadingOrder(placed).map((one) => one.text),
    ...(notes.trim() === '' ? [] : [`Notes: ${notes}`]),
  ];
  return pageText(blocks);
}

function boxOf(shape: XmlElement): Pick<Placed, 'box'> {
  const [x, y, height] = ['svg:x', 'svg:y', 'svg:height'].map((name) => lengthOf(shape.attributes.get(name)));
  return x === undefined || y === undefined || height === undefined ? {} : { box: { x, y, height } };
}

const MILLIMETRES: Readonly<Record<string, number>> = { cm: 10, mm: 1, in: 25.4, pt: 25.4 / 72, px: 25.4 / 96 };

function lengthOf(text: string | undefined): number | undefined {
  const match = /^(-?[\d.]{1,20})(cm|mm|in|pt|px)$/u.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) * MILLIMETRES[match[2]!]!;
}

function pageText(blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : cleanText(`${blocks.join('\n\n')}\n`);
}
