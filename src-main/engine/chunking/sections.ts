import type { ChunkType } from './chunk-type.ts';
import { type CutOrder, joinSpans, packSpans, type Span, splitSpan } from './split-span.ts';
import { weighText } from './weigh-text.ts';

/** A paragraph, list, table, fenced block or heading: what is kept whole while it fits. */
export interface Block extends Span {
  readonly cuts: CutOrder;
  /** Set when the block is a heading; level 1 is the outermost. */
  readonly heading?: Heading;
  /** Set for front matter: it stands before the headings without being text of its own. */
  readonly isFrontMatter?: true;
  /** Set for a table: the names of its columns, for the pieces that do not begin with them. */
  readonly header?: string;
}

export interface Heading {
  readonly level: number;
  readonly title: string;
}

/** A future chunk: its span and the headings it stands under, outermost first. */
export interface Piece extends Span {
  readonly path: readonly string[];
  /** Names that the piece defines; documents define none. */
  readonly definitions?: readonly string[];
  readonly type?: ChunkType;
  /** Cells of a sheet, such as `A2:F41`. */
  readonly range?: string;
  /** Where the definition around the piece begins. */
  readonly enclosedFrom?: number;
  /** Rules that run around what the piece defines, as written elsewhere. */
  readonly rules?: readonly string[];
}

/** A heading, the blocks directly under it, and the sections below it. */
interface Section {
  readonly level: number;
  readonly path: readonly string[];
  readonly blocks: Block[];
  readonly children: Section[];
}

/** Whether a block only introduces what follows it. */
export function leadsText(block: Block): boolean {
  return block.heading !== undefined || block.isFrontMatter === true;
}

/** The headings that are open where a page ends, so that the next page can go on under them. */
export type OpenHeadings = readonly Heading[];

/**
 * Packs blocks into pieces of at most `budget`, along the headings.
 *
 * A section that fits is one piece; small neighbours join up to half the budget, under the headings they share; a
 * heading never stands without the text after it.
 */
export function packSections(text: string, blocks: readonly Block[], budget: number, open: OpenHeadings = []): Piece[] {
  const root = buildSections(blocks, open);
  return packSection(text, root, budget);
}

/** The headings that are open after these blocks. */
export function headingsAfter(blocks: readonly Block[], open: OpenHeadings): OpenHeadings {
  let stack = [...open];
  for (const { heading } of blocks) {
    if (heading === undefined) continue;
    stack = [...stack.filter((outer) => outer.level < heading.level), heading];
  }
  return stack;
}

function buildSections(blocks: readonly Block[], open: OpenHeadings): Section {
  const root: Section = { level: 0, path: open.map((heading) => heading.title), blocks: [], children: [] };
  let titles = [...open];
  let stack: Section[] = [root];
  for (const block of blocks) {
    const { heading } = block;
    if (heading === undefined) {
      stack.at(-1)!.blocks.push(block);
      continue;
    }
    titles = [...titles.filter((outer) => outer.level < heading.level), heading];
    stack = stack.filter((section) => section.level < heading.level);
    const section: Section = {
      level: heading.level,
      path: titles.map((title) => title.title).filter((title) => title !== ''),
      blocks: [block],
      children: [],
    };
    stack.at(-1)!.children.push(section);
    stack.push(section);
  }
  return root;
}

function packSection(text: string, section: Section, budget: number): Piece[] {
  const whole = spanOf(text, section);
  if (whole === undefined) return [];
  const alone = section.children.length === 0 || section.level > 0;
  if (alone && whole.weight <= budget) return [{ ...whole, path: textPath(section) }];
  const [firstChild, ...others] = section.children;
  const isOnlyHeadings = section.blocks.every(leadsText);
  if (firstChild !== undefined && isOnlyHeadings) {
    // The heading goes in front of its first subsection, whose own packing then keeps it with text.
    const fused: Section = { ...firstChild, blocks: [...section.blocks, ...firstChild.blocks] };
    return joinSmall(
      text,
      [fused, ...others].flatMap((child) => packSection(text, child, budget)),
      budget / 2,
    );
  }
  const own = packBlocks(text, section.blocks, budget).map((span) => ({ ...span, path: section.path }));
  const below = section.children.flatMap((child) => packSection(text, child, budget));
  return joinSmall(text, [...own, ...below], budget / 2);
}

/** The headings that all text of a section stands under: its own, or those of its only subsection. */
function textPath(section: Section): readonly string[] {
  const [child, ...others] = section.children;
  const isOnlyHeadings = section.blocks.every(leadsText);
  return child !== undefined && others.length === 0 && isOnlyHeadings ? textPath(child) : section.path;
}

function packBlocks(text: string, blocks: readonly Block[], budget: number): Span[] {
  const spans: Span[] = [];
  let headings: Span | undefined;
  for (const block of blocks) {
    if (leadsText(block) && block.weight <= budget / 4) {
      const joined = headings === undefined ? block : joinSpans(text, headings, block);
      if (headings !== undefined && joined.weight > budget / 2) spans.push(headings);
      headings = joined.weight > budget / 2 ? block : joined;
      continue;
    }
    const room =
      headings === undefined ? budget : budget - headings.weight - weighText(text, headings.end, block.start);
    const pieces = splitSpan(text, block, room, block.cuts);
    if (headings !== undefined) pieces[0] = joinSpans(text, headings, pieces[0]!);
    headings = undefined;
    spans.push(...pieces);
  }
  if (headings !== undefined) spans.push(headings);
  return packSpans(text, spans, budget);
}

function joinSmall(text: string, pieces: readonly Piece[], limit: number): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (before !== undefined && before.weight + piece.weight <= limit) {
      joined[joined.length - 1] = { ...joinSpans(text, before, piece), path: sharedPath(before.path, piece.path) };
    } else {
      joined.push(piece);
    }
  }
  return joined;
}

/** The headings that two paths begin with. */
export function sharedPath(left: readonly string[], right: readonly string[]): readonly string[] {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return left.slice(0, length);
}

function spanOf(text: string, section: Section): Span | undefined {
  const spans: Span[] = [...section.blocks];
  for (const child of section.children) {
    const span = spanOf(text, child);
    if (span !== undefined) spans.push(span);
  }
  const [first, ...rest] = spans;
  if (first === undefined) return undefined;
  return rest.reduce((whole, next) => joinSpans(text, whole, next), first);
}
