import { stat } from 'node:fs/promises';
import { sentence } from '../../../src-contract/host-message.ts';
import type { ArchiveMember } from '../../services/library/ports.ts';
import { isArchiveName } from './formats.ts';
import { messageOf, Unreadable } from './unreadable.ts';
import { MAX_MEMBERS, openZip, tooLarge, type ZipFile, type ZipMember } from './zip-file.ts';

/** Between the path of a nested archive and the path inside it. */
const NESTED = '!/';
/** An archive in an archive in the archive that was added; what lies deeper is neither counted nor read. */
const MAX_DEPTH = 2;
/** What all members of one archive may add up to, by their headers, which reading then holds them to. */
const MAX_TOTAL_BYTES = 1024 * 1024 * 1024;

/** How much of an archive, archives inside it included, has been accepted so far. */
interface Tally {
  readonly maxBytes: number;
  members: number;
  bytes: number;
}

/**
 * Lists the files of an archive; archives inside it are files here, and are listed when their turn comes.
 *
 * What those archives hold counts towards the limits of this one, so that a bomb cannot hide one level down: an inner
 * archive that would pass them is refused.
 *
 * @throws Unreadable when the archive cannot be opened or holds too many files
 */
export async function listArchive(from: string | Uint8Array, maxBytes: number): Promise<readonly ArchiveMember[]> {
  await using zip = await openZip(from);
  const tally: Tally = { maxBytes, members: zip.members.length, bytes: 0 };
  const members: ArchiveMember[] = [];
  for (const member of zip.members) {
    const { path, sizeBytes } = member;
    const refused = member.refused ?? (await countMember(tally, zip, member, 0));
    members.push({ path, sizeBytes, ...(refused === undefined ? {} : { refused }) });
  }
  return members;
}

/** Adds a member, and what is in it, to the tally; gives the reason when it does not fit, and then adds nothing. */
async function countMember(
  tally: Tally,
  zip: ZipFile,
  member: ZipMember,
  depth: number,
): Promise<ArchiveMember['refused']> {
  if (member.sizeBytes > tally.maxBytes) {
    return { status: 'too-large', reason: tooLarge(member.sizeBytes, tally.maxBytes).message };
  }
  const trial: Tally = { ...tally, bytes: tally.bytes + member.sizeBytes };
  if (isArchiveName(member.path) && depth < MAX_DEPTH) await countNested(trial, zip, member, depth + 1);
  if (trial.bytes > MAX_TOTAL_BYTES) {
    return {
      status: 'too-large',
      reason: sentence('archive-would-be-too-big'),
    };
  }
  if (trial.members > MAX_MEMBERS) {
    const reason = sentence('archive-would-be-too-many', { limit: MAX_MEMBERS });
    return { status: 'too-large', reason };
  }
  tally.bytes = trial.bytes;
  tally.members = trial.members;
  return undefined;
}

async function countNested(tally: Tally, zip: ZipFile, member: ZipMember, depth: number): Promise<void> {
  try {
    await using inner = await openZip(await zip.read(member, tally.maxBytes));
    tally.members += inner.members.length;
    for (const nested of inner.members) {
      // Refused or damaged members are reported when the inner archive itself is listed.
      if (nested.refused !== undefined) continue;
      tally.bytes += nested.sizeBytes;
      if (tally.bytes > MAX_TOTAL_BYTES || tally.members > MAX_MEMBERS) return;
      if (isArchiveName(nested.path) && depth < MAX_DEPTH) await countNested(tally, inner, nested, depth + 1);
    }
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
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
        throw new Unreadable('invalid', sentence('archive-member-gone'));
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
    throw new Unreadable('invalid', sentence('archive-not-opened', { why: messageOf(thrown) }), thrown);
  }
}
