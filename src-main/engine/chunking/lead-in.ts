import { TOKEN_WEIGHT, weighText } from './weigh-text.ts';

/** Longest look back, in characters a token: enough for words, and a bound where no word ends. */
const CHARACTERS_A_TOKEN = 12;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;

/**
 * The last whole words of the passage before, at most `tokens`.
 *
 * They are indexed and embedded with the next passage of the same section, but belong to the one before: a passage that
 * begins with "it" or "this year" is found by what is meant, and nothing is shown twice. Windows that overlap were
 * worse at every size (e2e/eval/ABLATIONS.md, "Chunking").
 */
export function leadIn(before: string, tokens: number): string {
  const floor = Math.max(0, before.length - tokens * CHARACTERS_A_TOKEN);
  let start = floor;
  for (let high = before.length; start < high; ) {
    const middle = (start + high) >> 1;
    if (weighText(before, middle) <= tokens * TOKEN_WEIGHT) high = middle;
    else start = middle + 1;
  }
  while (start > 0 && start < before.length && isInsideWord(before, start)) start += 1;
  return before.slice(start).trim();
}

/** Scripts without spaces may be cut between any two characters; marks stay with theirs. */
function isInsideWord(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (/^[\p{M}\udc00-\udfff]/u.test(character)) return true;
  if (UNSPACED.test(character)) return false;
  return !/\s/u.test(text.charAt(at - 1));
}
