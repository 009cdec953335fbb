import { posix } from 'node:path';
import { sentence } from '../../../src-contract/host-message.ts';
import { Unreadable } from './unreadable.ts';
import { childElements, parseXml, type XmlElement } from './xml-tree.ts';
import { openZip, tooLarge } from './zip-file.ts';

/** All parts of one document together, inflated; text parts of real files are far smaller. A guess. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** The parts of an office file or electronic book: XML in a ZIP archive. */
export interface OfficePackage extends AsyncDisposable {
  /** Paths of all parts, in the order of the archive. */
  readonly paths: readonly string[];
  /** The text of a part, or undefined when there is none. @throws Unreadable when it is damaged or too large */
  text(path: string): Promise<string | undefined>;
  /** The part as a tree. */
  xml(path: string): Promise<XmlElement | undefined>;
}

/** A link from one part to another. */
export interface Relationship {
  readonly id: string;
  /** The last part of its type, such as `notesSlide`. */
  readonly type: string;
  /** Path of the other part in the package. */
  readonly target: string;
}

/**
 * Opens an office file.
 *
 * `names` says what it is and what to save it as, for the sentences of refusals.
 *
 * @throws Unreadable `password`, `invalid` or `too-large`
 */
export async function openPackage(
  bytes: Uint8Array,
  names: { readonly what: string; readonly saveAs: string },
): Promise<OfficePackage> {
  refuseOle(bytes, names);
  const zip = await openZip(bytes);
  const memberByPath = new Map(zip.members.map((member) => [member.path, member]));
  let unpacked = 0;
  async function text(path: string): Promise<string | undefined> {
    const member = memberByPath.get(path);
    if (member === undefined) return undefined;
    if (unpacked + member.sizeBytes > MAX_UNPACKED_BYTES) {
      throw tooLarge(unpacked + member.sizeBytes, MAX_UNPACKED_BYTES);
    }
    unpacked += member.sizeBytes;
    return decodeXml(await zip.read(member, MAX_UNPACKED_BYTES));
  }
  return {
    paths: [...memberByPath.keys()],
    text,
    xml: async (path) => {
      const source = await text(path);
      return source === undefined ? undefined : parseXml(source);
    },
    [Symbol.asyncDispose]: () => zip[Symbol.asyncDispose](),
  };
}

/** The links of a part of an Office Open XML file; targets outside the package are left out. */
export async function relationshipsOf(from: OfficePackage, path: string): Promise<Relationship[]> {
  const { dir, base } = posix.parse(path);
  const tree = await from.xml(posix.join(dir, '_rels', `${base}.rels`));
  const root = tree === undefined ? undefined : childElements(tree, 'Relationships')[0];
  if (root === undefined) return [];
  return childElements(root, 'Relationship').flatMap(({ attributes }) => {
    const target = attributes.get('Target');
    if (target === undefined || attributes.get('TargetMode') === 'External') return [];
    const type = attributes.get('Type') ?? '';
    return {
      id: attributes.get('Id') ?? '',
      type: type.slice(type.lastIndexOf('/') + 1),
      target: target.startsWith('/') ? target.slice(1) : posix.join(dir, target),
    };
  });
}

/** Path of the part that an Office Open XML file is about. @throws Unreadable `invalid` when it names none */
export async function mainPart(from: OfficePackage, what: string): Promise<string> {
  const links = await relationshipsOf(from, '');
  const found = links.find((link) => link.type === 'officeDocument')?.target;
  if (found !== undefined && from.paths.includes(found)) return found;
  throw new Unreadable('invalid', sentence('not-what-document', { what }));
}

/** The title in the properties of an Office Open XML file. */
export async function coreTitle(from: OfficePackage): Promise<string | undefined> {
  const links = await relationshipsOf(from, '');
  const path = links.find((link) => link.type === 'core-properties')?.target;
  const tree = path === undefined ? undefined : await from.xml(path);
  const properties = tree === undefined ? undefined : childElements(tree)[0];
  const title = properties === undefined ? undefined : childElements(properties, 'title')[0];
  const text = title?.children.filter((child) => typeof child === 'string').join('');
  return usableTitle(text);
}

/** Programs fill in titles that say nothing. */
export function usableTitle(title: string | undefined): string | undefined {
  const clean = title
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed()
    .slice(0, 200);
  if (clean === undefined || clean.length < 3 || !/\p{L}{2}/u.test(clean)) return undefined;
  return /^(?:(?:microsoft )?powerpoint presentation|presentation\d*|untitled|document\d*|slide \d+|title)$/iu.test(
    clean,
  )
    ? undefined
    : clean;
}

/** Encrypted files, and files of before 2007 with a new name, are OLE containers instead of ZIP archives. */
function refuseOle(bytes: Uint8Array, { what, saveAs }: { readonly what: string; readonly saveAs: string }): void {
  const isOle = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
  if (!isOle) return;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (whole.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    throw new Unreadable('password', sentence('encrypted-office'));
  }
  throw new Unreadable('invalid', sentence('old-office', { what, as: saveAs }));
}

function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : first === 0x3c && second === 0
          ? 'utf-16le'
          : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
