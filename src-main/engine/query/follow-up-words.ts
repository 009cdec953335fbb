/** Ordinal numbers by what they count, 1-based; -1 is the last. */
const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:first|1st|erste[rnsm]?)\b/iu, 1],
  [/\b(?:second|2nd|zweite[rnsm]?)\b/iu, 2],
  [/\b(?:third|3rd|dritte[rnsm]?)\b/iu, 3],
  [/\b(?:fourth|4th|vierte[rnsm]?)\b/iu, 4],
  [/\b(?:fifth|5th|fünfte[rnsm]?)\b/iu, 5],
  [/\b(?:last|letzte[rnsm]?)\b/iu, -1],
  [/第一/u, 1],
  [/第二/u, 2],
  [/第三/u, 3],
  [/第四/u, 4],
  [/第五/u, 5],
  [/最后/u, -1],
];

export interface FoundOrdinal {
  readonly number: number;
  /** As it stands there. */
  readonly word: string;
}

/** The first ordinal number of a text. */
export function ordinalIn(text: string): FoundOrdinal | undefined {
  for (const [pattern, number] of ORDINALS) {
    const word = pattern.exec(text)?.[0];
    if (word !== undefined) return { number, word };
  }
  return undefined;
}

/** Items of the last list in an answer: numbered or marked lines, else what commas and "and" join after a colon. */
export function listedItems(answer: string): string[] {
  const plain = answer.replace(/[ \t]*\[\d{1,3}\]/g, '').replace(/[*_`]/g, '');
  const lines = [...plain.matchAll(/^\s*(?:[-•]|\d{1,2}[.)])\s+(.+)$/gm)].map((match) => headOf(match[1] ?? ''));
  if (lines.length > 1) return lines;
  const joined = /[:：]\s*([^.。:：\n]+(?:,|，|、)[^.。:：\n]+)/u.exec(plain)?.[1];
  if (joined === undefined) return [];
  return joined
    .split(/\s*(?:,|，|、|;|；)\s*|\s+(?:and|or|und|oder)\s+|和|以及/u)
    .map((item) => item.replace(/^(?:and|or|und|oder)\s+/iu, '').trim())
    .filter((item) => item !== '');
}

/** The name of an item is what stands before its explanation. */
function headOf(item: string): string {
  return (/^(.{2,80}?)(?:\s[–—-]\s|[:：.。]|$)/u.exec(item)?.[1] ?? item).trim();
}

/** Words of which one takes the place of another: "and <rest>?", without the joining words; undefined for other questions. */
export function continuationOf(question: string): string | undefined {
  const match =
    /^(?:and|but|or|then|ok(?:ay)?,?|und|aber|oder|dann)\s+(?:what about|how about|what of|was ist mit|wie ist es (?:mit|bei))?\s*(.+?)\s*[?？!.]*$/iu.exec(
      question,
    ) ??
    /^(?:what about|how about|what of|was ist mit|wie ist es (?:mit|bei))\s+(.+?)\s*[?？!.]*$/iu.exec(question) ??
    /^wie sieht es (?:mit|bei)\s+(.+?)\s+aus\s*[?？!.]*$/iu.exec(question) ??
    /^(?:那么?|还有|而)?(.+?)呢[？?]*$/u.exec(question) ??
    /^(?:那么|那|还有)(.+?)[？?]*$/u.exec(question);
  return match?.[1];
}

const QUESTION_WORD =
  /^(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|does|do|did|has|have|can|could|should|would|will|wer|wen|wem|wann|wo|warum|wieso|weshalb|wozu|wie|welche[rsmn]?|ist|sind|war|hat|haben|kann|können|muss|soll|wird)\b|^was\b|为什么|怎么|如何|什么|谁|哪|多少|吗/iu;

/** Whether it asks by itself: it begins with a question word or a verb, or has one in Chinese. */
export const asksByItself = (text: string): boolean => QUESTION_WORD.test(text);

/** A question word with nothing after it. */
export const BARE =
  /^(?:why(?: not)?|how(?: so)?|when|where|who|since when|warum(?: nicht)?|wieso|weshalb|wie(?: das)?|wann|wo|wer|为什么(?:不)?|怎么(?:会|样|做)?|何时|什么时候|在?哪里|谁)[\s?？!]*$/iu;

/** Asks for more of the same. */
export const MORE =
  /^(?:(?:can|could) you )?(?:(?:please )?(?:explain|elaborate|tell me more|go on|continue)|(?:some |any |an? |another |more |further )*(?:examples?|details?|more|else)|more about (?:it|that|this)|(?:ein(?:e|en)? |noch |weitere |mehr )*(?:beispiele?|details|mehr|genauer|weiter)|(?:请)?(?:举个?例子?|例子|详细(?:说明|一点)?|更多|继续|展开))(?:,? (?:please|bitte))?[\s?？!.。]*$/iu;

/** Only a place, a language, a time or a circumstance. */
export const FRAGMENT =
  /^(in|for|with|without|on|at|under|during|für|mit|ohne|bei|auf|unter|während|im)\s+\S+(?:\s+\S+){0,2}\s*[?？]$/iu;
