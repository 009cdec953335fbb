import type { ChunkInput, ChunkPage } from '../../engine/chunking/chunk-pages.ts';
import type { CodeFacts } from '../../engine/code/code-facts.ts';
import type { CodeOutline } from '../../engine/code/code-outline.ts';
import type { PageText } from '../../services/library/ports.ts';

/** One page as its reader gives it: its text, and what cutting should know about it. */
export interface ExtractedPage extends PageText, ChunkPage {}

/** What the reader of one format made of the bytes. */
export interface ExtractedDocument {
  readonly shape: ChunkInput['shape'];
  /** Whether it has parts that are called by number: pages, slides, sheets, cells. */
  readonly isPaged: boolean;
  readonly unit?: ChunkInput['unit'];
  readonly pages: readonly ExtractedPage[];
  /** The document's own title; without one its file name serves. */
  readonly title?: string;
  /** Where source code may be cut, and what it defines and mentions; only where its grammar is known. */
  readonly outline?: CodeOutline;
  readonly codeFacts?: CodeFacts;
  /** What is missing although the document could be read, in one sentence. */
  readonly missing?: string;
}

/** The one page of a source that has no pages. */
export function onePage(text: string): readonly ExtractedPage[] {
  return [{ page: 1, state: text.trim() === '' ? 'empty' : 'text', text }];
}
