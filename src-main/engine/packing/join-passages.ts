/**
 * Prepares retrieved passages for a prompt: near-equal ones once, neighbours of a source as one.
 *
 * Passages that touch or overlap in their source become one under the number of the best of them, whose position is
 * the range of both, so that a citation of it still opens the very place. The others' numbers are given to nobody. Only
 * passages whose text is the very text of their range can be joined. Between chunks that follow each other there is
 * white space at most; it is filled so that offsets and line numbers stay exact. Linear but for the pairs compared.
 */
import type { Position } from '../../../src-contract/passage.ts';

export interface JoinablePassage {
  readonly number: number;
  readonly sourceId: string;
  /** Chunks of a source that follow each other have ids that do. */
  readonly chunk: number;
  readonly position: Position;
  readonly text: string;
}

export interface JoinedPassages<T> {
  /** By number. `from` are the passages that were joined, the best first. */
  readonly passages: readonly (JoinablePassage & { readonly from: readonly T[] })[];
  /** Numbers of passages that say what a better one says. */
  readonly repeated: readonly number[];
}

/** White space between neighbours that chunking left out; more is a gap. Guess: two blank lines with indentation. */
const WIDEST_GAP = 12;

/** A longer one would let a citation point at a whole chapter. Guess, unmeasured. */
const MOST_CHARACTERS = 6000;

/** Share of the smaller text's shingles that the other has, too. Guess, unmeasured. */
const NEAR_EQUAL = 0.9;
const SHINGLE_LENGTH = 6;

/** @param passages best first; the order is kept */
export function joinPassages<T extends JoinablePassage>(passages: readonly T[]): JoinedPassages<T> {
  const { kept, repeated } = dropRepeated(passages);
  const bySource = Map.groupBy(kept, ({ sourceId, position }) => `${sourceId}\n${position.page ?? ''}`);
  const joined = [...bySource.values()].flatMap((group) =>
    joinNeighbours(group.toSorted((one, other) => one.position.charStart - other.position.charStart)),
  );
  return { passages: joined.sort((one, other) => one.number - other.number), repeated };
}

type Joined<T> = JoinablePassage & { readonly from: readonly T[]; readonly lastChunk: number };

function joinNeighbours<T extends JoinablePassage>(inOrder: readonly T[]): Joined<T>[] {
  const joined: Joined<T>[] = [];
  for (const passage of inOrder) {
    const one: Joined<T> = { ...passage, from: [passage], lastChunk: passage.chunk };
    const last = joined.at(-1);
    const both = last === undefined ? undefined : joinTwo(last, one);
    if (both === undefined) joined.push(one);
    else joined[joined.length - 1] = both;
  }
  return joined;
}

function joinTwo<T extends JoinablePassage>(first: Joined<T>, second: Joined<T>): Joined<T> | undefined {
  if (!isExact(first) || !isExact(second)) return undefined;
  const text = joinTexts(first, second, second.chunk === first.lastChunk + 1);
  if (text === undefined || text.length > MOST_CHARACTERS) return undefined;
  const { page, startLine, endLine } = first.position;
  const lastLine = Math.max(endLine ?? 0, second.position.endLine ?? 0);
  return {
    number: Math.min(first.number, second.number),
    sourceId: first.sourceId,
    chunk: first.chunk,
    lastChunk: second.lastChunk,
    position: {
      ...(page === undefined ? {} : { page }),
      ...(startLine === undefined ? {} : { startLine, endLine: lastLine }),
      charStart: first.position.charStart,
      charEnd: first.position.charStart + text.length,
    },
    text,
    from: [...first.from, ...second.from].sort((one, other) => one.number - other.number),
  };
}

const isExact = ({ position, text }: JoinablePassage): boolean => position.charEnd - position.charStart === text.length;

function joinTexts(first: JoinablePassage, second: JoinablePassage, isNext: boolean): string | undefined {
  const gap = second.position.charStart - first.position.charEnd;
  if (gap > (isNext ? WIDEST_GAP : 0)) return undefined;
  if (gap < 0) {
    const shared = Math.min(-gap, second.text.length);
    const at = first.text.length + gap;
    if (first.text.slice(at, at + shared) !== second.text.slice(0, shared)) return undefined;
    return first.text + second.text.slice(shared);
  }
  const { startLine } = first.position;
  const { startLine: next } = second.position;
  const breaks = startLine === undefined || next === undefined ? 0 : next - startLine - countLineEnds(first.text);
  if (breaks < 0 || breaks > gap) return undefined;
  return first.text + '\n'.repeat(breaks) + ' '.repeat(gap - breaks) + second.text;
}

const countLineEnds = (text: string): number => text.split('\n').length - 1;

/** Copies with other numbers in them are no copies: that is where versions of a text differ. */
function dropRepeated<T extends JoinablePassage>(passages: readonly T[]): { kept: T[]; repeated: number[] } {
  const kept: { readonly passage: T; readonly print: Fingerprint }[] = [];
  const repeated: number[] = [];
  for (const passage of passages) {
    const print = fingerprintOf(passage.text);
    if (kept.some((other) => saysTheSame(other.print, print))) repeated.push(passage.number);
    else kept.push({ passage, print });
  }
  return { kept: kept.map(({ passage }) => passage), repeated };
}

interface Fingerprint {
  readonly numbers: string;
  readonly shingles: ReadonlySet<string>;
}

function fingerprintOf(text: string): Fingerprint {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
  const shingles = new Set<string>();
  for (let at = 0; at < Math.max(1, letters.length - SHINGLE_LENGTH + 1); at++) {
    shingles.add(letters.slice(at, at + SHINGLE_LENGTH));
  }
  return { numbers: (text.match(/\d+/g) ?? []).join(' '), shingles };
}

function saysTheSame(better: Fingerprint, other: Fingerprint): boolean {
  if (better.numbers !== other.numbers) return false;
  const [few, many] = [better.shingles.size, other.shingles.size].sort((a, b) => a - b) as [number, number];
  if (few < many * NEAR_EQUAL) return false;
  let shared = 0;
  for (const shingle of other.shingles) if (better.shingles.has(shingle)) shared++;
  return shared >= many * NEAR_EQUAL;
}
