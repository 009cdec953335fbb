import { basename } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { LibraryDeps } from './deps.ts';
import { locateOriginal, type OriginalPlace } from './locate-original.ts';
import { mediaTypeOf } from './media-type.ts';
import type { SourceRecord } from './ports.ts';

/** Bytes of a source as it was read: a file, or the bytes of an archive member. */
export interface OpenedOriginal {
  /** Absolute path; absent for members. */
  readonly file?: string;
  readonly bytes?: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/** The files behind the sources, opened only while they are what was read. */
export interface Originals {
  /** @throws Failure `not-found` when the file is gone, `conflict` when it changed since it was read */
  verify(source: SourceRecord, signal: AbortSignal): Promise<OriginalPlace>;
  isAvailable(source: SourceRecord, signal: AbortSignal): Promise<boolean>;
  open(source: SourceRecord, signal: AbortSignal): Promise<OpenedOriginal>;
}

export function createOriginals(deps: LibraryDeps): Originals {
  /** Files whose bytes were compared: state on disk and hash that agreed, so that a viewer's many reads hash once. */
  const compared = new Map<SourceId, string>();
  const findSource = async (id: SourceId) => (await deps.store.findSources([id]))[0];

  async function verify(source: SourceRecord, signal: AbortSignal): Promise<OriginalPlace> {
    const place = await locateOriginal(deps.originals, findSource, source);
    const root = place.root.id === source.id ? source : await findSource(place.root.id);
    const { file } = place.target;
    const state = await deps.files.find(file);
    if (root === undefined || state === undefined || state.kind !== 'file') throw gone(file);
    const modifiedAt = state.modifiedAt.toISOString();
    if (state.sizeBytes !== root.sizeBytes) throw changed(file);
    if (root.origin !== 'file' || modifiedAt === root.modifiedAt || root.hash === '') return place;
    const seen = `${modifiedAt} ${root.hash}`;
    if (compared.get(root.id) === seen) return place;
    if ((await deps.files.hash(file, signal)) !== root.hash) throw changed(file);
    compared.set(root.id, seen);
    return place;
  }

  return {
    verify,
    async isAvailable(source, signal) {
      try {
        await verify(source, signal);
        return true;
      } catch (thrown) {
        if (thrown instanceof Failure) return false;
        throw thrown;
      }
    },
    async open(source, signal) {
      const { target } = await verify(source, signal);
      const name = basename(target.name);
      const mediaType = mediaTypeOf(source.kind, target.name);
      if (target.member === undefined) return { file: target.file, name, mediaType, sizeBytes: source.sizeBytes };
      const bytes = await deps.reader.openMember(target, deps.limits(), signal);
      return { bytes, name, mediaType, sizeBytes: bytes.byteLength };
    },
  };
}

function gone(file: string): Failure {
  return new Failure('not-found', `The original ${file} is gone. Put it back, or remove the source.`, {
    reason: 'library/original-gone',
  });
}

function changed(file: string): Failure {
  return new Failure('conflict', `The original ${file} changed since it was read. Read it again with "re-index".`, {
    reason: 'library/original-changed',
  });
}
