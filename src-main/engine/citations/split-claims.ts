/**
 * Cuts an answer into its sentences with the citations of each, and a sentence into the claims it makes.
 *
 * Markers `[n]` after a sentence, inside it or on the line below belong to it. Linear in the length of the answer.
 */
import { splitPassage, type TextUnit } from '../packing/split-sentences.ts';
import { type ContentWord, contentWords } from './content-words.ts';
import { readQuantities } from './read-quantities.ts';
import { looksGerman } from './text-language.ts';

/** A sentence of an answer, markers included in its range. */
export interface AnswerSentence {
  /** Half-open UTF-16 range of the answer. */
  readonly start: number;
  readonly end: number;
  /** Without its markers and the marks of Markdown. */
  readonly text: string;
  readonly citations: readonly number[];
  readonly kind: TextUnit['kind'];
  /** Sentences of one paragraph or list item share it. */
  readonly block: number;
}

const MARKER = /\s*\[(\d{1,3})\]/g;
const LEADING_MARKERS = /^(?:\s*\[\d{1,3}\])+[.。]?/;

/** The sentences of an answer in order. */
export function splitAnswer(answer: string): AnswerSentence[] {
  const ranges: { start: number; end: number; kind: TextUnit['kind'] }[] = [];
  for (const unit of splitPassage(answer, 'markdown')) {
    const text = answer.slice(unit.start, unit.end);
    const leading = unit.kind === 'code' ? undefined : LEADING_MARKERS.exec(text)?.[0];
    const previous = ranges.at(-1);
    if (leading === undefined || previous === undefined) {
      ranges.push({ start: unit.start, end: unit.end, kind: unit.kind });
      continue;
    }
    previous.end = unit.start + leading.length;
    const start = previous.end + (/^\s*/.exec(answer.slice(previous.end, unit.end))?.[0].length ?? 0);
    if (start < unit.end) ranges.push({ start, end: unit.end, kind: unit.kind });
  }
  let block = 0;
  return ranges.map((range, at) => {
    const before = ranges[at - 1];
    if (before !== undefined && /\n/.test(answer.slice(before.end, range.start))) block += 1;
    const raw = answer.slice(range.start, range.end);
    return { ...range, text: plainText(raw, range.kind), citations: citationsOf(raw, range.kind), block };
  });
}

function citationsOf(raw: string, kind: TextUnit['kind']): number[] {
  const text = kind === 'code' ? raw.slice(raw.lastIndexOf('```')) : raw.replace(/`[^`\n]*`/g, '');
  return [...new Set([...text.matchAll(MARKER)].map(([, number]) => Number(number)))].filter((number) => number > 0);
}

/** A sentence without its markers and without list marks, emphasis and heading signs. */
export function plainText(raw: string, kind: TextUnit['kind'] = 'sentence'): string {
  if (kind === 'code') return raw.replace(/^\s*(?:```|~~~).*\n?|\n?\s*(?:```|~~~)(?:\s*\[\d{1,3}\])*\s*$/g, '');
  return raw
    .replace(MARKER, '')
    .replace(/^\s*(?:#{1,6}|[-*+•–]|\d{1,3}[.)])\s+/, '')
    .replace(/`[^`\n]*`|\*\*|__/g, (mark) => (mark.startsWith('`') ? mark : '')) // `__init__` stays
    .trim();
}

/** A claim: a part of a sentence that could be true or false by itself. Half-open UTF-16 range of the sentence. */
export interface Claim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const JOINTS =
  /;\s+|[；;]|(?<=\p{Script=Han})[，。]|\s+[–—]\s+|,?\s+(?:but|whereas|although|aber|jedoch|während|sondern)\s+|,\s+(?:and|so|und|sowie|then)\s+|\s+(?:and|und|sowie)\s+(?!a half\b)(?:then\s+|later\s+)?|,\s+|(?<=\p{Script=Han})(?:并且|而且|并(?!不))/gu;
