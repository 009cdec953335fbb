import type { Passage } from '../../../src-contract/passage.ts';
import { displayText } from '../../engine/packing/display-text.ts';
import { type SelectablePassage, selectSentences } from '../../engine/packing/select-sentences.ts';
import { phrasesFor } from './phrases.ts';
import type { Generator as AnswerGenerator, GenerateRequest, NumberedPassage, Written } from './ports.ts';
import { statusOfCoverage } from './status-of-coverage.ts';

/**
 * The generator that is always there: the best sentences of the passages, each with its citation, no model.
 *
 * Where the sentences hold little of what was asked, it says so instead of pretending.
 */
export const extractiveGenerator: AnswerGenerator = {
  ref: { kind: 'extractive', name: 'extractive' },
  async *generate(request) {
    return yield* writeExtract(request);
  },
};

function* writeExtract({ question, standalone, passages }: GenerateRequest): Generator<string, Written, void> {
  const phrases = phrasesFor(question);
  const { units, coverage, missing } = selectSentences(standalone, passages.map(toSelectable), question);
  const status = statusOfCoverage(coverage);
  if (units.length === 0) {
    yield phrases.nothing;
    return { limits: [], status: 'not-in-sources' };
  }
  const textByNumber = new Map(passages.map((passage) => [passage.number, passage]));
  let between = '';
  if (status === 'not-in-sources') {
    yield phrases.closest;
    between = '\n\n'; // so that the quotation stands, and is checked, by itself
  }
  for (const unit of status === 'not-in-sources' ? units.slice(0, 2) : units) {
    const from = textByNumber.get(unit.number);
    if (from === undefined) continue;
    const isCode = unit.kind === 'code';
    const shown = displayText(from.text.slice(unit.start, unit.end), unit.kind, extensionOf(from.passage.source.path));
    if (isCode && between !== '') between = '\n\n';
    yield `${between}${shown}${isCode ? '\n' : ' '}[${unit.number}]`;
    between = isCode ? '\n\n' : ' ';
  }
  return { limits: [], status, coverage, missing: status === 'answered' ? [] : missing };
}

/** A passage as sentences are selected from it. */
export function toSelectable({ number, text, passage }: NumberedPassage): SelectablePassage {
  return {
    number,
    text,
    kind: passage.source.kind,
    heading: `${passage.source.title} ${passage.heading ?? ''}`,
    score: matchScore(passage),
  };
}

/**
 * How well a passage matches, without what ranking added to it.
 *
 * Ranking puts the file forward that is named for the question, or defines what it names. That says where to look, not
 * that a sentence there answers; the weights of `selectSentences` were measured on scores of the match alone.
 */
function matchScore({ score, explain }: Passage): number {
  const ranking = explain.parts?.find(({ name }) => name === 'ranking')?.value ?? 0;
  return score - ranking;
}

/** Highlighters know languages by their usual extension too. */
const extensionOf = (path: string): string => /\.(\w{1,10})$/.exec(path)?.[1]?.toLowerCase() ?? '';
