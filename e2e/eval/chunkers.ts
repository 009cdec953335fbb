/** The chunkers of the study in chunking.ts: ours, and the usual ones to compare with. */
import type { chunkPages } from '../../src-main/engine/chunking/chunk-pages.ts';
import { countTokens } from '../../src-main/engine/chunking/weigh-text.ts';

interface StudiedChunk {
  readonly start: number;
  readonly end: number;
  readonly context: string;
}
export interface StudiedChunker {
  readonly name: string;
  cut(doc: string, text: string): readonly StudiedChunk[];
}

const BUDGETS = [60, 80, 100, 120, 150, 175, 200, 250, 300, 400];
const OVERLAPS = [0, 0.25, 0.5];
const LEAD_INS = [0, 15, 25, 40];

export function chunkerStudy(ours: typeof chunkPages): StudiedChunker[] {
  return [
    ...BUDGETS.flatMap((budget) =>
      LEAD_INS.map(
        (overlap): StudiedChunker => ({
          name: `Carrel, ${budget} tokens, ${overlap} words before`,
          cut: (doc, text) =>
            ours({
              shape: 'markdown',
              title: doc.replace(/^.*\/|\.md$/g, ''),
              isPaged: false,
              pages: [{ page: 1, text }],
              sizes: { proseTokens: budget, codeTokens: budget, overlapTokens: overlap },
            }).map(({ position, context }) => ({ start: position.charStart, end: position.charEnd, context })),
        }),
      ),
    ),
    ...BUDGETS.flatMap((budget) =>
      OVERLAPS.map(
        (share): StudiedChunker => ({
          name: `windows of ${budget} words, overlap ${Math.round(budget * share)}`,
          cut: (_, text) => windows(text, budget, Math.round(budget * share)),
        }),
      ),
    ),
    ...BUDGETS.map(
      (budget): StudiedChunker => ({
        name: `recursive characters, ${budget} tokens`,
        cut: (_, text) => recursive(text, budget),
      }),
    ),
    ...[1, 2, 3, 5].map(
      (count): StudiedChunker => ({
        name: `${count} sentence${count === 1 ? '' : 's'}`,
        cut: (_, text) => sentences(text, count),
      }),
    ),
  ];
}

function windows(text: string, words: number, overlap: number): StudiedChunk[] {
  const found = [...text.matchAll(/\S+/g)];
  const chunks: StudiedChunk[] = [];
  for (let from = 0; from < found.length; from += words - overlap) {
    const last = found[Math.min(found.length, from + words) - 1]!;
    chunks.push({ start: found[from]!.index, end: last.index + last[0].length, context: '' });
    if (from + words >= found.length) break;
  }
  return chunks;
}

/** As LangChain's RecursiveCharacterTextSplitter: the coarsest separator that gives pieces which fit, then merged. */
function recursive(text: string, budget: number): StudiedChunk[] {
  const pieces = splitAt(text, 0, text.length, ['\n\n', '\n', '. ', ' '], budget);
  const chunks: StudiedChunk[] = [];
  for (const piece of pieces) {
    const last = chunks.at(-1);
    if (last !== undefined && countTokens(text.slice(last.start, piece.end)) <= budget) {
      chunks[chunks.length - 1] = { ...last, end: piece.end };
    } else {
      chunks.push({ ...piece, context: '' });
    }
  }
  return chunks.filter(({ start, end }) => text.slice(start, end).trim() !== '');
}

function splitAt(
  text: string,
  start: number,
  end: number,
  separators: readonly string[],
  budget: number,
): { start: number; end: number }[] {
  const [separator, ...finer] = separators;
  if (separator === undefined || countTokens(text.slice(start, end)) <= budget) return [{ start, end }];
  const out: { start: number; end: number }[] = [];
  for (let from = start; from < end; ) {
    const at = text.indexOf(separator, from);
    const to = at < 0 || at >= end ? end : at + separator.length;
    out.push(...splitAt(text, from, to, finer, budget));
    from = to;
  }
  return out;
}

function sentences(text: string, count: number): StudiedChunk[] {
  const ends = [...text.matchAll(/[.!?]["')\]]*\s+|\n\s*\n/g)].map((match) => match.index + match[0].length);
  const chunks: StudiedChunk[] = [];
  for (let from = 0, at = count - 1; from < text.length; at += count) {
    const end = ends[at] ?? text.length;
    if (text.slice(from, end).trim() !== '') chunks.push({ start: from, end, context: '' });
    from = end;
  }
  return chunks;
}