/** A clause that depends on what follows it is no claim of its own. */
const DEPENDENT =
  /^(?:when|if|while|as|because|although|after|before|since|until|unless|once|unlike|in|on|at|with|without|for|to|by|from|wenn|falls|als|weil|da|bei|nach|vor|seit|bevor|nachdem|ohne|mit|im|am|in|um|zur|zum|für|没有|如果|当|在|由于|因为)(?![\p{Ll}\p{N}_])/iu;
const QUOTED = /[“„"«「][^“”„"«»「」\n]*[”“"»」]|`[^`\n]*`|\([^()]*\)/gu;
/** Less is no claim. */
const LEAST_WORDS = 2;
const LEAST_HAN = 3;

/**
 * The claims of a sentence in order; together they hold all its words. At least one.
 *
 * @param isKnown whether a word stands in the passage: what is joined by "and" and wholly unknown is a claim of its own
 */
export function splitClaims(sentence: string, isKnown: (word: ContentWord) => boolean): Claim[] {
  const masked = sentence.replace(QUOTED, (found) => 'x'.repeat(found.length));
  const cuts: { end: number; next: number; isWeak: boolean }[] = [...masked.matchAll(JOINTS)].map((match) => ({
    end: match.index,
    next: match.index + match[0].length,
    isWeak: /^\s+(?:and|und|sowie)/.test(match[0]) || /^,\s+$/.test(match[0]),
  }));
  const claims: Claim[] = [];
  let start = 0;
  for (const [at, cut] of cuts.entries()) {
    const text = sentence.slice(start, cut.end);
    const rest = sentence.slice(cut.next, cuts.slice(at + 1).find((next) => next.next > cut.next)?.end);
    if (!isClaim(text) || DEPENDENT.test(text.trim())) continue;
    const telling = contentWords(rest).filter(({ weight }) => weight > 0);
    const isUnknown = telling.length > 0 && !telling.some(isKnown);
    if (!isClaim(rest) && !(isUnknown && isClause(rest))) continue;
    const hasNumbers = readQuantities(text).length > 0 && readQuantities(rest).some(({ isOrdinal }) => !isOrdinal);
    const isAddition = /^(?:with|mit)\s/.test(rest) && /\d/.test(rest);
    if (cut.isWeak && /,/.test(text) && FINITE.test(rest)) continue; // "X, the first of them, was …"
    if (cut.isWeak && !isClause(rest) && !isUnknown && !isAddition && !hasNumbers) continue;
    claims.push({ text, start, end: cut.end });
    start = cut.next;
  }
  claims.push({ text: sentence.slice(start), start, end: sentence.length });
  return claims;
}

const FINITE = /^(?:is|are|was|were|has|had|ist|war|wird|wurde|hat|hatte)\s/;

function isClaim(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han >= LEAST_HAN || contentWords(text).filter(({ weight }) => weight > 0).length >= LEAST_WORDS;
}

const VERB =
  /(?<![\p{L}])(?:is|are|was|were|be|has|have|had|can|could|may|might|must|shall|should|will|would|does|do|did|ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|kann|können|muss|müssen|darf|dürfen|soll|gibt|zog|fell|fall|gave|took|made|found|led|left|lost|sold|won|wrote|built|became|began|went|came|made|put|set|makes|keeps|runs)(?![\p{L}])|^\s*\p{Ll}+(?:ed|s)\s|(?<=\s)\p{Ll}{2,}ed(?!\p{L})|^(?:the|a|an)\s+(?:largest|first|biggest|most|only|last)\b/iu;
const GERMAN_VERB = /^\s*\p{Ll}+(?:t|te|ten|en)\s|(?<=\s)\p{Ll}{2,}(?:te|ten)(?!\p{L})|(?<=\s)\p{Ll}{2,}[^e]t[.]?$/u;
const isClause = (text: string): boolean =>
  VERB.test(text.trim().replace(/^(?:never|always|also|then|later|not|often|usually|nie|immer|auch|dann)\s+/i, '')) ||
  (looksGerman(text) && GERMAN_VERB.test(text)) ||
  /^(?:change|brush|log|set|use|add|press|open|close|check)\b/i.test(text.trim());
