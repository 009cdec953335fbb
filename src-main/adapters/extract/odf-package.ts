import { sentence } from '../../../src-contract/host-message.ts';
import { openPackage, usableTitle } from './office-package.ts';
import { Unreadable } from './unreadable.ts';
import { descendants, parseXml, textOf } from './xml-tree.ts';

/** The two parts of an OpenDocument file that are read. */
export interface OdfParts {
  /** XML of the content. */
  readonly content: string;
  readonly title?: string;
}

/**
 * Opens an OpenDocument file, packed or flat.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function openOdf(bytes: Uint8Array, what: string): Promise<OdfParts> {
  if (isXml(bytes)) return { content: new TextDecoder().decode(bytes) };
  await using parts = await openPackage(bytes, { what, saveAs: 'OpenDocument' });
  const manifest = await parts.text('META-INF/manifest.xml');
  if (manifest?.includes('encryption-data') === true) {
    const reason = sentence('encrypted-document');
    throw new Unreadable('password', reason);
  }
  const content = await parts.text('content.xml');
  if (content === undefined) throw new Unreadable('invalid', sentence('not-what-content', { what }));
  const meta = await parts.text('meta.xml');
  const [named] = meta === undefined ? [] : descendants(parseXml(meta), 'title');
  const title = usableTitle(named === undefined ? undefined : textOf(named));
  return { content, ...(title === undefined ? {} : { title }) };
}

function isXml(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 200));
  return /^\ufeff?\s*<(?:\?xml|office:)/u.test(head);
}
