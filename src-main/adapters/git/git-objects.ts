/**
 * Reads commits and trees of a git repository from its files: loose ones and packs (gitformat-pack, index version 2).
 *
 * Nothing is run. Every length is bounded, since a repository may be anybody's. SHA-1 only; what cannot be read is
 * undefined.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readPart, readWhole } from '../files/read-plain-file.ts';
import { applyDelta } from './apply-delta.ts';
import { namedFolder } from './named-folder.ts';

interface GitObject {
  readonly type: string;
  readonly bytes: Buffer;
}

/** An entry of a tree; `id` in hex. */
export interface TreeEntry {
  readonly name: string;
  readonly mode: number;
  readonly id: string;
}

export interface GitObjects {
  /** Id of the tree of a commit. */
  treeOf(commit: string): Promise<string | undefined>;
  entriesOf(tree: string): Promise<readonly TreeEntry[] | undefined>;
}

// Guesses, unmeasured: the largest tree of the Linux kernel has 60 kB, git packs with chains of 50.
const LARGEST_OBJECT = 16 * 2 ** 20;
const LONGEST_CHAIN = 64;
const MOST_ALTERNATES = 8;
const LARGEST_ALTERNATES = 64 * 1024;
const TYPES: Readonly<Record<number, string>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const NAMED_DELTA = 7;

/** @param common the `.git` folder that holds `objects` */
export function openGitObjects(common: string): GitObjects {
  const packs = listPacks(join(common, 'objects'));

  async function read(id: string, chain = 0): Promise<GitObject | undefined> {
    if (chain > LONGEST_CHAIN) return undefined;
    const { folders, indexes } = await packs;
    for (const folder of folders) {
      const loose = await readWhole(join(folder, id.slice(0, 2), id.slice(2)), LARGEST_OBJECT);
      if (loose !== undefined) return parseLoose(loose);
    }
    for (const index of indexes) {
      const offset = await findInPack(index, id);
      if (offset !== undefined) return readPacked(index.replace(/\.idx$/, '.pack'), offset, chain);
    }
    return undefined;
  }

  async function readPacked(pack: string, offset: number, chain: number): Promise<GitObject | undefined> {
    if (chain > LONGEST_CHAIN) return undefined;
    const start = await readPart(pack, offset, 64);
    if (start === undefined) return undefined;
    const head = packedHead(start);
    if (head.size > LARGEST_OBJECT) return undefined;
    if (head.type === OFFSET_DELTA) {
      const back = distance(start, head.length);
      if (back.value <= 0 || back.value > offset) return undefined;
      const base = await readPacked(pack, offset - back.value, chain + 1);
      return onBase(base, await inflateAt(pack, offset + back.end, head.size));
    }
    if (head.type === NAMED_DELTA) {
      const base = await read(start.toString('hex', head.length, head.length + 20), chain + 1);
      return onBase(base, await inflateAt(pack, offset + head.length + 20, head.size));
    }
    const type = TYPES[head.type];
    const bytes = await inflateAt(pack, offset + head.length, head.size);
    return type === undefined || bytes === undefined ? undefined : { type, bytes };
  }

  return {
    async treeOf(commit) {
      const found = await read(commit);
      if (found?.type !== 'commit') return undefined;
      return /^tree ([0-9a-f]{40})\n/.exec(found.bytes.toString('latin1', 0, 64))?.[1];
    },
    async entriesOf(tree) {
      const found = await read(tree);
      return found?.type === 'tree' ? parseTree(found.bytes) : undefined;
    },
  };
}

/** The folders of objects, with those it borrows from, and the indexes of all their packs. */
async function listPacks(objects: string): Promise<{ readonly folders: string[]; readonly indexes: string[] }> {
  const folders = [objects];
  for (const folder of folders) {
    const text = (await readWhole(join(folder, 'info', 'alternates'), LARGEST_ALTERNATES))?.toString('utf8') ?? '';
    for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
      const other = namedFolder(folder, line);
      if (other !== undefined && folders.length < MOST_ALTERNATES && !folders.includes(other)) folders.push(other);
    }
  }
  const indexes: string[] = [];
  for (const folder of folders) {
    const names = await readdir(join(folder, 'pack')).catch(() => []); // a repository may have no pack
    indexes.push(...names.filter((name) => name.endsWith('.idx')).map((name) => join(folder, 'pack', name)));
  }
  return { folders, indexes };
}

