import { sentence } from '../../../src-contract/host-message.ts';
import { Unreadable } from './unreadable.ts';

/*
 * Streams of an OLE compound file, in which programs before 2007 kept their documents: a file system of sectors in
 * chains. Every chain is bounded by the size of the file, so that circles end. Source: [MS-CFB].
 */

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;
/** Sector numbers from here up are marks: free, end of chain, tables. */
const FIRST_MARK = 0xfffffffa;
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const SMALL_STREAM_BYTES = 4096;

/** The streams of a compound file, by the names of their path joined by "/". */
export interface OleFile {
  readonly names: readonly string[];
  /** The bytes of a stream, or undefined when there is none of this name. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly name: string;
  readonly kind: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly start: number;
  readonly size: number;
}

/** Whether bytes begin like a compound file. */
export function isOle(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Opens a compound file. @throws Unreadable `invalid` when it is damaged */
export function openOle(bytes: Uint8Array): OleFile {
  if (!isOle(bytes) || bytes.length < HEADER_BYTES) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sectorBytes = 2 ** view.getUint16(30, true);
  const smallBytes = 2 ** view.getUint16(32, true);
  if ((sectorBytes !== 512 && sectorBytes !== 4096) || smallBytes !== 64) throw damaged();
  const sector = (number: number): Uint8Array => bytes.subarray((number + 1) * sectorBytes, (number + 2) * sectorBytes);
  const table = readTable(view, sectorBytes, sector);
  const whole = (start: number): Uint8Array => join(chain(table, start).map(sector));
  const entries = readEntries(whole(view.getUint32(48, true)));
  const [root] = entries;
  if (root === undefined) throw damaged();
  const smallTable = numbersOf(whole(view.getUint32(60, true)));
  const smallSectors = whole(root.start);
  const byName = new Map<string, Entry>();
  collect(entries, root.child, byName);
  return {
    names: [...byName.keys()],
    read: (name) => {
      const entry = byName.get(name);
      if (entry === undefined) return undefined;
      const stream =
        entry.size < SMALL_STREAM_BYTES
          ? join(chain(smallTable, entry.start).map((at) => smallSectors.subarray(at * 64, (at + 1) * 64)))
          : whole(entry.start);
      return stream.subarray(0, entry.size);
    },
  };
}

function damaged(): Unreadable {
  return new Unreadable('invalid', sentence('not-what-name-says'));
}

/** Which sector follows each; its own sectors are listed in the header and in a chain of lists. */
function readTable(view: DataView, sectorBytes: number, sector: (number: number) => Uint8Array): Uint32Array {
  const listed: number[] = [];
  for (let index = 0; index < 109; index += 1) listed.push(view.getUint32(76 + index * 4, true));
  const most = Math.ceil(view.byteLength / sectorBytes);
  let next = view.getUint32(68, true);
  for (let count = 0; next < FIRST_MARK && count < most; count += 1) {
    const numbers = numbersOf(sector(next));
    listed.push(...numbers.subarray(0, -1));
    next = numbers.at(-1) ?? FIRST_MARK;
  }
  const used = listed.filter((number) => number < FIRST_MARK).slice(0, most);
  return numbersOf(join(used.map(sector)));
}

function chain(table: Uint32Array, start: number): number[] {
  const sectors: number[] = [];
  for (let at = start; at < FIRST_MARK && sectors.length <= table.length; at = table[at]!) {
    if (at >= table.length) break;
    sectors.push(at);
  }
  return sectors;
}

function readEntries(directory: Uint8Array): Entry[] {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    const nameBytes = Math.min(62, Math.max(0, view.getUint16(at + 64, true) - 2));
    entries.push({
      name: new TextDecoder('utf-16le').decode(directory.subarray(at, at + nameBytes)),
      kind: directory[at + 66] ?? 0,
      left: view.getUint32(at + 68, true),
      right: view.getUint32(at + 72, true),
      child: view.getUint32(at + 76, true),
      start: view.getUint32(at + 116, true),
      size: view.getUint32(at + 120, true),
    });
  }
  return entries;
}

/** Walks the tree of the folders without recursion, each entry once. */
function collect(entries: readonly Entry[], first: number, byName: Map<string, Entry>): void {
  const seen = new Set<number>();
  const waiting = [{ at: first, folder: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entry = entries[next.at];
    if (entry === undefined || seen.has(next.at)) continue;
    seen.add(next.at);
    const path = next.folder + entry.name;
    if (entry.kind === 2) byName.set(path, entry);
    waiting.push({ at: entry.left, folder: next.folder }, { at: entry.right, folder: next.folder });
    if (entry.kind === 1) waiting.push({ at: entry.child, folder: `${path}/` });
  }
}

function numbersOf(bytes: Uint8Array): Uint32Array {
  const count = Math.floor(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
