/**
 * From evidence to a verdict.
 *
 * Unsupported: every claim has a sign against it that is nearly always right, or leaves no trace. Supported: no sign,
 * and a logistic function of four shares reaches `SUPPORTED`; it grows with each of them by construction, so that more
 * of a sentence found in the passage never counts against it. All else is partly. Which signs are enough, and the
 * weights, are from e2e/eval/fit-citations.ts, which measures both with authors and passages left out.
 */
import type { Verdict } from '../../../src-contract/answer.ts';
import type { ClaimEvidence, Sign, SignKind } from './claim-evidence.ts';

/**
 * Signs that are enough by themselves: each right in 19 of 20 sentences of authors that it was not chosen on. Swaps,
 * opposites and words that exclude each other are not (67 to 87 %, or too few to tell); they make a sentence partly.
 */
const DECISIVE: ReadonlySet<SignKind> = new Set<SignKind>(['quote', 'identifier', 'name', 'number-rival', 'denial']);
/** Signs beside which a name does not stand alone. */
const ABSENT: ReadonlySet<SignKind> = new Set<SignKind>([...DECISIVE, 'number-new']);
/**
 * A single name may be what the whole document is about; it does not decide where this much of the claim is found.
 * Guess, unmeasured.
 */
const LONE_NAME_FOUND = 0.6;

/** Where this much of a sentence of several parts is found, one that is not there makes it partly. */
const MOSTLY_FOUND = 0.7;

/** Of 83 plain sentences with another number that reach it 82 are unsupported, of 5 that do not 4. */
const ALL_BUT_NUMBER = 0.5;

/** No trace of it: neither its words nor its meaning, in a claim of this weight at least. */
const NO_WORDS = 0.2;
const NO_MEANING = 0.3;
const LEAST_WEIGHT = 4;

/**
 * Fitted by e2e/eval/fit-citations.ts on the 967 pairs of train-blind, train, check and tune.jsonl, with the signs of then. A
 * fit on all 3,036 is no better with authors left out: 732 of 1,328 rightly called supported, with these 772 of 1,403.
 */
export const WEIGHTS = { constant: -1.79, found: 2.1, nearness: 0.73, exact: 0.76, gap: -1.01 } as const;

/** Of 1,686 sentences 335 are called supported beside the likeliest wrong passage, 49 beside a passage at random. */
export const SUPPORTED = 0.28;

/** Numbers and literals beyond this add nothing. */
const MOST_EXACT = 3;

/** Below this a claim's words are given as a reason. Guess, unmeasured. */
const LITTLE = 0.5;

/** Whether a claim is called false. @param decisive what is enough; e2e/eval/fit-citations.ts tries others */
export function falls(claim: ClaimEvidence, decisive: ReadonlySet<SignKind> = DECISIVE): boolean {
  const absent = claim.signs.filter(({ kind }) => ABSENT.has(kind));
  const isLoneName = absent.length === 1 && claim.found >= LONE_NAME_FOUND;
  // All but the number stands there, and nothing can have been computed with another one.
  const isLoneNumber = claim.isPlain && claim.knownNumbers === 0 && claim.found >= ALL_BUT_NUMBER;
  const decides = (kind: SignKind): boolean => {
    if (kind === 'name') return !isLoneName;
    if (kind === 'number-rival') return isLoneNumber;
    return claim.isPlain || claim.found < MOSTLY_FOUND || kind === 'denial';
  };
  return claim.signs.some(({ kind, isAside }) => isAside !== true && decisive.has(kind) && decides(kind));
}

/** Whether nothing of a claim is in the passage, nor leads there by arithmetic. */
export function hasNoTrace({ signs, exact, weight, soft, nearness, isComparable }: ClaimEvidence): boolean {
  if (!isComparable || exact > 0 || weight < LEAST_WEIGHT || signs.some((sign) => !speaksAgainst(sign))) return false;
  return soft < NO_WORDS && nearness < NO_MEANING;
}

/** Whether every claim of a sentence is false or without a trace. */
const allFall = (claims: readonly ClaimEvidence[]): boolean =>
  claims.every((claim) => falls(claim) || hasNoTrace(claim));

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
  claims.some((claim) => claim.signs.some(speaksAgainst) || hasNoTrace(claim));

/** The verdict on a sentence from its claims, at least one. */
export function verdictOf(claims: readonly ClaimEvidence[]): Verdict {
  if (claims.every((claim) => claim.weight === 0)) return 'supported';
  if (allFall(claims)) return 'unsupported';
  return !isDoubtful(claims) && support(claims) >= SUPPORTED ? 'supported' : 'partly';
}
