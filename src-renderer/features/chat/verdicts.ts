import type { CheckedSentence, Verdict, VerdictReason } from '../../../src-contract/answer.ts';

/** Markers move by a character or two where Markdown escapes something. */
const SLACK = 3;

/** The check of the sentence a citation's marker stands in; undefined when that was not checked. */
export function verdictAt(
  verdicts: readonly CheckedSentence[],
  number: number,
  at: number,
): CheckedSentence | undefined {
  const citing = verdicts.filter(({ citations }) => citations.includes(number));
  return citing.find(({ start, end }) => at >= start - SLACK && at < end + SLACK) ?? citing.find(({ end }) => end > at);
}

/** The sentences that a reader should look at, the worst first. */
export function doubtfulSentences(verdicts: readonly CheckedSentence[]): readonly CheckedSentence[] {
  const rank: Readonly<Record<Verdict, number>> = { unsupported: 0, partly: 1, supported: 2 };
  return verdicts
    .filter(({ verdict }) => verdict !== 'supported')
    .sort((one, other) => rank[one.verdict] - rank[other.verdict] || one.start - other.start);
}

/** The key of the words for a reason, under `chat.reason`. */
export function reasonKey({ code, detail }: VerdictReason): `reason.${VerdictReason['code']}` | 'reason.bare' {
  return detail === undefined && code !== 'uncited' && code !== 'meaning' ? 'reason.bare' : `reason.${code}`;
}

/** A sentence of an answer without its markers, marks of Markdown and line breaks. */
export function plainSentence(text: string): string {
  return text
    .replace(/\s*\[\d{1,3}\]/g, '')
    .replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/, '')
    .replace(/\*\*|__|`{3}\w*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
