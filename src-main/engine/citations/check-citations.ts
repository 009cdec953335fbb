/**
 * Checks each sentence of an answer against the passages it cites: supported, partly, unsupported, with the reasons.
 *
 * A sentence is cut into claims, and for each what speaks for and against it is gathered (`claim-evidence.ts`) and
 * weighed (`weigh-evidence.ts`). Unsupported takes a strong sign against every claim; any sign at all, or too little of
 * the words and meaning, makes it partly. Fitted and cross-validated by e2e/eval/fit-citations.ts; figures in
 * e2e/eval/RESULTS.md. Deliberately no model that reads: what is false in words that stand in the passage is often
 * called supported.
 */
import type { CheckedSentence, Verdict, VerdictReason } from '../../../src-contract/answer.ts';
import type { SourceKind } from '../../../src-contract/passage.ts';
import { type ClaimEvidence, gatherEvidence } from './claim-evidence.ts';
import type { ContentWord } from './content-words.ts';
import { foundAmong, type Similarity } from './match-words.ts';
import { type ReadPassage, readPassage, widenMarks } from './passage-segments.ts';
import { type AnswerSentence, splitAnswer, splitClaims } from './split-claims.ts';
import { standsVerbatim } from './stands-verbatim.ts';
import { isFarFrom, speaksAgainst, verdictOf } from './weigh-evidence.ts';

export interface SentenceCheck {
  readonly verdict: Verdict;
  readonly reasons: VerdictReason[];
  /** It stands in one of the passages word for word. */
  readonly isVerbatim: boolean;
}

export interface CheckedPassage {
  readonly text: string;
  readonly kind: SourceKind;
}

/** Checks one sentence against the passages it cites. @param similarity −1 to 1, of words and of sentences */
export function checkSentence(
  sentence: string,
  passages: readonly CheckedPassage[],
  similarity: Similarity,
  read: ReadOnce = readPassage,
): SentenceCheck {
  if (passages.some(({ text }) => standsVerbatim(sentence, text)))
    return { verdict: 'supported', reasons: [], isVerbatim: true };
  const together = passages.length < 2 ? passages : [...passages, joinPassages(passages)];
  const checks = together.map((passage) => checkAgainst(widenMarks(sentence), read(passage), similarity));
  return checks.reduce(
    (best, next) => (RANK[next.verdict] > RANK[best.verdict] ? next : best),
    checks[0] ?? NOTHING_CITED,
  );
}

type ReadOnce = (passage: CheckedPassage) => ReadPassage;

/** Sentences of one answer cite the same passages again and again; each is read once. */
function createPassageReader(): ReadOnce {
  const known = new Map<string, ReadPassage>();
  return (passage) => {
    const found = known.get(passage.text) ?? readPassage(passage);
    known.set(passage.text, found);
    return found;
  };
}

const RANK = { unsupported: 0, partly: 1, supported: 2 } as const;
const NOTHING_CITED: SentenceCheck = { verdict: 'unsupported', reasons: [{ code: 'uncited' }], isVerbatim: false };

const joinPassages = (passages: readonly CheckedPassage[]): CheckedPassage => ({
  text: passages.map(({ text }) => text).join('\n\n'),
  kind: passages.every(({ kind }) => kind === 'code') ? 'code' : 'text',
});

function checkAgainst(sentence: string, passage: ReadPassage, similarity: Similarity): SentenceCheck {
  const claims = gatherClaims(sentence, passage, similarity);
  const verdict = verdictOf(claims);
  return { verdict, reasons: verdict === 'supported' ? [] : reasonsOf(claims), isVerbatim: false };
}

/** The evidence for each claim of a sentence, in order. */
export function gatherClaims(sentence: string, passage: ReadPassage, similarity: Similarity): ClaimEvidence[] {
  const known = new Map([...passage.terms].map((term) => [term, term]));
  const isKnown = (word: ContentWord): boolean => foundAmong(word, known, () => 0) > 0;
  const claims = splitClaims(sentence, isKnown).map((claim) => gatherEvidence(claim, sentence, passage, similarity));
  return claims.length === 1 ? claims : claims.map(withoutDenial);
}

