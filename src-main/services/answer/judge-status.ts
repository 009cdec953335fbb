import type { AnswerStatus } from '../../../src-contract/answer.ts';
import { selectSentences } from '../../engine/packing/select-sentences.ts';
import type { AnswerInProgress } from './answer-in-progress.ts';
import { toSelectable } from './extractive.ts';
import type { GenerateRequest } from './ports.ts';
import { statusOfCoverage } from './status-of-coverage.ts';

/**
 * Whether the library holds what was asked for: what the writer said, held against what it cited.
 *
 * An answer that cites nothing is no answer from the library, whatever it says of itself; one whose writer did not say
 * is judged by its citations, and without any by how much of the question the passages hold.
 */
export function judgeStatus(
  asked: Pick<GenerateRequest, 'question' | 'standalone'>,
  answer: AnswerInProgress,
  said: { readonly status?: AnswerStatus | undefined; readonly missing?: readonly string[] | undefined },
): { status: AnswerStatus; missing: string[] } {
  const missing = [...(said.missing ?? [])];
  const isCited = answer.writer.citations().length > 0;
  if (said.status !== undefined && (isCited || said.status !== 'answered')) return { status: said.status, missing };
  if (isCited) return { status: missing.length === 0 ? 'answered' : 'partly', missing };
  const { coverage } = selectSentences(asked.standalone, answer.given.map(toSelectable), asked.question);
  const status = statusOfCoverage(coverage);
  return { status: status === 'answered' ? 'partly' : status, missing };
}
