import { type JudgedQuestion, recallOfRatings } from '../../engine/metrics/recall-of-ratings.ts';
import type { FeedbackStore, RatedAnswer } from './ports.ts';

/**
 * Recall of the search as ratings of answers judge it, by `k`; those that are not known are absent.
 *
 * Relevant is what an answer cites, unless the citation was rated wrong or the answer bad; and one source more where one
 * was said to be missing, which was not found at any k. Found is what stands among the first k passages of the search.
 * What nobody rated says nothing, nor does a bad rating alone. The figure is kinder than that of a judged corpus: what
 * was neither cited nor missed is not known to be relevant.
 */
export async function recallOfFeedback(
  store: Pick<FeedbackStore, 'rated'>,
  ks: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const questions = (await store.rated()).map(judge);
  return new Map(
    ks.flatMap((k) => {
      const recall = recallOfRatings(questions, k);
      return recall === undefined ? [] : [[k, recall] as const];
    }),
  );
}

function judge({ ratings, cited }: RatedAnswer): JudgedQuestion {
  const has = (wanted: string): boolean => ratings.some(({ rating }) => rating === wanted);
  const wrong = new Set(ratings.flatMap(({ rating, citation }) => (rating === 'wrong-citation' ? [citation] : [])));
  // A wrong citation without a number may be any of them.
  const isTrusted = !has('down') && !wrong.has(undefined);
  return {
    relevantRanks: isTrusted ? cited.filter((number) => !wrong.has(number)) : [],
    missing: has('missing-source') ? 1 : 0,
  };
}
