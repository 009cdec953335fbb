import type { OcrLanguage } from '../../../../src-contract/ocr.ts';
import type { Position, Rectangle, SourceKind } from '../../../../src-contract/passage.ts';
import type { SourceStatus } from '../../../../src-contract/source.ts';
import type { ChunkType } from '../../../engine/chunking/chunk-type.ts';
import type { FactTexts } from '../../../engine/code/facts-as-text.ts';

/** What one reader may use, and how large the passages it cuts get. */
export interface ReadLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly maxBytes: number;
  /** In tokens, about words; the defaults of the settings without it. */
  readonly chunkSizes?: ChunkSizes;
  /** Whether vectors are made, too; they are without it. */
  readonly embeds?: boolean;
}

/** Sizes of passages in tokens (about words). */
export interface ChunkSizes {
  readonly proseTokens: number;
  readonly codeTokens: number;
  /** Words of the passage before that a passage of text is also indexed by. */
  readonly overlapTokens: number;
}

/** Bytes to read: a file on disk, or a member of an archive on disk. */
export interface ReadTarget {
  /** Absolute path of the file that holds the bytes. */
  readonly file: string;
  /** Name to judge the format by and to show: the file's own, an upload's, or the member's path. */
  readonly name: string;
  /** Path inside the archive `file`; nested archives are separated by "!/". */
  readonly member?: string;
  readonly password?: string;
  /** What text recognition made of its pages without text. */
  readonly ocr?: readonly OcrText[];
}

/** Text of one page; unpaged sources have one. */
export interface PageText {
  readonly page: number;
  /** `ocr`: read by text recognition. */
  readonly state: 'text' | 'ocr' | 'empty' | 'failed';
  /** 0–100, of a page in state `ocr`. */
  readonly confidence?: number;
  readonly reason?: string;
  readonly text: string;
}

/** A passage cut from a source, not yet numbered. Positions as in the contract. */
export interface NewChunk {
  readonly position: Position;
  /** Heading path or enclosing definition, outermost first, joined by " › ". */
  readonly heading?: string;
  /** Words indexed before the text that are not in it: title, heading path. May be empty. */
  readonly context: string;
  readonly text: string;
  readonly tokenCount: number;
  /** SHA-256 (hex) of the embedded text (engine/text/indexed-text.ts). */
  readonly hash: string;
  readonly type: ChunkType;
  /** Ordinal, in the source, of the chunk that opens the enclosing definition or section. */
  readonly parent?: number;
  /** Names that the chunk defines, as written; without line breaks. */
  readonly definitions: readonly string[];
}

/** What reading one source gave. `vectors` is chunks × dimensions, row-major, unit norm. */
export interface ReadResult {
  readonly status: SourceStatus;
  readonly reason?: string;
  readonly kind: SourceKind;
  readonly title: string;
  /** Programming language id, for highlighting. */
  readonly language?: string;
  /** SHA-256 (hex) of the original bytes; empty when they could not be read. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** When the file that was read was changed last; there when the bytes of a file on disk could be read. */
  readonly modifiedAt?: Date;
  readonly pageCount?: number;
  readonly pages: readonly PageText[];
  readonly chunks: readonly NewChunk[];
  /** Definitions and mentions of a source file whose grammar is known. */
  readonly codeFacts?: FactTexts;
  readonly vectors: Float32Array;
}

/** One entry of an archive; `refused` says why it will not be read (escapes the folder, is a link, too large …). */
export interface ArchiveMember {
  readonly path: string;
  readonly sizeBytes: number;
  readonly refused?: { readonly status: SourceStatus; readonly reason: string };
}

/** Turns bytes into text, passages and vectors, outside the main thread, within limits. */
export interface SourceReader {
  /** Whether the name says that the file is an archive whose members are read one by one. */
  isArchive(name: string): boolean;
  /** What the name says that the file is. */
  kindOf(name: string): SourceKind;
  /** Many files are about to be read: what reading them takes is started. Returns at once. */
  prepare(limits: ReadLimits): void;
  /** @throws Failure `invalid-input` with the status in `details.status` when the archive cannot be opened */
  listMembers(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<readonly ArchiveMember[]>;
  /** Never rejects because of the document: every way a document can be bad is a status. Rejects when aborted. */
  read(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<ReadResult>;
  /** The rectangles that the characters of `position` cover on their PDF page. */
  locate(
    target: ReadTarget,
    position: Position,
    signal: AbortSignal,
  ): Promise<{ pageWidth: number; pageHeight: number; rectangles: Rectangle[] }>;
  /** The bytes of an archive member, for the viewer; at most `limits.maxBytes`. */
  openMember(target: ReadTarget, limits: ReadLimits, signal: AbortSignal): Promise<Uint8Array>;
  /** Name and dimensions of the embedding model that made the vectors. */
  readonly embedder: { readonly name: string; readonly dimensions: number };
  close(): Promise<void>;
}

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
