/**
 * Reads git's index (gitformat-index, versions 2 to 4): what is staged, and how the files looked then.
 *
 * Only SHA-1 repositories. A split index, and whatever does not read as it should, gives undefined: then nothing is known.
 */

/** A file that git follows. */
export interface IndexEntry {
  /** Relative to the root of the checkout, with "/". */
  readonly path: string;
  readonly mode: number;
  /** Of the staged bytes, in hex. */
  readonly id: string;
  /** Of the file as it was staged, in bytes, modulo 2^32. */
  readonly size: number;
  /** When the file was changed last as it was staged, in ms since 1970; git keeps nanoseconds, of which these are cut. */
  readonly modifiedMs: number;
  /** 0, or the side of a conflict. */
  readonly stage: number;
  /** Its owner told git not to look at the file. */
  readonly isSkipped: boolean;
  /** Named to git, but not staged. */
  readonly isIntended: boolean;
}

/** The tree that a folder of the index would be written as, where git knows it. */
export interface CachedTree {
  readonly id: string | undefined;
  readonly children: ReadonlyMap<string, CachedTree>;
}

export interface GitIndex {
  readonly entries: readonly IndexEntry[];
  readonly tree: CachedTree | undefined;
}

const HASH = 20;
const FIXED = 62;
/** Folders nest no deeper in any checkout; what does is not an index. */
const DEEPEST = 256;
/** PATH_MAX of Linux, in bytes: a checkout cannot hold a longer one. */
export const LONGEST_PATH = 4096;

/** @param most entries: an index of more is undefined before they are read; of more folders, only `tree` is undefined */
export function parseIndex(bytes: Buffer, most: number): GitIndex | undefined {
  try {
    return parse(bytes, most);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined; // it ends before its counts say so
    throw thrown;
  }
}

function parse(bytes: Buffer, most: number): GitIndex | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  if (count > most) return undefined;
  const entries: IndexEntry[] = [];
  let at = 12;
  let before: Buffer = Buffer.alloc(0);
  for (let n = 0; n < count; n++) {
    const flags = bytes.readUInt16BE(at + 60);
    const isExtended = version >= 3 && (flags & 0x4000) !== 0;
    const extended = isExtended ? bytes.readUInt16BE(at + FIXED) : 0;
    const start = at + FIXED + (isExtended ? 2 : 0);
    const name = version === 4 ? prefixed(bytes, start, before) : terminated(bytes, start);
    if (name === undefined || name.path.length > LONGEST_PATH) return undefined;
    entries.push({
      path: name.path.toString('utf8'),
      mode: bytes.readUInt32BE(at + 24),
      id: bytes.toString('hex', at + 40, at + 60),
      size: bytes.readUInt32BE(at + 36),
      modifiedMs: bytes.readUInt32BE(at + 8) * 1000 + Math.floor(bytes.readUInt32BE(at + 12) / 1e6),
      stage: (flags >> 12) & 3,
      isSkipped: (flags & 0x8000) !== 0 || (extended & 0x4000) !== 0,
      isIntended: (extended & 0x2000) !== 0,
    });
    before = name.path;
    // Before version 4 an entry is filled with 1 to 8 zero bytes up to a multiple of 8.
    at = version === 4 ? name.end : at + Math.ceil((name.end - at) / 8) * 8;
  }
  return parseExtensions(bytes, { at, most }, entries);
}

/** A name up to its zero byte; `end` is behind that byte. */
function terminated(bytes: Buffer, start: number): { path: Buffer; end: number } | undefined {
  const zero = bytes.indexOf(0, start);
  return zero < 0 ? undefined : { path: bytes.subarray(start, zero), end: zero + 1 };
}

/** A name that shares its start with the one before: how much of that goes, then the rest. */
function prefixed(bytes: Buffer, start: number, before: Buffer): { path: Buffer; end: number } | undefined {
  let at = start;
  let byte = bytes.readUInt8(at++);
  let dropped = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(at++);
    dropped = (dropped + 1) * 128 + (byte & 0x7f);
  }
  const rest = terminated(bytes, at);
  if (rest === undefined || dropped > before.length) return undefined;
  return { path: Buffer.concat([before.subarray(0, before.length - dropped), rest.path]), end: rest.end };
}

function parseExtensions(
  bytes: Buffer,
  from: { readonly at: number; readonly most: number },
  entries: readonly IndexEntry[],
): GitIndex | undefined {
  let tree: CachedTree | undefined;
  let { at } = from;
  while (at + 8 <= bytes.length - HASH) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32BE(at + 4);
    const content = bytes.subarray(at + 8, at + 8 + size);
    if (name === 'TREE') tree = cachedTree(content, { at: 0, left: from.most }, 0)?.tree;
    else if (name === 'link') return undefined; // most of the entries are in another file
    at += 8 + size;
  }
  return { entries, tree };
}

function cachedTree(
  bytes: Buffer,
  place: { at: number; left: number },
  depth: number,
): { readonly name: string; readonly tree: CachedTree } | undefined {
  const name = terminated(bytes, place.at);
  const lineEnd = name === undefined ? -1 : bytes.indexOf(0x0a, name.end);
  if (name === undefined || lineEnd < 0 || depth > DEEPEST || place.left-- === 0) return undefined;
  const [files = '', folders = ''] = bytes.toString('latin1', name.end, lineEnd).split(' ');
  const isKnown = Number(files) >= 0;
  const idEnd = lineEnd + 1 + (isKnown ? HASH : 0);
  const id = isKnown ? bytes.toString('hex', lineEnd + 1, idEnd) : undefined;
  place.at = idEnd;
  const children = new Map<string, CachedTree>();
  for (let n = 0; n < Number(folders); n++) {
    const child = cachedTree(bytes, place, depth + 1);
    if (child === undefined) return undefined;
    children.set(child.name, child.tree);
  }
  return { name: name.path.toString('utf8'), tree: { id, children } };
}
