import type { VerdictReason } from '../../../src-contract/answer.ts';
import { findCodeSwap } from './check-code-roles.ts';
import { findContradiction } from './check-polarity.ts';
import { checkQuantities, isSameType } from './check-quantities.ts';
import { findSwap } from './check-roles.ts';
import { type ContentWord, contentWords } from './content-words.ts';
import { findExcluded } from './exclusive-words.ts';
import { foundAmong, type Similarity } from './match-words.ts';
import type { ReadPassage } from './passage-segments.ts';
import { type Literal, readLiterals, standsIn } from './read-literals.ts';
import { readQuantities } from './read-quantities.ts';
import type { Claim } from './split-claims.ts';

export interface ClaimJudgement {
  /** What stands against it: a number, quote, identifier or name that is missing, a denial, a swap. */
  readonly against: readonly VerdictReason[];
  /** Whether that is enough to call it false; otherwise it is doubtful. */
  readonly isSure: boolean;
  /** 0 to 1: how much of what it says is found in one place of the passage. */
  readonly support: number;
  /** −1 to 1: nearness in meaning to the best place. */
  readonly nearness: number;
  /** Sum of the weights of its words and numbers. */
  readonly weight: number;
  readonly missingWords: readonly string[];
}

/** Sentences that may say a claim together. */
const WIDEST_WINDOW = 3;
/** A number or literal that stands in the passage counts as this many words. Guess, unmeasured. */
const EXACT_WEIGHT = 1.5;

/**
 * What turns a statement round uses its words. With less than this share of them in the passage, a claim that seems
 * turned round may be a paraphrase. Fitted on e2e/eval/citations/tune.jsonl.
 */
const OWN_WORDS = 0.75;
/** A swap changes no word at all. */
const SWAPPED_WORDS = 0.95;
const ADDED_TO = 0.6;
const TURNS: ReadonlySet<string> = new Set(['negation', 'name', 'words']);

function shareStanding(words: readonly ContentWord[], passage: ReadPassage): number {
  const telling = words.filter(({ weight }) => weight > 0);
  const total = telling.reduce((sum, { weight }) => sum + weight, 0);
  const standing = telling.reduce((sum, { term, weight }) => sum + (passage.terms.has(term) ? weight : 0), 0);
  return total === 0 ? 1 : standing / total;
}

/** Holds one claim against one passage. */
export function judgeClaim(
  claim: Claim,
  sentence: string,
  passage: ReadPassage,
  similarity: Similarity,
): ClaimJudgement {
  const { held, missing } = checkQuantities(readQuantities(claim.text), passage.quantities);
  const literals = readLiterals(sentence, passage.text).filter(
    ({ start }) => start >= claim.start && start < claim.end,
  );
  const absent = literals.filter((literal) => !standsIn(literal, passage.text) && !isAside(literal, sentence));
  const quantities = [...held, ...missing];
  const isNumber = (start: number): boolean => quantities.some((one) => start >= one.start && start < one.end);
  const words = contentWords(claim.text).filter(({ start }) => !isNumber(start));
  const names = literals.filter(({ code }) => code === 'name').map(({ text }) => text);
  const read = { text: claim.text, words, quantities, names };

  const against: VerdictReason[] = [
    ...missing.map(({ text }) => ({ code: 'number' as const, detail: text })),
    ...absent.map(({ code, text }) => ({ code, detail: text })),
  ];
  const exactShare = shareStanding(words, passage);
  if (against.length === 0) {
    const denied = findContradiction(read, passage);
    if (denied !== undefined) against.push({ code: 'negation', detail: denied });
    else {
      const identifiers = literals.filter(({ code }) => code === 'identifier').map((literal) => literal.text);
      const swapped = passage.isCode ? findCodeSwap(identifiers, passage.text) : findSwap(read, passage);
      if (swapped !== undefined) against.push({ code: 'name', detail: swapped });
      else {
        const excluded = findExcluded(read, passage);
        if (excluded !== undefined) against.push({ code: 'words', detail: excluded });
      }
    }
  }
  const exact = held.length + literals.length - absent.length;
  const turns = against.filter(({ code, detail }) => TURNS.has(code) && !absent.some(({ text }) => text === detail));
  const needed = turns.some(({ code }) => code === 'name') ? SWAPPED_WORDS : OWN_WORDS;
  // A number of a kind that the passage has none of was added, not mistaken: the rest may well stand.
  const isAdded =
    absent.length === 0 &&
    missing.length > 0 &&
    exactShare >= ADDED_TO &&
    missing.every((one) => !passage.quantities.some((other) => isSameType(one, other)));
  return {
    against,
    isSure: !isAdded && (turns.length === 0 || exactShare >= needed),
    ...support(read, exact, passage, similarity),
  };
}

function support(
  { text, words }: { readonly text: string; readonly words: ReturnType<typeof contentWords> },
  exact: number,
  passage: ReadPassage,
  similarity: Similarity,
): Omit<ClaimJudgement, 'against' | 'isSure'> {
  const telling = words.filter(({ weight }) => weight > 0);
  const total = telling.reduce((sum, { weight }) => sum + weight, 0) + exact * EXACT_WEIGHT;
  let best = { score: -1, support: 0, nearness: 0, missingWords: [] as string[] };
  // Each word is looked for in each sentence once; a window holds what its sentences hold.
  const bySentence = passage.sentences.map(({ words: own }) => {
    const terms = termsOf(own);
    return telling.map((word) => foundAmong(word, terms, similarity));
  });
  for (const window of windowsOf(passage)) {
    const inside = bySentence.slice(window.from, window.to);
    const found = telling.map((_, at) => Math.max(0, ...inside.map((shares) => shares[at] ?? 0)));
    const covered = telling.reduce((sum, { weight }, at) => sum + weight * (found[at] ?? 0), 0) + exact * EXACT_WEIGHT;
    const share = total === 0 ? 0 : covered / total;
    const nearness = similarity(text, window.text);
    const score = share + nearness * 0.2 - window.width * 0.02;
    if (score > best.score) {
      const missingWords = telling.filter((_, at) => (found[at] ?? 0) < 0.5).map((word) => word.text);
      best = { score, support: share, nearness, missingWords };
    }
  }
  return { support: best.support, nearness: best.nearness, weight: total, missingWords: best.missingWords };
}

/** "Although he was a Roman emperor, …": a name in what only leads to the claim. */
function isAside({ code, end }: Literal, sentence: string): boolean {
  const aside =
    /^(?:Although|Though|While|Even though|Obwohl|Während|虽然)\s?[^,，]*[,，]/u.exec(sentence)?.[0].length ?? 0;
  return code === 'name' && end <= aside;
}

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

const termsOf = (
  words: readonly { readonly term: string; readonly text: string; readonly weight: number }[],
): ReadonlyMap<string, string> =>
  new Map(words.filter(({ weight }) => weight > 0).map(({ term, text }) => [term, text]));
