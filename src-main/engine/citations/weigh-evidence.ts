/**
 * From evidence to a verdict.
 *
 * Unsupported: every claim has a sign against it that is nearly always right. Supported: no sign, and a logistic
 * function of four shares reaches `SUPPORTED`; it grows with each of them by construction, so that more of a sentence
 * found in the passage never counts against it. All else is partly. Which signs are strong enough, and the weights, are
 * from e2e/eval/fit-citations.ts, which prints how often each is right and fits with whole passages left out.
 */
import type { Verdict } from '../../../src-contract/answer.ts';
import type { ClaimEvidence, Sign, SignKind } from './claim-evidence.ts';

/**
 * A sign and the share of the claim's words that must stand in the passage for it to be enough by itself: what is said
 * in other words may be a paraphrase. Right in 96 to 100 % of the training pairs; the signs not listed in 62 to 82 %.
 */
const STRONG: Readonly<Partial<Record<SignKind, number>>> = {
  quote: 0,
  identifier: 0,
  name: 0,
  opposite: 0,
  'number-rival': 0.5,
  denial: 0.6,
  marker: 0.9,
  subject: 0.9,
  order: 0.9,
  'code-swap': 0.9,
  excluded: 0.9,
};

/** Neither its words nor its meaning: below both, in a claim of this weight at least. */
const NO_WORDS = 0.2;
const NO_MEANING = 0.3;
const LEAST_WEIGHT = 3;

/** Fitted by e2e/eval/fit-citations.ts. */
export const WEIGHTS = { constant: -1.79, found: 2.1, nearness: 0.73, exact: 0.76, gap: -1.01 } as const;

/** The least threshold at which one in eight sentences is called supported by the likeliest wrong passage. */
export const SUPPORTED = 0.28;

/** Numbers and literals beyond this add nothing. */
const MOST_EXACT = 3;

/** Below this a claim's words are given as a reason. Guess, unmeasured. */
const LITTLE = 0.5;

/** Whether a claim is called false: a strong sign, or no trace of it. */
export function falls(claim: ClaimEvidence): boolean {
  const { signs, soft, nearness, exact, weight, standing, isForeign } = claim;
  if (signs.some(({ kind }) => standing >= (STRONG[kind] ?? Number.POSITIVE_INFINITY))) return true;
  return !isForeign && exact === 0 && weight >= LEAST_WEIGHT && soft < NO_WORDS && nearness < NO_MEANING;
}

/** Whether a sign speaks against a claim; a number that follows from others does not. */
export const speaksAgainst = ({ kind }: Sign): boolean => kind !== 'number-derived';

/** Whether too little of a claim is in the passage. */
export const isFarFrom = ({ found }: ClaimEvidence): boolean => found < LITTLE;

export interface Shares {
  /** Of the claim with the least: how much of it is found in one place, 0 to 1, and how near that is, −1 to 1. */
  readonly found: number;
  readonly nearness: number;
  /** Numbers and literals of all claims that stand in the passage, 0 to 1. */
  readonly exact: number;
  /** How much more of another claim is found, 0 to 1. */
  readonly gap: number;
}

/** What `support` weighs. */
export function sharesOf(claims: readonly ClaimEvidence[]): Shares {
  const found = claims.map((claim) => claim.found);
  const least = Math.min(...found);
  return {
    found: least,
    nearness: Math.min(...claims.map(({ nearness }) => nearness)),
    exact:
      Math.min(
        MOST_EXACT,
        claims.reduce((sum, { exact }) => sum + exact, 0),
      ) / MOST_EXACT,
    gap: Math.max(...found) - least,
  };
}

/** 0 to 1: grows with how much of a sentence is found. */
function support(claims: readonly ClaimEvidence[]): number {
  const { found, nearness, exact, gap } = sharesOf(claims);
  const sum =
    WEIGHTS.constant + WEIGHTS.found * found + WEIGHTS.nearness * nearness + WEIGHTS.exact * exact + WEIGHTS.gap * gap;
  return 1 / (1 + Math.exp(-sum));
}

/** Whether something was noticed that keeps a sentence from being called supported. */
export const isDoubtful = (claims: readonly ClaimEvidence[]): boolean =>
  claims.some((claim) => claim.signs.some(speaksAgainst) || falls(claim));

/** The verdict on a sentence from its claims, at least one. */
export function verdictOf(claims: readonly ClaimEvidence[]): Verdict {
  if (claims.every((claim) => claim.weight === 0)) return 'supported';
  if (claims.every(falls)) return 'unsupported';
  return !isDoubtful(claims) && support(claims) >= SUPPORTED ? 'supported' : 'partly';
}
