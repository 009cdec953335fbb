import { inverseDocumentFrequency } from '../../../src-main/engine/lexical/bm25.ts';

/** Scores of all passages for one query, and the most that any could have. */
export interface Scores {
  readonly values: Float32Array;
  readonly bound: number;
}

/** How texts become terms in one row of an ablation. */
export interface Analysis {
  readonly terms: (text: string) => readonly string[];
  /** Of a term of a query; 1 without it. */
  readonly weight?: ((term: string) => number) | undefined;
  readonly k1?: number | undefined;
  readonly b?: number | undefined;
}

/** BM25 over any terms, for rows that the product has no code for; the product's own row goes through its index. */
export function createScorer(texts: readonly string[], analysis: Analysis): (query: string) => Scores {
  const { terms, weight = () => 1, k1 = 1.2, b = 0.75 } = analysis;
  const postings = new Map<string, { passages: number[]; frequencies: number[] }>();
  const lengths = texts.map((text, passage) => {
    const found = terms(text);
    for (const [term, frequency] of countsOf(found)) {
      const list = postings.get(term) ?? { passages: [], frequencies: [] };
      list.passages.push(passage);
      list.frequencies.push(frequency);
      postings.set(term, list);
    }
    return found.length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  const halves = lengths.map((length) => k1 * (1 - b + (b * length) / average));
  return (query) => {
    const values = new Float32Array(texts.length);
    let bound = 0;
    for (const term of new Set(terms(query))) {
      const list = postings.get(term);
      const idf = inverseDocumentFrequency(texts.length, list?.passages.length ?? 0) * weight(term);
      bound += idf * (k1 + 1);
      for (const [at, passage] of (list?.passages ?? []).entries()) {
        const frequency = list?.frequencies[at] ?? 0;
        values[passage]! += (idf * (k1 + 1) * frequency) / (frequency + halves[passage]!);
      }
    }
    return { values, bound };
  };
}

function countsOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Numbers of the `k` best, best first, ties by ascending number; scores at or below `floor` are none. */
export function bestOf(scores: Float32Array, k: number, floor = Number.NEGATIVE_INFINITY): number[] {
  let found: number[] = [];
  let least = floor;
  const settle = (): void => {
    found = found.sort((one, other) => scores[other]! - scores[one]! || one - other).slice(0, k);
    if (found.length === k) least = scores[found[k - 1]!]!;
  };
  for (let at = 0; at < scores.length; at += 1) {
    if (!(scores[at]! > least)) continue;
    found.push(at);
    if (found.length >= k * 4) settle();
  }
  settle();
  return found;
}
