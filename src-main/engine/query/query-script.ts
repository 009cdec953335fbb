const SCRIPTS = [
  ['latin', /\p{Script=Latin}/gu],
  ['han', /\p{Script=Han}/gu],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['hangul', /\p{Script=Hangul}/gu],
  ['cyrillic', /\p{Script=Cyrillic}/gu],
  ['greek', /\p{Script=Greek}/gu],
  ['arabic', /\p{Script=Arabic}/gu],
  ['hebrew', /\p{Script=Hebrew}/gu],
  ['thai', /\p{Script=Thai}/gu],
  ['devanagari', /\p{Script=Devanagari}/gu],
] as const;

/** The script most letters of a text are of; `other` for one not named here, and for no letters. */
export type QueryScript = (typeof SCRIPTS)[number][0] | 'other';

/** A query is short, so that counting its letters once per script costs microseconds. Ties go to the first. */
export function scriptOf(text: string): QueryScript {
  let best: QueryScript = 'other';
  let most = 0;
  for (const [script, pattern] of SCRIPTS) {
    const letters = text.match(pattern)?.length ?? 0;
    if (letters > most) {
      best = script;
      most = letters;
    }
  }
  return best;
}
