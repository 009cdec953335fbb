import { type AskedPhrase, phraseShare, toAskedPhrase } from '../../engine/ranking/phrase-match.ts';
import { spanOf } from '../../engine/ranking/rank-by-facts.ts';
import { termWeight } from '../../engine/text/function-words.ts';
import type { IndexView } from './collection-index.ts';
import type { FollowedChunk, RankedChunks } from './rank-chunks.ts';

/** How many of the best passages are looked at, whatever is shown: 100 give no more (e2e/eval/ABLATIONS.md, "Documents"). */
const READ = 20;
/** What the whole question, word for word, adds, as a share of the span of scores; from the same table. */
const WEIGHT = 0.4;

/** A question whose words may follow each other in passages. */
export interface PhraseQuestion {
  readonly asked: AskedPhrase;
  /** How far the scores of the candidates lie apart. */
  readonly span: number;
  /** Best passages that are looked at. */
  readonly read: number;
  isCode(id: number): boolean;
}

/** The part of a passage that is looked at, and its score. */
interface Scored {
  readonly text: string;
  readonly scored: FollowedChunk;
}

/**
 * The question as phrases see it; undefined where they have no say: in a search by meaning alone, in a collection of
 * code, where words do not follow each other as in questions (cosqa-dev lost up to .02), and for a single word.
 */
export function toPhraseQuestion(
  { lexical, facts }: Pick<IndexView, 'lexical' | 'facts'>,
  { mode, chunks }: Pick<RankedChunks, 'mode' | 'chunks'>,
  { text, terms }: { readonly text: string; readonly terms: readonly string[] },
): PhraseQuestion | undefined {
  if (mode === 'semantic' || lexical.isCode()) return undefined;
  const idfs = lexical.idfOf(terms);
  // Function words are halved in `idfs` and once more: what they add to a run is that the run goes on.
  const weights = new Map(terms.map((term, at) => [term, (idfs[at] ?? 0) * termWeight(term, false)]));
  const asked = toAskedPhrase(text, (term) => weights.get(term) ?? 0);
  if (asked.weights.length < 2) return undefined;
  const isCode = (id: number): boolean => facts.find(id)?.source.isCode === true;
  return { asked, span: spanOf(chunks), read: READ, isCode };
}

/**
 * Raises those of the best passages in which words of the question follow each other as they do in it.
 *
 * Nothing is lowered, and what is not looked at cannot rise, so the order is the same however many are shown.
 *
 * @param best best first; only the first `question.read` are looked at
 */
export function rankByPhrase<T extends Scored>(best: readonly T[], question: PhraseQuestion | undefined): readonly T[] {
  if (question === undefined || !isAllProse(best, question)) return best;
  const { asked, span, read } = question;
  const looked = best.slice(0, read).map((passage): T => {
    const { scored, text } = passage;
    const value = WEIGHT * span * phraseShare(text, asked);
    if (value === 0) return passage;
    const { score, fused = score, signals = [] } = scored;
    const raised = {
      ...scored,
      fused,
      score: score + value,
      signals: [...signals, { name: 'phrase', value } as const],
    };
    return { ...passage, scored: raised };
  });
  // A stable sort: passages of one score keep their order.
  return [...looked.sort((one, other) => other.scored.score - one.scored.score), ...best.slice(read)];
}

/**
 * Whether none of the passages looked at is code.
 *
 * Code has no phrases of a question, so prose would pass it for that alone: .037 of nDCG@10 on serde, whose words look
 * like prose, and .016 on bash-it (code-files-dev).
 */
export function isAllProse(best: readonly Scored[], { read, isCode }: PhraseQuestion): boolean {
  return !best.slice(0, read).some(({ scored }) => isCode(scored.id));
}
