import { answerConfidence } from '../../engine/citations/answer-confidence.ts';
import { checkEachSentence, type SentenceOfAnswer } from '../../engine/citations/check-citations.ts';
import type { Similarity } from '../../engine/citations/match-words.ts';
import { selectSentences } from '../../engine/packing/select-sentences.ts';
import { toSelectable } from './extractive.ts';
import type { AnswerVerifier } from './ports.ts';

/** The verifier that is always there: rules on the words of sentence and passage, and the model that ships. */
export function createAnswerVerifier(similarity: Similarity): AnswerVerifier {
  return {
    async verify({ question, standalone, text, passages, ...known }, signal) {
      const byNumber = new Map(
        passages.map(({ number, passage, text: whole }) => [number, { text: whole, kind: passage.source.kind }]),
      );
      const sentences: SentenceOfAnswer[] = [];
      for (const checked of checkEachSentence(text, byNumber, similarity)) {
        sentences.push(checked);
        await new Promise((resolve) => setImmediate(resolve)); // a long answer takes some 100 ms
        signal.throwIfAborted();
      }
      const coverage = known.coverage ?? selectSentences(standalone, passages.map(toSelectable), question).coverage;
      const verdicts = sentences.map(({ isVerbatim: _, ...checked }) => checked);
      return { verdicts, confidence: answerConfidence(sentences, coverage) };
    },
  };
}
