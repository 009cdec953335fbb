import { posix } from 'node:path';
import { sentence } from '../../../src-contract/host-message.ts';
import { type ExtractedDocument, onePage } from './extracted-document.ts';
import { htmlToText } from './html-to-text.ts';
import { type OfficePackage, openPackage, usableTitle } from './office-package.ts';
import { Unreadable } from './unreadable.ts';
import { childElements, descendants, findElement, textOf, type XmlElement } from './xml-tree.ts';

const NAMES = { what: 'an electronic book (.epub)', saveAs: '.epub' };

/**
 * Reads an electronic book as Markdown: its chapters in reading order, under their headings.
 *
 * @throws Unreadable `invalid` or `too-large`, or `unsupported` when it is copy-protected
 */
export async function readEpub(bytes: Uint8Array): Promise<ExtractedDocument> {
  await using parts = await openPackage(bytes, NAMES);
  const path = await packagePath(parts);
  const tree = await parts.xml(path);
  const root = tree === undefined ? undefined : findElement(tree, 'package');
  if (root === undefined) throw new Unreadable('invalid', sentence('book-no-contents'));
  const protectedPaths = await listProtected(parts);
  const texts: string[] = [];
  let missed = 0;
  const chapters = chaptersOf(root, posix.dirname(path));
  for (const chapter of chapters) {
    if (protectedPaths.has(chapter)) {
      throw new Unreadable('unsupported', sentence('book-protected'));
    }
    const source = await parts.text(chapter);
    if (source === undefined) missed += 1;
    else texts.push(htmlToText(asHtml(source)).text);
  }
  const metadata = findElement(root, 'metadata');
  const named = metadata === undefined ? undefined : findElement(metadata, 'title');
  const title = usableTitle(named === undefined ? undefined : textOf(named));
  return {
    shape: 'markdown',
    isPaged: false,
    pages: onePage(texts.filter((text) => text !== '').join('\n')),
    ...(title === undefined ? {} : { title }),
    ...(missed === 0 ? {} : { missing: `${missed} of ${chapters.length} chapters are not in the file.` }),
  };
}

async function packagePath(parts: OfficePackage): Promise<string> {
  const container = await parts.xml('META-INF/container.xml');
  const [root] = container === undefined ? [] : descendants(container, 'rootfile');
  const path = root?.attributes.get('full-path');
  if (path === undefined) throw new Unreadable('invalid', sentence('not-what', { what: NAMES.what }));
  return path;
}

/** Paths of the chapters in reading order. */
function chaptersOf(root: XmlElement, folder: string): string[] {
  const manifest = findElement(root, 'manifest');
  const spine = findElement(root, 'spine');
  if (manifest === undefined || spine === undefined) return [];
  const itemById = new Map(childElements(manifest, 'item').map((item) => [item.attributes.get('id'), item.attributes]));
  const paths = childElements(spine, 'itemref').flatMap((reference) => {
    const item = itemById.get(reference.attributes.get('idref'));
    const href = item?.get('href');
    if (href === undefined || !/html|xml$/iu.test(item?.get('media-type') ?? 'html')) return [];
    // The table of contents repeats the headings.
    if (/(?:^|\s)nav(?:\s|$)/u.test(item?.get('properties') ?? '')) return [];
    return posix.join(folder, decodedPath(href));
  });
  return [...new Set(paths)];
}

function decodedPath(href: string): string {
  const [path = ''] = href.split('#', 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a per cent sign that is only that
  }
}

/** Parts that copy protection has encrypted; fonts may be, which hides no text. */
async function listProtected(parts: OfficePackage): Promise<ReadonlySet<string>> {
  const tree = await parts.xml('META-INF/encryption.xml');
  const references = tree === undefined ? [] : descendants(tree, 'CipherReference');
  return new Set(references.map((reference) => decodedPath(reference.attributes.get('URI') ?? '')));
}

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** XHTML may close any element in its own tag, which HTML would take for one that stays open. */
function asHtml(xhtml: string): string {
  return xhtml
    .replace(/^\s*<\?xml[^>]*\?>/u, '')
    .replace(/<([a-z][\w:-]*)((?:\s[^<>]*)?)\/>/giu, (whole, name: string, attributes: string) =>
      VOID.has(name.toLowerCase()) ? whole : `<${name}${attributes}></${name}>`,
    );
}
