import type { SourceId, UploadId } from '../../../src-contract/ids.ts';

/** Takes bytes that a person dropped or pasted, until a call adds them to a collection. */
export interface UploadInbox {
  /**
   * Stores the bytes as they come; resolves when they are durable.
   *
   * When `bytes` throws or `signal` aborts, what was stored is removed and the promise rejects.
   *
   * @throws Failure `exhausted` when the disk is full or the upload is larger than allowed
   */
  receive(name: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<UploadId>;
}

/** The bytes of a source as they were added: a file on disk, or bytes in memory (a member of an archive). */
export interface Original {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly content: { readonly file: string } | { readonly bytes: Uint8Array };
}

/** Finds originals for the viewer. */
export interface OriginalSource {
  /** @throws Failure `not-found` for an unknown source, `conflict` when the file changed or is gone */
  openOriginal(id: SourceId): Promise<Original>;
}