function parseLoose(packed: Buffer): GitObject | undefined {
  const bytes = inflate(packed);
  const zero = bytes?.indexOf(0) ?? -1;
  const type = /^(commit|tree|blob|tag) \d+$/.exec(bytes?.toString('latin1', 0, Math.max(0, zero)) ?? '')?.[1];
  return bytes === undefined || type === undefined ? undefined : { type, bytes: bytes.subarray(zero + 1) };
}

/** Where an object stands in the pack of an index; undefined when it is not in there. */
async function findInPack(index: string, id: string): Promise<number | undefined> {
  const head = await readPart(index, 0, 8 + 1024);
  if (head === undefined || head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) return undefined;
  const first = Number.parseInt(id.slice(0, 2), 16);
  const fanout = (at: number): number => (at < 0 ? 0 : head.readUInt32BE(8 + at * 4));
  const [from, to, count] = [fanout(first - 1), fanout(first), fanout(255)];
  if (from >= to || to > count || (to - from) * 20 > LARGEST_OBJECT) return undefined;
  const names = await readPart(index, 8 + 1024 + from * 20, (to - from) * 20);
  const wanted = Buffer.from(id, 'hex');
  let at = -1;
  for (let n = 0; names !== undefined && n < to - from; n++) {
    if (names.compare(wanted, 0, 20, n * 20, n * 20 + 20) === 0) at = from + n;
  }
  if (at < 0) return undefined;
  const offsets = 8 + 1024 + count * 24;
  const small = (await readPart(index, offsets + at * 4, 4))?.readUInt32BE(0);
  if (small === undefined || small < 2 ** 31) return small;
  const large = await readPart(index, offsets + count * 4 + (small - 2 ** 31) * 8, 8);
  return large === undefined ? undefined : Number(large.readBigUInt64BE(0));
}

/** Type and size of a packed object: 3 bits of type and 4 of size, then 7 of size a byte. */
function packedHead(bytes: Buffer): { readonly type: number; readonly size: number; readonly length: number } {
  let byte = bytes.readUInt8(0);
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  let length = 1;
  for (let factor = 16; (byte & 0x80) !== 0 && length < 10; factor *= 128) {
    byte = bytes.readUInt8(length++);
    size += (byte & 0x7f) * factor;
  }
  return { type, size, length };
}

/** How far before it the base of a delta stands. */
function distance(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let at = from;
  let byte = bytes.readUInt8(at++);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0 && at < from + 10) {
    byte = bytes.readUInt8(at++);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, end: at };
}

function onBase(base: GitObject | undefined, delta: Buffer | undefined): GitObject | undefined {
  if (base === undefined || delta === undefined) return undefined;
  const bytes = applyDelta(base.bytes, delta, LARGEST_OBJECT);
  return bytes === undefined ? undefined : { type: base.type, bytes };
}

function parseTree(bytes: Buffer): TreeEntry[] | undefined {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, space);
    if (space < 0 || zero < 0 || zero + 21 > bytes.length) return undefined;
    entries.push({
      mode: Number.parseInt(bytes.toString('latin1', at, space), 8),
      name: bytes.toString('utf8', space + 1, zero),
      id: bytes.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return entries;
}

/** Deflated bytes take at most a little more than what they say, when they cannot be made smaller. */
async function inflateAt(path: string, offset: number, size: number): Promise<Buffer | undefined> {
  const packed = await readPart(path, offset, size + Math.ceil(size / 1000) + 64);
  const bytes = packed === undefined ? undefined : inflate(packed);
  return bytes?.length === size ? bytes : undefined;
}

function inflate(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: LARGEST_OBJECT });
  } catch {
    return undefined; // damaged, or larger than any tree
  }
}
