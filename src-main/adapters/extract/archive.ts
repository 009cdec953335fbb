import { stat } from 'node:fs/promises';
import type { ArchiveMember } from '../../services/library/ports.ts';
import { isArchiveName } from './formats.ts';
import { messageOf, Unreadable } from './unreadable.ts';
import { MAX_MEMBERS, openZip, tooLarge, type ZipFile } from './zip-file.ts';

/** Between the path of a nested archive and the path inside it. */
const NESTED = '!/';
/** An archive in an archive in the archive that was added; deeper is refused. */
const MAX_DEPTH = 2;
/** What all members of one archive may add up to, by their headers, which reading then holds them to. */
const MAX_TOTAL_BYTES = 1024 * 1024 * 1024;

interface Listing {
  readonly members: ArchiveMember[];
  readonly maxBytes: number;
  totalBytes: number;
}

/**
 * Lists the files of an archive; archives inside it are listed in place, their members as `inner.zip!/path`.
 *
 * A nested archive that cannot be opened is one refused member.
 *
 * @throws Unreadable when the outer archive cannot be opened or holds too many files
 */
export async function listArchive(from: string | Uint8Array, maxBytes: number): Promise<readonly ArchiveMember[]> {
  const listing: Listing = { members: [], maxBytes, totalBytes: 0 };
  await using zip = await openZip(from);
  await addMembers(listing, zip, '', 0);
  return listing.members;
}

async function addMembers(listing: Listing, zip: ZipFile, prefix: string, depth: number): Promise<void> {
  for (const member of zip.members) {
    const path = prefix + member.path;
    const refused = member.refused ?? overLimit(listing, member.sizeBytes);
    if (refused !== undefined) {
      addMember(listing, { path, sizeBytes: member.sizeBytes, refused });
    } else if (!isArchiveName(member.path)) {
      listing.totalBytes += member.sizeBytes;
      addMember(listing, { path, sizeBytes: member.sizeBytes });
    } else if (depth >= MAX_DEPTH) {
      const reason = `Refused: archives are nested more than ${MAX_DEPTH} deep.`;
      addMember(listing, { path, sizeBytes: member.sizeBytes, refused: { status: 'unsupported', reason } });
    } else {
      await addNested(listing, { path, sizeBytes: member.sizeBytes }, depth, () => zip.read(member, listing.maxBytes));
    }
  }
}

async function addNested(
  listing: Listing,
  member: ArchiveMember,
  depth: number,
  read: () => Promise<Uint8Array>,
): Promise<void> {
  try {
    await using inner = await openZip(await read());
    await addMembers(listing, inner, member.path + NESTED, depth + 1);
  } catch (thrown) {
    if (thrown instanceof TooManyMembers || !(thrown instanceof Unreadable)) throw thrown;
    addMember(listing, { ...member, refused: { status: thrown.status, reason: thrown.message } });
  }
}

function overLimit(listing: Listing, sizeBytes: number): ArchiveMember['refused'] {
  if (sizeBytes > listing.maxBytes) {
    return { status: 'too-large', reason: tooLarge(sizeBytes, listing.maxBytes).message };
  }
  if (listing.totalBytes + sizeBytes <= MAX_TOTAL_BYTES) return undefined;
  return { status: 'too-large', reason: 'The archive holds more than 1 GB; unpack it and add the folder.' };
}

class TooManyMembers extends Unreadable {}

function addMember(listing: Listing, member: ArchiveMember): void {
  listing.members.push(member);
  if (listing.members.length > MAX_MEMBERS) {
    const reason = `The archive and the archives in it hold more than ${MAX_MEMBERS} files; unpack it and add the folder.`;
    throw new TooManyMembers('too-large', reason);
  }
}

/** Reads members of archives; keeps the directory of the latest archive, since members are asked for one by one. */
export interface MemberReader {
  /** @throws Unreadable when the archive or the member cannot be read */
  read(file: string, member: string, maxBytes: number): Promise<Uint8Array>;
  /** Closes the archives that are kept open; reading opens them again. */
  close(): Promise<void>;
}

/** A nested archive above this is opened again for each of its members instead of being held. A guess. */
const KEPT_BYTES = 64 * 1024 * 1024;

interface Opened {
  readonly key: string;
  readonly zip: ZipFile;
}

/** Makes a reader of archive members; each thread has its own. */
export function createMemberReader(): MemberReader {
  // One archive per nesting level. Their files stay open while members of the same archive are being read.
  let opened: Opened[] = [];

  async function closeFrom(level: number): Promise<void> {
    const rest = opened.slice(level);
    opened = opened.slice(0, level);
    for (const { zip } of rest.reverse()) await zip[Symbol.asyncDispose]();
  }

  async function openAt(level: number, key: string, load: () => Promise<string | Uint8Array>): Promise<ZipFile> {
    const kept = opened[level];
    if (kept !== undefined && kept.key === key) return kept.zip;
    await closeFrom(level);
    const from = await load();
    const zip = await openZip(from);
    if (typeof from === 'string' || from.byteLength <= KEPT_BYTES) opened.push({ key, zip });
    return zip;
  }

  async function read(file: string, member: string, maxBytes: number): Promise<Uint8Array> {
    let key = await stateOf(file);
    let zip = await openAt(0, key, async () => file);
    let rest = member;
    for (let level = 1; ; level += 1) {
      const exact = zip.members.find((candidate) => candidate.path === rest);
      if (exact !== undefined) return zip.read(exact, maxBytes);
      const outer = zip;
      const nested = outer.members.find(
        (candidate) => isArchiveName(candidate.path) && rest.startsWith(candidate.path + NESTED),
      );
      if (nested === undefined || level > MAX_DEPTH) {
        throw new Unreadable('invalid', 'The archive no longer holds this file.');
      }
      key += NESTED + nested.path;
      zip = await openAt(level, key, () => outer.read(nested, maxBytes));
      rest = rest.slice(nested.path.length + NESTED.length);
    }
  }
  return { read, close: () => closeFrom(0) };
}

async function stateOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return `${file}\0${size}\0${mtimeMs}\0${ino}`;
  } catch (thrown) {
    throw new Unreadable('invalid', `The archive cannot be opened (${messageOf(thrown)}).`, thrown);
  }
}
