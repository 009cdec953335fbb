import type { Position } from '../../../src-contract/passage.ts';
import type { CodeOutline } from '../code/code-outline.ts';
import type { ChunkType } from './chunk-type.ts';
import { codePieces } from './code-pieces.ts';
import { contextWords } from './context-words.ts';
import { leadIn } from './lead-in.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { outlinePieces } from './outline-pieces.ts';
import { type ProseMarks, proseBlocks } from './prose-blocks.ts';
import { type RowMarks, rowPieces } from './row-pieces.ts';
import { rstBlocks } from './rst-blocks.ts';
import {
  type Block,
  headingsAfter,
  leadsText,
  type OpenHeadings,
  type Piece,
  packSections,
  sharedPath,
} from './sections.ts';
import type { Span } from './split-span.ts';
import { countTokens, TOKEN_WEIGHT, weighText } from './weigh-text.ts';

/** Raised when equal text is cut otherwise; an index remembers with which version its passages were last cut. */
export const CHUNKER_VERSION = 1;

/** A page of text to cut, with what its reader knows about it. */
export interface ChunkPage extends ProseMarks {
  readonly page: number;
  readonly text: string;
  /** The rows, where the shape is `rows`. */
  readonly rows?: RowMarks;
  /** Set where headings of the page before do not hold: a slide, a sheet. The names that stand over the page. */
  readonly path?: readonly string[];
}

export interface ChunkInput {
  readonly shape: 'markdown' | 'prose' | 'code' | 'rst' | 'rows';
  /** Title of the source, or the base name of a code file. */
  readonly title: string;
  /** Whether positions name the page (of a PDF; slides, sheets and cells too) or lines, where there is one page. */
  readonly isPaged: boolean;
  /** What a page is, where it is not a page; a cell of a notebook that is only a heading leads the next. */
  readonly unit?: 'slide' | 'cell';
  readonly pages: readonly ChunkPage[];
  /** Where code whose grammar is known may be cut; without it lines decide. */
  readonly outline?: CodeOutline;
  readonly sizes?: ChunkSizes | undefined;
}

/** How large passages get, in tokens as `countTokens` counts them (about words). */
export interface ChunkSizes {
  readonly proseTokens: number;
  readonly codeTokens: number;
  /** Words of the passage before that are indexed with the next one of its section. */
  readonly overlapTokens: number;
}

/** A passage with its exact place: `text` is the page's text from `charStart` to `charEnd`. */
export interface TextChunk {
  readonly position: Position;
  readonly heading?: string;
  readonly context: string;
  readonly text: string;
  readonly tokenCount: number;
  readonly type: ChunkType;
  /** Ordinal of the chunk that opens the enclosing section or definition; undefined when this one is the outermost. */
  readonly parent?: number;
  /** Names that the chunk defines, as written. */
  readonly definitions: readonly string[];
}

/** Best mean of span recall, precision and IoU on chroma-chunking (e2e/eval/ABLATIONS.md, "Chunking"); code by code-files-dev. */
export const DEFAULT_SIZES: ChunkSizes = { proseTokens: 175, codeTokens: 200, overlapTokens: 25 };
/** A page or document of up to this many budgets stays whole: cutting abstracts in two cost scifact-train .004. */
const WHOLE_PAGE_SLACK = 1.75;
/** Passages of running text, which may begin in the middle of a thought. */
const RUNNING_TEXT: ReadonlySet<ChunkType> = new Set(['section', 'page', 'text']);
const HEADING_SEPARATOR = ' › ';

/**
 * Cuts the pages of a source into passages along its structure.
 *
 * Passages are in order, do not overlap, and cover every character that is not blank. Markdown is cut by its headings,
 * prose at paragraphs and sentences, tables between rows, code where definitions begin. A page within about 300 words
 * is one passage.
 */
export function chunkPages(input: ChunkInput): TextChunk[] {
  const chunks: TextChunk[] = [];
  const openers = createOpeners();
  const sizes = input.sizes ?? DEFAULT_SIZES;
  const budget = (input.shape === 'code' ? sizes.codeTokens : sizes.proseTokens) * TOKEN_WEIGHT;
  let open: OpenHeadings = [];
  for (const [index, page] of input.pages.entries()) {
    const inherited = page.path === undefined ? open : page.path.map((title) => ({ level: 0, title }));
    const cut = cutPage(input, page, { budget, open: inherited });
    open = cut.open;
    // Its title stands over the passages of the next cell.
    if (input.unit === 'cell' && cut.isOnlyHeadings && index + 1 < input.pages.length) continue;
    const lineAt = input.isPaged ? undefined : lineCounter(page.text);
    for (const piece of cut.pieces) {
      const known = openers.parentOf(piece.path, chunks.length);
      const parent = input.outline === undefined ? known : chunkAround(chunks, piece);
      const chunk = withLeadIn(toChunk(input, page, piece, lineAt), chunks.at(-1), sizes.overlapTokens);
      chunks.push(parent === undefined ? chunk : { ...chunk, parent });
    }
  }
  return chunks;
}

function withLeadIn(chunk: TextChunk, before: TextChunk | undefined, tokens: number): TextChunk {
  if (before === undefined || before.heading !== chunk.heading || !RUNNING_TEXT.has(chunk.type)) return chunk;
  const words = leadIn(before.text, tokens);
  return { ...chunk, context: [chunk.context, words].filter((part) => part !== '').join('\n') };
}

interface CutState {
  readonly budget: number;
  readonly open: OpenHeadings;
}

interface CutPage {
  readonly pieces: readonly HeadedPiece[];
  readonly open: OpenHeadings;
  readonly isOnlyHeadings: boolean;
}

