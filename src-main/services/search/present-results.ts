import type { Explanation, Passage } from '../../../src-contract/passage.ts';
import { explainReread } from '../../engine/ranking/blend-relevance.ts';
import { cutSnippet } from '../../engine/ranking/cut-snippet.ts';
import { focusOf } from './focus-of.ts';
import type { RankedChunks } from './rank-chunks.ts';
import type { Shown } from './read-best.ts';
import type { Reranked } from './rerank-best.ts';

/** The first passages as results, each with its explanation and the words lit. */
export function present(
  { passages, by }: Reranked<Shown>,
  limit: number,
  ranked: RankedChunks,
  words: { readonly text: string; readonly weights: ReadonlyMap<string, number> },
): Passage[] {
  const shown = passages.slice(0, limit);
  const explanations = ranked.explain(shown.map(({ passage }) => passage.scored));
  return shown.map((reread, at) => {
    const { id, source, position, heading, text, ocr, scored } = reread.passage;
    const { snippet, highlights } = cutSnippet(text, words.weights);
    const focus = focusOf({ source, position, text }, words.text);
    const before: Explanation = explanations[at] ?? { name: 'score', value: scored.score };
    return {
      rank: at + 1,
      score: reread.score,
      explain: by === undefined ? before : explainReread(reread, by, before),
      source,
      chunk: id,
      position,
      ...(heading === undefined ? {} : { heading }),
      snippet,
      highlights: highlights.map(([start, end]): [number, number] => [start, end]),
      ...(focus === undefined ? {} : { focus }),
      ...(ocr === undefined ? {} : { ocr }),
    };
  });
}
