import type { CheckedSentence } from '../../../src-contract/answer.ts';
import { answerConfidence } from '../../engine/citations/answer-confidence.ts';
import { checkEachSentence } from '../../engine/citations/check-citations.ts';
import type { Similarity } from '../../engine/citations/match-words.ts';
import { standsVerbatim } from '../../engine/citations/stands-verbatim.ts';
import { selectSentences } from '../../engine/packing/select-sentences.ts';
import { toSelectable } from './extractive.ts';
import type { AnswerVerifier } from './ports.ts';

/** A citation in a text. */
const MARKER = /\s*\[\d{1,3}\]/g;

/** The verifier that is always there: rules on the words of sentence and passage, and the model that ships. */
export function createAnswerVerifier(similarity: Similarity): AnswerVerifier {
  return {
    async verify({ question, standalone, text, passages }, signal) {
      const byNumber = new Map(
        passages.map(({ number, passage, text: whole }) => [number, { text: whole, kind: passage.source.kind }]),
      );
      const verdicts: CheckedSentence[] = [];
      for (const checked of checkEachSentence(text, byNumber, similarity)) {
        verdicts.push(checked);
        await new Promise((resolve) => setImmediate(resolve)); // a long answer takes some 100 ms
        signal.throwIfAborted();
      }
      const { coverage } = selectSentences(standalone, passages.map(toSelectable), question);
      const sentences = verdicts.map(({ start, end, citations, verdict }) => {
        const sentence = text.slice(start, end).replace(MARKER, '');
        const isQuote = citations.some((number) => standsVerbatim(sentence, byNumber.get(number)?.text ?? ''));
        return { verdict, isQuote };
      });
      return { verdicts, confidence: answerConfidence(sentences, coverage) };
    },
  };
}
