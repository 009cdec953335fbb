/**
 * What speaks for and against one claim in one passage: the shares and signs that `weigh-evidence.ts` weighs.
 *
 * Numbers, quotations, identifiers and names are looked for exactly, words by form, compound and nearness in meaning in
 * each stretch of at most three sentences. Signs are found by rules; none of them is a verdict by itself.
 */
import type { VerdictReason } from '../../../src-contract/answer.ts';
import { findCodeSwap } from './check-code-roles.ts';
import { findContradiction } from './check-polarity.ts';
import { checkQuantities, isSameType } from './check-quantities.ts';
import { findSwap } from './check-roles.ts';
import { type ContentWord, contentWords } from './content-words.ts';
import { findExcluded } from './exclusive-words.ts';
import { CONCEDED, isComputed, mainStatement } from './main-statement.ts';
import { foundAmong, type Similarity } from './match-words.ts';
import type { ReadPassage } from './passage-segments.ts';
import { isCodeName, isKnownOtherwise, type Literal, readLiterals, standsIn } from './read-literals.ts';
import { type Quantity, readQuantities } from './read-quantities.ts';
import type { Claim } from './split-claims.ts';
import { isTranslated, languageOf } from './text-language.ts';

/** What was noticed. Numbers: another of the kind stands there, none does, it only follows by arithmetic. */
export type SignKind =
  | 'number-rival'
  | 'number-new'
  | 'number-derived'
  | 'quote'
  | 'identifier'
  | 'name'
  | 'denial'
  | 'opposite'
  | 'denied'
  | 'marker'
  | 'subject'
  | 'order'
  | 'code-swap'
  | 'excluded'
  | 'absolute';

export interface Sign extends VerdictReason {
  readonly kind: SignKind;
  /** In what hangs on the statement, a number of what is computed or supposed, a denial of a part: no verdict by itself. */
  readonly isAside?: boolean;
}

export interface ClaimEvidence {
  readonly signs: readonly Sign[];
  /** 0 to 1: how much of what it says is found in one place of the passage, numbers and literals included. */
  readonly found: number;
  /** 0 to 1: mean nearness of its words to the nearest word of that place. */
  readonly soft: number;
  /** −1 to 1: nearness in meaning to the best place. */
  readonly nearness: number;
  /** It is a whole sentence, and that says one thing: no comma, no "and". */
  readonly isPlain: boolean;
  /** Numbers that stand in the passage, or follow from those that do. */
  readonly knownNumbers: number;
  /** Its words should meet those of the passage: prose of the same language, and not in pairs of characters. */
  readonly isComparable: boolean;
  /** Sum of the weights of its words and numbers. */
  readonly weight: number;
  /** Numbers, quotations, identifiers and names that stand in the passage, and names that need not. */
  readonly exact: number;
  readonly missingWords: readonly string[];
}

/** Sentences that may say a claim together. */
const WIDEST_WINDOW = 3;
/** A number or literal that stands in the passage counts as this many words. Guess, unmeasured. */
const EXACT_WEIGHT = 1.5;

const ABSOLUTE =
  /\b(?:all|every|always|only|never|exclusively|entirely|any|alone|whatever|immer|alle[nrs]?|jede[nrms]?|nie|niemals|ausschließlich|nur|sämtliche[nr]?|überhaupt)\b|都|所有|一直|从不|从来|只能|任何|全部|总是/iu;

