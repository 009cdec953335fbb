import { sentence } from '../../../src-contract/host-message.ts';
import type { ExtractedDocument, ExtractedPage } from './extracted-document.ts';
import { cleanText } from './markdown-table.ts';
import {
  coreTitle,
  mainPart,
  type OfficePackage,
  openPackage,
  type Relationship,
  relationshipsOf,
} from './office-package.ts';
import { chartText, type SlideParts, shapesText } from './pptx-shapes.ts';
import { messageOf, Unreadable } from './unreadable.ts';
import { childElements, descendants, findElement, textOf, type XmlElement } from './xml-tree.ts';

const NAMES = { what: 'a PowerPoint presentation (.pptx)', saveAs: '.pptx' };

/**
 * Reads a PowerPoint presentation; a slide is a page: its title, its text in reading order, tables, charts, notes.
 *
 * A damaged slide is `failed` and named in `missing`; the others are read.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`, or `no-text` when there is no slide
 */
export async function readPptx(bytes: Uint8Array): Promise<ExtractedDocument> {
  await using parts = await openPackage(bytes, NAMES);
  const slides = await listSlides(parts);
  if (slides.length === 0) throw new Unreadable('no-text', sentence('no-slides'));
  const pages: ExtractedPage[] = [];
  for (const [index, path] of slides.entries()) pages.push(await readPage(parts, path, index + 1));
  const title = (await coreTitle(parts)) ?? firstTitle(pages);
  const failed = pages.filter((page) => page.state === 'failed');
  const [first] = failed;
  const missing = `${failed.length} of ${pages.length} slides could not be read, such as slide ${first?.page}: ${first?.reason}`;
  return {
    shape: 'markdown',
    isPaged: true,
    unit: 'slide',
    pages,
    ...(title === undefined ? {} : { title }),
    ...(first === undefined ? {} : { missing }),
  };
}

/** The title of the first slide that has one. */
export function firstTitle(pages: readonly ExtractedPage[]): string | undefined {
  for (const { text } of pages) {
    const title = /^# (.+)/u.exec(text)?.[1];
    if (title !== undefined) return title.slice(0, 200);
  }
  return undefined;
}

/** Paths of the slides in the order they are shown. */
async function listSlides(parts: OfficePackage): Promise<string[]> {
  const main = await mainPart(parts, NAMES.what);
  const presentation = await parts.xml(main);
  const root = presentation === undefined ? undefined : childElements(presentation, 'presentation')[0];
  if (root === undefined) throw new Unreadable('invalid', sentence('not-powerpoint'));
  const targetById = new Map((await relationshipsOf(parts, main)).map((link) => [link.id, link.target]));
  const list = findElement(root, 'sldIdLst');
  if (list === undefined) return [];
  return childElements(list, 'sldId').flatMap((slide) => targetById.get(slide.attributes.get('r:id') ?? '') ?? []);
}

async function readPage(parts: OfficePackage, path: string, page: number): Promise<ExtractedPage> {
  try {
    const text = await slideText(parts, path);
    // Headings of the slide before do not stand over this one.
    return { page, state: text.trim() === '' ? 'empty' : 'text', text, path: [] };
  } catch (thrown) {
    if (thrown instanceof Unreadable && thrown.status === 'too-large') throw thrown;
    return { page, state: 'failed', text: '', reason: messageOf(thrown), path: [] };
  }
}

async function slideText(parts: OfficePackage, path: string): Promise<string> {
  const tree = await parts.xml(path);
  const shapes = tree === undefined ? undefined : findElement(childElements(tree)[0] ?? tree, 'cSld', 'spTree');
  if (shapes === undefined) throw new Unreadable('invalid', sentence('slide-missing'));
  const links = await relationshipsOf(parts, path);
  const { title, blocks } = shapesText(shapes, await linkedText(parts, links));
  const notes = await notesText(parts, links);
  const all = [...(title === '' ? [] : [`# ${title}`]), ...blocks, ...(notes === '' ? [] : [`Notes: ${notes}`])];
  return all.length === 0 ? '' : cleanText(`${all.join('\n\n')}\n`);
}

/** The text of charts and diagrams, which stand in parts of their own. */
async function linkedText(parts: OfficePackage, links: readonly Relationship[]): Promise<SlideParts> {
  const textById = new Map<string, string>();
  for (const link of links) {
    if (link.type !== 'chart' && link.type !== 'diagramData') continue;
    const tree = await parts.xml(link.target);
    if (tree === undefined) continue;
    textById.set(link.id, link.type === 'chart' ? chartText(tree) : diagramText(tree));
  }
  return textById;
}

function diagramText(tree: XmlElement): string {
  const points = descendants(tree, 'pt').map((point) => descendants(point, 't').map(textOf).join(' ').trim());
  return points
    .filter((point) => point !== '')
    .map((point) => `- ${point}`)
    .join('\n');
}

async function notesText(parts: OfficePackage, links: readonly Relationship[]): Promise<string> {
  const path = links.find((link) => link.type === 'notesSlide')?.target;
  const tree = path === undefined ? undefined : await parts.xml(path);
  const shapes = tree === undefined ? undefined : findElement(childElements(tree)[0] ?? tree, 'cSld', 'spTree');
  return shapes === undefined ? '' : shapesText(shapes, new Map()).blocks.join('\n\n');
}
