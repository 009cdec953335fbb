import type { Position, SourceKind } from '../../../src-contract/passage.ts';
import { splitPassage, type TextUnit } from '../packing/split-sentences.ts';
import { queryTerms } from '../text/terms.ts';

/** A half-open UTF-16 range of a passage. */
export interface QuoteRange {
  readonly start: number;
  readonly end: number;
}

/** A quote longer than this many units no longer shows where to look. */
const MOST_UNITS = 3;

/** A neighbour joins the quote when it adds this share of the claim's weight. Guess, unmeasured. */
const WORTHWHILE_SHARE = 0.2;

/** Headings share words with everything below them. */
const HEADING_WEIGHT = 0.3;

/** Markers in this much text before a citation are looked through for the sentence that it stands for. */
const CLAIM_WINDOW = 4000;

/**
 * The sentence of an answer that a citation at its end stands for.
 *
 * @param answer all text before the marker; earlier markers in it are ignored
 */
export function claimBefore(answer: string): string {
  const text = answer.slice(-CLAIM_WINDOW).replace(/\s*\[\d{1,3}\]/g, '');
  const units = splitPassage(text, 'markdown');
  const last = units.at(-1);
  return last === undefined ? '' : text.slice(last.start, last.end);
}

/**
 * The one to three neighbouring sentences of a passage that best support a claim.
 *
 * Words in common, weighted by their rarity in the passage, numbers twice: a model paraphrases words, not dates. When
 * the claim shares no word with the passage (another language), the question decides, then the beginning.
 */
export function pickQuote(
  passage: { readonly text: string; readonly kind: SourceKind },
  claim: string,
  question: string,
): QuoteRange {
  const units = splitPassage(passage.text, passage.kind);
  if (units.length === 0) return { start: 0, end: passage.text.length };
  const terms = units.map((unit) => new Set(queryTerms(passage.text.slice(unit.start, unit.end))));
  for (const wanted of [queryTerms(claim), queryTerms(question)]) {
    const weights = weighTerms(wanted, terms);
    const best = bestUnit(units, terms, weights);
    if (best !== undefined) return widen(units, terms, weights, best);
  }
  const first = units.find((unit) => unit.kind !== 'heading') ?? units[0];
  return { start: first?.start ?? 0, end: first?.end ?? passage.text.length };
}

/** Inverse document frequency with the units of the passage as documents. */
function weighTerms(wanted: readonly string[], units: readonly ReadonlySet<string>[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const term of wanted) {
    const holding = units.reduce((sum, unit) => sum + (unit.has(term) ? 1 : 0), 0);
    if (holding > 0) weights.set(term, Math.log(1 + units.length / holding) * (/\p{N}/u.test(term) ? 2 : 1));
  }
  return weights;
}

function bestUnit(
  units: readonly TextUnit[],
  terms: readonly ReadonlySet<string>[],
  weights: ReadonlyMap<string, number>,
): number | undefined {
  let best: number | undefined;
  let bestScore = 0;
  units.forEach((unit, at) => {
    const held = terms[at] ?? new Set();
    let score = 0;
    for (const [term, weight] of weights) if (held.has(term)) score += weight;
    score *= unit.kind === 'heading' ? HEADING_WEIGHT : 1;
    score /= 1 + held.size / 200; // of two that say the same, the shorter
    if (score > bestScore) [best, bestScore] = [at, score];
  });
  return best;
}

function widen(
  units: readonly TextUnit[],
  terms: readonly ReadonlySet<string>[],
  weights: ReadonlyMap<string, number>,
  best: number,
): QuoteRange {
  const missing = new Map(weights);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const gainOf = (at: number): number => {
    let gain = 0;
    if (units[at]?.kind !== 'heading') for (const term of terms[at] ?? []) gain += missing.get(term) ?? 0;
    return gain;
  };
  const cover = (at: number): void => {
    for (const term of terms[at] ?? []) missing.delete(term);
  };
  let [first, last] = [best, best];
  cover(best);
  while (last - first + 1 < MOST_UNITS) {
    const [before, after] = [gainOf(first - 1), gainOf(last + 1)];
    if (Math.max(before, after) < total * WORTHWHILE_SHARE || Math.max(before, after) === 0) break;
    const added = after >= before ? ++last : --first;
    cover(added);
  }
  return { start: units[first]?.start ?? 0, end: units[last]?.end ?? 0 };
}

/**
 * Where a quote stands in the source, from where its passage stands.
 *
 * Exact when the passage's text is the very text of its range; otherwise the whole passage, which is never wrong.
 */
export function narrowPosition(position: Position, text: string, quote: QuoteRange): Position {
  if (position.charEnd - position.charStart !== text.length) return position;
  const narrowed = { charStart: position.charStart + quote.start, charEnd: position.charStart + quote.end };
  if (position.page !== undefined) return { page: position.page, ...narrowed };
  if (position.startLine === undefined) return narrowed;
  const startLine = position.startLine + countLineEnds(text, 0, quote.start);
  return { startLine, endLine: startLine + countLineEnds(text, quote.start, quote.end), ...narrowed };
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