/** Holds one claim against one passage. */
export function gatherEvidence(
  claim: Claim,
  sentence: string,
  passage: ReadPassage,
  similarity: Similarity,
): ClaimEvidence {
  const { held, missing, derived } = checkQuantities(readQuantities(claim.text), passage.quantities);
  const isForeign = passage.isCode ? languageOf(sentence, '') !== 'other' : isTranslated(sentence, passage.text);
  const literals = readLiterals(sentence, passage.text)
    .filter(({ start }) => start >= claim.start && start < claim.end)
    .filter(({ code }) => !isForeign || code === 'identifier');
  const absent = literals
    .filter((literal) => !standsIn(literal, passage.text) && !isConceded(literal, sentence))
    .filter((literal) => !isKnownOtherwise(literal, passage.text, passage.isGerman));
  const quantities = [...held, ...missing, ...derived];
  const isNumber = (start: number): boolean => quantities.some((one) => start >= one.start && start < one.end);
  const words = contentWords(claim.text).filter(({ start }) => !isNumber(start));
  const read = { text: claim.text, words, quantities: [...held, ...missing], names: namesOf(literals) };
  const main = mainStatement(claim.text);
  const isOutside = (start: number): boolean => start < main.start || start >= main.end;
  const computes = isComputed(sentence);
  const signs: Sign[] = [
    ...missing.map((one) => ({
      ...numberSign(one, passage),
      isAside:
        computes ||
        isOutside(one.start) ||
        ((isForeign || passage.isCode) && isUnread(one)) ||
        isBareDigit(one, claim.text, passage),
    })),
    ...derived.map(({ text }) => ({ kind: 'number-derived' as const, code: 'number' as const, detail: text })),
    ...absent.map((literal) => ({
      kind: literal.code,
      code: literal.code,
      detail: literal.text,
      isAside: isOutside(literal.start - claim.start) || isWeak(literal, sentence, passage),
    })),
  ];
  if (!isForeign) signs.push(...turnsOf(read, literals, passage));
  const exact = held.length + literals.length - absent.length;
  const isComparable = !isForeign && !passage.isCode && !/\p{Script=Han}/u.test(sentence);
  const isPlain = claim.text.length === sentence.length && !MORE_THAN_ONE.test(sentence);
  const knownNumbers = held.length + derived.length;
  return { signs, exact, isPlain, knownNumbers, isComparable, ...measureWords(read, exact, passage, similarity) };
}

/** A sentence of several statements, or of several parts of one. */
const MORE_THAN_ONE = /[,;:，；：、]\s|[，；：、]|\s(?:and|or|but|while|und|oder|aber|während|sowie)\s|和|与|及|或|并/u;

/** Code does not name the language and the library it is about, and not all that looks like code is code. */
const isWeak = (literal: Literal, sentence: string, { isCode }: ReadPassage): boolean =>
  literal.code === 'name' ? isCode : literal.code === 'identifier' && !isCodeName(literal, sentence);

const namesOf = (literals: readonly Literal[]): string[] =>
  literals.filter(({ code }) => code === 'name').map(({ text }) => text);

function numberSign(quantity: Quantity, passage: ReadPassage): Sign {
  const hasRival = passage.quantities.some((other) => isSameType(quantity, other));
  return { kind: hasRival ? 'number-rival' : 'number-new', code: 'number', detail: quantity.text };
}

/**
 * A number without a unit beside a foreign text: "30 millones" may have one that nobody here knows, and of code an answer
 * says what a constant stands for (429) or gives an example (42 is read as a `Long`).
 */
const isUnread = ({ kind, dimension, isCalendarYear }: Quantity): boolean =>
  kind === 'amount' && dimension === undefined && isCalendarYear !== true;

/** Guess, unmeasured. */
const LARGEST_DIGIT = 9;

/** "Type 1", "+5", "two of them": a small number that counts nothing, and stands after nothing, that others do in the passage. */
function isBareDigit(quantity: Quantity, claim: string, passage: ReadPassage): boolean {
  const { kind, dimension, noun, values, start } = quantity;
  if (kind !== 'amount' || dimension !== undefined || values.some((value) => value > LARGEST_DIGIT)) return false;
  if (noun !== undefined && passage.quantities.some((other) => other.noun === noun)) return false;
  const before = /(\p{L}+) $/u.exec(claim.slice(0, start))?.[1]; // "pier 5" where there is a pier 3
  return before === undefined || !new RegExp(`(?<!\\p{L})${before} \\d`, 'iu').test(passage.text);
}

type Read = Parameters<typeof findSwap>[0];