/** Of several claims each has its denials beside it: of five such sentences of other authors four were supported. */
const withoutDenial = (claim: ClaimEvidence): ClaimEvidence => ({
  ...claim,
  signs: claim.signs.filter(({ kind }) => kind !== 'denial'),
});

const MOST_WORDS = 4;

/** What was noticed; for claims with too little of them in the passage, and for the weakest when nothing was, the words. */
function reasonsOf(claims: readonly ClaimEvidence[]): VerdictReason[] {
  const reasons = claims.flatMap((claim) => [
    ...claim.signs
      .filter(speaksAgainst)
      .map(({ code, detail }) => ({ code, ...(detail === undefined ? {} : { detail }) })),
    ...(isFarFrom(claim) ? wordsOf(claim) : []),
  ]);
  if (reasons.length > 0) return reasons;
  const weakest = claims.reduce((least, claim) => (claim.found < least.found ? claim : least));
  return wordsOf(weakest);
}

function wordsOf({ missingWords }: ClaimEvidence): VerdictReason[] {
  const words = missingWords.slice(0, MOST_WORDS).join(', ');
  return words === '' ? [{ code: 'meaning' }] : [{ code: 'words', detail: words }];
}

/** Too short to claim anything: "In short:". */
const LEAST_CHARACTERS = 12;
const LEAST_HAN = 5;

/** A sentence of an answer, checked. */
export type SentenceOfAnswer = CheckedSentence & Pick<SentenceCheck, 'isVerbatim'>;

/**
 * Checks every sentence of an answer that claims something.
 *
 * A sentence without a marker is held against the passages cited later in its paragraph; where there are none it is
 * `uncited`. Headings, questions and uncited code are left out.
 *
 * One sentence at a time, so that who asks can do something else in between; tells what stands there word for word.
 *
 * @param passages by the number they are cited with
 */
export function* checkEachSentence(
  answer: string,
  passages: ReadonlyMap<number, CheckedPassage>,
  similarity: Similarity,
): Generator<SentenceOfAnswer, void, void> {
  const sentences = splitAnswer(answer);
  const read = createPassageReader();
  for (const [at, sentence] of sentences.entries()) {
    if (!claimsSomething(sentence)) continue;
    const isCited = sentence.citations.length > 0;
    const numbers = isCited ? sentence.citations : citedLater(sentences, at);
    const cited = numbers.flatMap((number) => passages.get(number) ?? []);
    if (cited.length > 0) yield { ...rangeOf(sentence), ...checkSentence(sentence.text, cited, similarity, read) };
    else if (!isAside(sentence)) yield { ...rangeOf(sentence), ...NOTHING_CITED };
  }
}

const rangeOf = ({ start, end, citations }: AnswerSentence) => ({ start, end, citations: [...citations] });

function claimsSomething({ kind, text, citations }: AnswerSentence): boolean {
  if (kind === 'heading') return false;
  if (citations.length > 0) return true;
  if (kind === 'code' || /[?？:：]["”’)]*$/.test(text)) return false;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han >= LEAST_HAN || text.replace(/[^\p{L}\p{N}]/gu, '').length >= LEAST_CHARACTERS;
}

function citedLater(sentences: readonly AnswerSentence[], at: number): readonly number[] {
  const block = sentences[at]?.block;
  return sentences.slice(at + 1).find((later) => later.block === block && later.citations.length > 0)?.citations ?? [];
}

/** What an answer says about itself and its sources needs no citation. */
const ASIDE =
  /\b(?:sources?|passages?|documents?|library|provided|context|information)\b.*\b(?:not|no|nothing|does ?n['’]t|do ?n['’]t|only)\b|\b(?:not|no|nothing)\b.*\b(?:sources?|passages?|documents?|library|provided|context)\b|\b(?:Quellen?|Textstellen?|Bibliothek|Dokumente?)\b|来源|资料|文档/iu;
const isAside = ({ text }: AnswerSentence): boolean => ASIDE.test(text);
