import type { Verdict } from '../../../src-contract/answer.ts';
import type { CitationFigures, LabelFigures } from '../../../src-contract/citation-evaluation.ts';
import { checkSentence } from '../../engine/citations/check-citations.ts';
import type { Similarity } from '../../engine/citations/match-words.ts';
import { plainText } from '../../engine/citations/split-claims.ts';
import { assertWanted } from './measuring.ts';
import type { LabelledPairFiles } from './ports.ts';

const VERDICTS: readonly Verdict[] = ['supported', 'partly', 'unsupported'];
/** Pairs between two looks at whether the evaluation was stopped. */
const BATCH = 50;

/** Judges each pair as the answer service judges a sentence that cites one passage. */
export async function measureCitations(
  deps: { readonly pairs: LabelledPairFiles; readonly similarity: () => Promise<Similarity> },
  file: string,
  signal: AbortSignal,
): Promise<CitationFigures> {
  const pairs = await deps.pairs.read(file, signal);
  const similarity = await deps.similarity();
  const counts = () => ({ supported: 0, partly: 0, unsupported: 0 });
  const confusion = { supported: counts(), partly: counts(), unsupported: counts() };
  for (const [at, { sentence, passage, label }] of pairs.entries()) {
    if (at % BATCH === 0) await new Promise((resolve) => setImmediate(resolve)); // lets Ctrl-C through
    assertWanted(signal);
    const { verdict } = checkSentence(plainText(sentence), [{ text: passage, kind: 'text' }], similarity);
    confusion[label][verdict] += 1;
  }
  const figures = (label: Verdict): LabelFigures => {
    const right = confusion[label][label];
    const judged = VERDICTS.reduce((sum, actual) => sum + confusion[actual][label], 0);
    const actual = VERDICTS.reduce((sum, verdict) => sum + confusion[label][verdict], 0);
    const precision = judged === 0 ? 0 : right / judged;
    const recall = actual === 0 ? 0 : right / actual;
    return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
  };
  return {
    pairs: pairs.length,
    confusion,
    labels: { supported: figures('supported'), partly: figures('partly'), unsupported: figures('unsupported') },
  };
}