/** What turns the statement round though all its words may stand there. */
function turnsOf(read: Read, literals: readonly Literal[], passage: ReadPassage): Sign[] {
  const signs: Sign[] = [];
  const denied = findContradiction(read, passage);
  if (denied !== undefined) {
    signs.push({ kind: denied.kind, code: 'negation', detail: denied.word, isAside: denied.isPartial });
  }
  const identifiers = literals.filter(({ code }) => code === 'identifier').map(({ text }) => text);
  const ofCode = passage.isCode ? findCodeSwap(identifiers, passage.text) : undefined;
  if (ofCode !== undefined) signs.push({ kind: 'code-swap', code: 'name', detail: ofCode });
  const swapped = findSwap(read, passage);
  if (swapped !== undefined) signs.push({ kind: swapped.kind, code: 'name', detail: swapped.words });
  const excluded = findExcluded(read, passage);
  if (excluded !== undefined) signs.push({ kind: 'excluded', code: 'words', detail: excluded });
  const absolute = ABSOLUTE.exec(read.text)?.[0];
  if (absolute !== undefined && !ABSOLUTE.test(passage.text)) {
    signs.push({ kind: 'absolute', code: 'words', detail: absolute });
  }
  return signs;
}

function measureWords(
  { text, words }: { readonly text: string; readonly words: readonly ContentWord[] },
  exact: number,
  passage: ReadPassage,
  similarity: Similarity,
): Pick<ClaimEvidence, 'found' | 'soft' | 'nearness' | 'weight' | 'missingWords'> {
  const telling = words.filter(({ weight }) => weight > 0);
  const wordWeight = telling.reduce((sum, { weight }) => sum + weight, 0);
  const weight = wordWeight + exact * EXACT_WEIGHT;
  const weigh = (shares: readonly number[]): number =>
    telling.reduce((sum, word, at) => sum + word.weight * (shares[at] ?? 0), 0);
  // Each word is looked for in each sentence once; a window holds what its sentences hold.
  const bySentence = passage.sentences.map(({ words: own }) => {
    const terms = new Map(own.filter((word) => word.weight > 0).map((word) => [word.term, word.text]));
    return telling.map((word) => foundAmong(word, terms, similarity));
  });
  let best = { score: -1, found: 0, soft: 0, nearness: 0, missingWords: [] as string[] };
  for (const window of windowsOf(passage)) {
    const inside = bySentence.slice(window.from, window.to);
    const shares = telling.map((_, at) => Math.max(0, ...inside.map((one) => one[at] ?? 0)));
    const found = weight === 0 ? 0 : (weigh(shares) + exact * EXACT_WEIGHT) / weight;
    const nearness = similarity(text, window.text);
    const score = found + nearness * 0.2 - window.width * 0.02;
    if (score > best.score) {
      const missingWords = telling.filter((_, at) => (shares[at] ?? 0) < 0.5).map((word) => word.text);
      best = { score, found, soft: wordWeight === 0 ? 1 : weigh(shares) / wordWeight, nearness, missingWords };
    }
  }
  return {
    found: best.found,
    soft: best.soft,
    nearness: best.nearness,
    weight,
    missingWords: best.missingWords,
  };
}

/** "Although he was a Roman emperor, …", "…, not Rembrandt": a name in what the claim does not rest on. */
function isConceded({ code, start, end }: Literal, sentence: string): boolean {
  if (code !== 'name') return false;
  const lead = CONCEDED.exec(sentence)?.[0].length ?? 0;
  const contrast = CONTRASTED.exec(sentence);
  return end <= lead || (contrast !== null && start >= contrast.index && end <= contrast.index + contrast[0].length);
}

const CONTRASTED = /,\s+(?:not|nicht|rather than|instead of|statt)\s+[^,]+/u;

interface Window {
  readonly text: string;
  /** Half-open range of sentences. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

function windowsOf({ sentences, isCode, text }: ReadPassage): Window[] {
  if (isCode) return [{ text, from: 0, to: sentences.length, width: 0 }];
  const windows: Window[] = [];
  for (let width = 1; width <= Math.min(WIDEST_WINDOW, sentences.length); width += 1) {
    for (let from = 0; from + width <= sentences.length; from += 1) {
      const part = sentences.slice(from, from + width);
      windows.push({ text: part.map((sentence) => sentence.text).join(' '), from, to: from + width, width: width - 1 });
    }
  }
  return windows;
}
