import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { sentence } from '../../../src-contract/host-message.ts';
import type { ArchiveMember } from '../../services/library/ports.ts';
import { messageOf, Unreadable } from './unreadable.ts';

/** More files than this in one archive is a mistake or an attack. */
export const MAX_MEMBERS = 10_000;
/** Deflate cannot pass 1,032; text seldom passes 30. Small members may, so only big ones are judged. Guesses. */
const MAX_RATIO = 250;
const RATIO_JUDGED_FROM_BYTES = 16 * 1024 * 1024;
const MAX_NAME_LENGTH = 4096;

const OPTIONS = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false } as const;

/** A file in an archive; `refused` says why it must not be read. */
export interface ZipMember extends ArchiveMember {
  readonly entry: yauzl.Entry;
}

/** An open ZIP archive. Nothing is ever written; members are inflated into memory, under a cap. */
export interface ZipFile extends AsyncDisposable {
  /** Files in the order of the archive's directory, each name once; folders and Finder's extras are left out. */
  readonly members: readonly ZipMember[];
  /** @throws Unreadable when the member is refused, damaged, or holds more than it declares or `maxBytes` */
  read(member: ZipMember, maxBytes: number): Promise<Uint8Array>;
}

/**
 * Opens a ZIP archive on disk or in memory and reads its directory.
 *
 * @throws Unreadable `invalid`, `password` or `too-large` when the archive as a whole cannot be opened
 */
export async function openZip(from: string | Uint8Array): Promise<ZipFile> {
  const zip = await openFile(from);
  try {
    const members = await readDirectory(zip);
    return {
      members,
      read: (member, maxBytes) => readMember(zip, member, maxBytes),
      [Symbol.asyncDispose]: async () => zip.close(),
    };
  } catch (thrown) {
    zip.close();
    throw thrown instanceof Unreadable ? thrown : damaged(thrown);
  }
}

async function openFile(from: string | Uint8Array): Promise<yauzl.ZipFile> {
  try {
    if (typeof from === 'string') return await yauzl.openPromise(from, OPTIONS);
    return await yauzl.fromBufferPromise(Buffer.from(from.buffer, from.byteOffset, from.byteLength), OPTIONS);
  } catch (thrown) {
    throw damaged(thrown);
  }
}

function damaged(thrown: unknown): Unreadable {
  const message = messageOf(thrown);
  if (/encryption/iu.test(message)) return new Unreadable('password', sentence('archive-encrypted'), thrown);
  return new Unreadable('invalid', sentence('archive-damaged', { why: message }), thrown);
}

async function readDirectory(zip: yauzl.ZipFile): Promise<ZipMember[]> {
  const members: ZipMember[] = [];
  const seen = new Set<string>();
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    if (entries > MAX_MEMBERS) {
      throw new Unreadable('too-large', sentence('archive-too-many', { limit: MAX_MEMBERS }));
    }
    const path = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    if (path.endsWith('/') || path.startsWith('__MACOSX/') || path.endsWith('.DS_Store')) continue;
    const refused = seen.has(path)
      ? { status: 'invalid' as const, reason: sentence('archive-same-name') }
      : refusal(path, entry);
    seen.add(path);
    members.push({ path, sizeBytes: entry.uncompressedSize, entry, ...(refused === undefined ? {} : { refused }) });
  }
  return members;
}

function refusal(path: string, entry: yauzl.Entry): ArchiveMember['refused'] {
  const fault = nameFault(path);
  if (fault !== undefined) return { status: 'invalid', reason: sentence('member-name', { fault }) };
  const fileType = (entry.externalFileAttributes >>> 16) & 0xf000;
  if (fileType === 0xa000) return { status: 'invalid', reason: sentence('member-link') };
  if (fileType !== 0 && fileType !== 0x8000) return { status: 'invalid', reason: sentence('member-device') };
  if (entry.isEncrypted()) {
    const reason = sentence('member-encrypted');
    return { status: 'password', reason };
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const reason = sentence('member-method', { method: entry.compressionMethod });
    return { status: 'unsupported', reason };
  }
  const isSuspicious = entry.uncompressedSize > RATIO_JUDGED_FROM_BYTES;
  if (isSuspicious && entry.uncompressedSize > entry.compressedSize * MAX_RATIO) {
    return { status: 'too-large', reason: sentence('member-expands', { times: MAX_RATIO }) };
  }
  return undefined;
}

/** Why a member's name is not a plain path below the archive, or undefined when it is. */
function nameFault(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > MAX_NAME_LENGTH) return 'is too long';
  if (path.includes('\0')) return 'holds a null character';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/')) return 'is an absolute path';
  if (/^[a-z]:/iu.test(path)) return 'begins with a drive letter';
  if (path.split('/').includes('..')) return 'leads out of the archive (..)';
  return undefined;
}

async function readMember(zip: yauzl.ZipFile, member: ZipMember, maxBytes: number): Promise<Uint8Array> {
  if (member.refused !== undefined) throw new Unreadable(member.refused.status, member.refused.reason);
  if (member.sizeBytes > maxBytes) throw tooLarge(member.sizeBytes, maxBytes);
  // A buffer of its own, so that it can be handed to another thread.
  const whole = new Uint8Array(member.sizeBytes);
  let produced = 0;
  try {
    const stream = await zip.openReadStreamPromise(member.entry);
    for await (const part of stream) {
      const bytes = part as Buffer;
      produced += bytes.length;
      // The header is a claim; this count is what happened. Leaving the loop destroys the stream.
      if (produced > member.sizeBytes) throw new Unreadable('invalid', sentence('member-more'));
      whole.set(bytes, produced - bytes.length);
    }
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown;
    throw new Unreadable('invalid', sentence('member-damaged', { why: messageOf(thrown) }), thrown);
  }
  if (produced !== member.sizeBytes || crc32(whole) !== member.entry.crc32) {
    throw new Unreadable('invalid', sentence('member-checksum'));
  }
  return whole;
}

/** The refusal of anything above a cap in bytes. */
export function tooLarge(sizeBytes: number, maxBytes: number): Unreadable {
  const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
  return new Unreadable(
    'too-large',
    sentence('size-limit', { size: megabytes(sizeBytes), limit: megabytes(maxBytes) }),
  );
}
