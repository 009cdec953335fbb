import type { StaticEmbedder } from '../../src-main/adapters/embedding/static-embedder.ts';
import { fuseScores, weighLists } from '../../src-main/engine/fusion/fuse-scores.ts';
import { createLexicalIndex } from '../../src-main/engine/lexical/lexical-index.ts';
import { readLexicalSegment } from '../../src-main/engine/lexical/lexical-segment.ts';
import { createSegmentBuilder } from '../../src-main/engine/lexical/segment-builder.ts';
import { queryTerms } from '../../src-main/engine/text/terms.ts';
import { createVectorScan, openScanSegment } from '../../src-main/engine/vector/vector-scan.ts';
import { buildVectorSegment } from '../../src-main/engine/vector/vector-segment.ts';
import { loadVectorScanModule } from '../../src-main/testing/vector-scan-module.ts';

/** Chunks taken from each list before fusion, as in the product. */
const DEPTH = 200;

/** Indexes passages in memory with the product's engine; the function gives the numbers of the best `k`, best first. */
export function createPassageSearch(
  passages: readonly { readonly context: string; readonly text: string }[],
  embedder: StaticEmbedder,
): (question: string, k: number) => readonly number[] {
  const texts = passages.map(({ context, text }) => (context === '' ? text : `${context}\n${text}`));
  const builder = createSegmentBuilder();
  for (const [id, text] of texts.entries()) builder.add(id, text);
  const lexical = createLexicalIndex([readLexicalSegment(builder.finish())]);
  const ids = Uint32Array.from(texts.keys());
  const vectors = createVectorScan(embedder.dimensions, [
    openScanSegment(
      loadVectorScanModule(),
      embedder.dimensions,
      buildVectorSegment(ids, embedder.embed(texts), embedder.dimensions),
    ),
  ]);
  return (question, k) => {
    const terms = queryTerms(question);
    const words = lexical.search(terms, DEPTH);
    const query = embedder.embedQuery(question);
    const nearest = vectors.search(query, DEPTH);
    const { alpha } = weighLists({
      lexical: words.scores,
      cosines: nearest.scores,
      candidates: passages.length,
      known: embedder.known(question),
    });
    const found = [...new Set([...words.ids, ...nearest.ids])];
    const bm25 = lexical.scoreOf(terms, found);
    const cosines = vectors.scoreOf(query, found);
    const candidates = found.map((id, at) => ({ id, bm25: bm25[at] ?? 0, cosine: cosines[at] ?? 0 }));
    return fuseScores(candidates, alpha, lexical.bound(terms))
      .slice(0, k)
      .map(({ id }) => id);
  };
}