/** `header`: the column names of the table that the piece begins inside of. */
interface HeadedPiece extends Piece {
  readonly header?: string;
}

function cutPage(input: ChunkInput, page: ChunkPage, { budget, open }: CutState): CutPage {
  if (input.shape === 'code') {
    const { outline } = input;
    const pieces = outline === undefined ? codePieces(page.text, budget) : outlinePieces(page.text, outline, budget);
    return { pieces, open, isOnlyHeadings: false };
  }
  if (input.shape === 'rows') return { pieces: cutRows(page, budget, open), open, isOnlyHeadings: false };
  const blocks = blocksOf(input.shape, page);
  const whole = wholePage(page.text, blocks, budget * WHOLE_PAGE_SLACK);
  const after = headingsAfter(blocks, open);
  const isOnlyHeadings = blocks.every(leadsText);
  if (whole === undefined) {
    const pieces = packSections(page.text, blocks, budget, open);
    return { pieces: withHeaders(pieces, blocks), open: after, isOnlyHeadings };
  }
  return { pieces: [{ ...whole, path: wholePath(blocks, open) }], open: after, isOnlyHeadings };
}

function blocksOf(shape: 'markdown' | 'prose' | 'rst', page: ChunkPage): Block[] {
  if (shape === 'markdown') return markdownBlocks(page.text);
  return shape === 'rst' ? rstBlocks(page.text) : proseBlocks(page.text, page);
}

function cutRows({ text, rows }: ChunkPage, budget: number, open: OpenHeadings): HeadedPiece[] {
  if (rows === undefined) return [];
  const path = open.map((heading) => heading.title);
  const { header, headerEnd = 0 } = rows;
  return rowPieces(text, rows, budget).map((piece) => {
    return { ...piece, path, ...(header === undefined || piece.start < headerEnd ? {} : { header }) };
  });
}

/** Names the columns for the pieces that begin inside a table. */
function withHeaders(pieces: readonly Piece[], blocks: readonly Block[]): readonly HeadedPiece[] {
  const tables = blocks.filter((block) => block.header !== undefined);
  if (tables.length === 0) return pieces;
  let at = 0;
  return pieces.map((piece) => {
    while (at < tables.length && tables[at]!.end <= piece.start) at += 1;
    const table = tables[at];
    return table?.header === undefined || table.start >= piece.start ? piece : { ...piece, header: table.header };
  });
}

function wholePage(text: string, blocks: readonly Block[], limit: number): Span | undefined {
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const weight = weighText(text, first.start, last.end);
  return weight <= limit ? { start: first.start, end: last.end, weight } : undefined;
}

/** The headings that all text of a page stands under. */
function wholePath(blocks: readonly Block[], open: OpenHeadings): readonly string[] {
  let titles = open;
  let shared: readonly string[] | undefined;
  for (const block of blocks) {
    titles = headingsAfter([block], titles);
    if (leadsText(block)) continue;
    const path = titles.map((heading) => heading.title);
    shared = shared === undefined ? path : sharedPath(shared, path);
  }
  return shared ?? titles.map((heading) => heading.title);
}

function toChunk(input: ChunkInput, page: ChunkPage, piece: HeadedPiece, lineAt: LineCounter | undefined): TextChunk {
  const text = page.text.slice(piece.start, piece.end);
  const span = { charStart: piece.start, charEnd: piece.end };
  const position: Position =
    lineAt === undefined
      ? { page: page.page, ...span }
      : { startLine: lineAt(piece.start), endLine: lineAt(piece.end - 1), ...span };
  const path = piece.path.filter((heading) => heading !== '');
  const heading = [...path, ...(piece.range === undefined ? [] : [piece.range])].join(HEADING_SEPARATOR);
  const names = [input.title, ...path, ...(piece.header === undefined ? [] : [piece.header])];
  return {
    position,
    ...(heading === '' ? {} : { heading }),
    context: contextWords([...names, ...(piece.rules ?? [])], text),
    text,
    tokenCount: countTokens(page.text, piece.start, piece.end),
    type: piece.type ?? typeOf(input, path),
    definitions: piece.definitions ?? [],
  };
}

function typeOf(input: ChunkInput, path: readonly string[]): ChunkType {
  if (input.shape === 'code') return 'code';
  if (input.shape === 'rows') return 'rows';
  if (input.isPaged) return input.unit ?? 'page';
  return path.length > 0 ? 'section' : 'text';
}

/** The chunk in which the definition around a piece begins. */
function chunkAround(chunks: readonly TextChunk[], { enclosedFrom }: Piece): number | undefined {
  if (enclosedFrom === undefined) return undefined;
  const found = chunks.findLastIndex(({ position }) => position.charStart <= enclosedFrom);
  return found >= 0 && chunks[found]!.position.charEnd > enclosedFrom ? found : undefined;
}

/** Remembers which chunk was the first under each heading path. */
function createOpeners(): { parentOf(path: readonly string[], ordinal: number): number | undefined } {
  const ordinalByPath = new Map<string, number>();
  return {
    parentOf(path, ordinal) {
      const keys = path.map((_, depth) => path.slice(0, depth + 1).join('\n'));
      const known = keys.findLast((key) => ordinalByPath.has(key));
      for (const key of keys) if (!ordinalByPath.has(key)) ordinalByPath.set(key, ordinal);
      return known === undefined ? undefined : ordinalByPath.get(known);
    },
  };
}

/** Gives the line, from 1, of an offset; offsets must not go back further than one chunk. */
type LineCounter = (offset: number) => number;

function lineCounter(text: string): LineCounter {
  let line = 1;
  let counted = 0;
  return (offset) => {
    if (offset < counted) throw new RangeError('Offsets must ascend');
    for (let next = text.indexOf('\n', counted); next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
}
