import type { OcrLanguage, SourceStatus } from '../../../../src-contract/library.ts';
import type { SourceKind } from '../../../../src-contract/passage.ts';
import type { ReadTarget } from './reading.ts';

/** A page read by text recognition; `failed` says why it could not be. */
export type OcrText =
  | { readonly page: number; readonly text: string; readonly confidence: number }
  | { readonly page: number; readonly failed: string };

/** Half-open range in the page's text, then x, y, width and height in points from the lower left. */
export type OcrWord = [number, number, number, number, number, number];

/** What text recognition made of one page. `confidence` is 0–100; sizes are in points, those of a picture in pixels. */
export interface OcrPage {
  readonly text: string;
  readonly confidence: number;
  readonly width: number;
  readonly height: number;
  readonly words: OcrWord[];
}

export interface OcrPageRequest {
  readonly target: ReadTarget;
  readonly page: number;
  readonly languages: readonly OcrLanguage[];
  readonly maxBytes: number;
}

export type OcrOutcome =
  | { readonly kind: 'read'; readonly page: OcrPage }
  | { readonly kind: 'refused'; readonly status: SourceStatus; readonly reason: string };

/** Reads pictures of pages. One page at a time, in a process that can be killed. */
export interface OcrReader {
  /** Whether sources of this name and kind can have pages to read so. */
  canRead(name: string, kind: SourceKind): boolean;
  /**
   * Never rejects because of the document.
   *
   * @throws Failure `cancelled` when aborted, `unavailable` when the data of a language is missing
   */
  readPage(request: OcrPageRequest, signal: AbortSignal): Promise<OcrOutcome>;
  close(): Promise<void>;
}

/** Pages read by text recognition, kept by the hash of the file. Writes are durable when they resolve. */
export interface OcrStore {
  list(hash: string): Promise<readonly (OcrPage & { readonly page: number; readonly languages: string })[]>;
  find(hash: string, page: number): Promise<OcrPage | undefined>;
  put(hash: string, page: number, languages: readonly OcrLanguage[], read: OcrPage): Promise<void>;
}
