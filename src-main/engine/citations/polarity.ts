/**
 * Whether a clause affirms or denies: negating words in English, German and Chinese, and pairs of opposites.
 *
 * Words only, no grammar. "Not only" and their like do not count. A clause with a word that denies by itself ("fails",
 * "refuses") has no polarity that words could tell, and is never held against a claim.
 */

const NEGATION =
  /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|rarely|nicht|nichts|kein(?:e|en|em|er|es)?|nie|niemals|niemand|ohne|weder|kaum)\b|\p{L}n['’]t\b|[不没無无未勿莫]|(?<![分区特级派])别/giu;
const NO_NEGATION =
  /\b(?:not only|not just|no later than|no more than|no less than|nicht nur|nicht später als|nicht mehr als)\b|不仅|不但|不只|不同|不断|不久|不过(?=，)|无论|没关系/giu;
const DENIES =
  /\b(?:fail\w*|refus\w*|den(?:y|ies|ied)|reject\w*|lack\w*|prevent\w*|avoid\w*|stop\w*|disab\w*|forbid\w*|forbidden|prohibit\w*|exclud\w*|ignor\w*|unless|except|instead|rather|against|only|un(?:able|known|aware|likely)|impossible|verboten|verbietet|verhinder\w*|vermeid\w*|statt|außer|nur|sondern|erst|any ?more|any longer|no longer|nicht mehr|non-?(?!e\b|etheless\b)\p{L}+)\b|不再|禁止|避免|防止|除非|只有|而不|仅|只/iu;
/** What is left out is not there, and not missed. */
const OMITS =
  /\b(?:omi(?:t|ts|tted|tting|ssion)|(?:leav\w*|left|drop\w*)(?: \S+){0,4} out|skip\w*|forgo\w*|do(?:es)? without|dispens\w* with|unnecessary|needless|optional\w*|redundant|superfluous|absent|missing|weg(?:ge)?lass\w*|lässt \S+ weg|entfall\w*|entfäll\w*|verzicht\w*|ausgelassen|fehl(?:t|en|te|ten)|unnötig|entbehrlich|erübrig\w*)\b|(?<!\p{L})überflüssig|省略|省去|略去|跳过|可选|缺少|缺失|免去/iu;
/** "Need not" leaves it open, and denies only that one must. */
const NEED_NOT =
  /\b(?:(?:do|does|did)(?:n['’]t| not)(?: \S+)? (?:have|need)|need(?:n['’]t| not)|not(?: \S+)? (?:needed|necessary|required|obliged|obligatory|mandatory|compulsory)|no (?:need|obligation)|nicht (?:\S+ ){0,6}(?:nötig|notwendig|erforderlich|zwingend|verpflichtet|muss|müssen|musste|mussten|brauch\w*)|(?:muss|müssen|musst|müsst|musste|mussten|brauch\w*) (?:[^\s,.;]+ ){0,8}(?:nicht|kein\w*))\b|不必|不需|不用|不一定|无需|无须|毋须/iu;
const MUST =
  /\b(?:must|(?:have|has|had) to|need\w*|requir\w*|necessar\w*|mandatory|oblig\w*|compulsory|shall|should|muss\w*|müss\w*|brauch\w*|nötig|notwendig\w*|erforderlich\w*|pflicht\w*|verpflichtet|soll\w*)\b|必须|需|须|应/iu;

/** Opposites by the beginnings of their words. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['open', 'clos'],
  ['open', 'shut'],
  ['before', 'after'],
  ['fast', 'slow'],
  ['increas', 'decreas'],
  ['increas', 'reduc'],
  ['rise', 'fall'],
  ['rais', 'lower'],
  ['most', 'least'],
  ['highest', 'lowest'],
  ['higher', 'lower'],
  ['more', 'less'],
  ['more', 'fewer'],
  ['larger', 'smaller'],
  ['largest', 'smallest'],
  ['longest', 'shortest'],
  ['longer', 'shorter'],
  ['always', 'never'],
  ['approv', 'reject'],
  ['accept', 'reject'],
  ['accept', 'refus'],
  ['allow', 'forbid'],
  ['same', 'differ'],
  ['permanent', 'temporar'],
  ['with', 'without'],
  ['keep', 'lost'],
  ['kept', 'lost'],
  ['kept', 'lose'],
  ['kept', 'delet'],
  ['preserv', 'lost'],
  ['enabl', 'disabl'],
  ['includ', 'exclud'],
  ['win', 'lose'],
  ['wins', 'loses'],
  ['won', 'lost'],
  ['insid', 'outsid'],
  ['abov', 'below'],
  ['maximum', 'minimum'],
  ['upper', 'lower'],
  ['awak', 'asleep'],
  ['aliv', 'dead'],
  ['hot', 'cold'],
  ['warm', 'cold'],
  ['succeed', 'fail'],
  ['free', 'paid'],
  ['requir', 'option'],
  ['mandator', 'option'],
  ['mutabl', 'immutabl'],
  ['synchron', 'asynchron'],
  ['ascend', 'descend'],
  ['strong', 'weak'],
  ['publi', 'privat'],
  ['save', 'destroy'],
  ['encourag', 'discourag'],
  ['geöffnet', 'geschlossen'],
  ['offen', 'geschlossen'],
  ['öffn', 'schließ'],
  ['vor', 'nach'],
  ['off by default', 'on by default'],
  ['gut', 'schlecht'],
  ['mehr', 'wenig'],
  ['größ', 'klein'],
  ['hoch', 'niedrig'],
  ['steig', 'sink'],
  ['steig', 'fäll'],
  ['heb', 'senk'],
  ['erhöh', 'senk'],
  ['immer', 'nie'],
  ['erlaubt', 'verboten'],
  ['notwendig', 'freiwillig'],
  ['schnell', 'langsam'],
  ['stark', 'schwach'],
  ['warm', 'kalt'],
  ['heiß', 'kalt'],
  ['开放', '关闭'],
  ['打开', '关闭'],
  ['增加', '减少'],
  ['上升', '下降'],
  ['最大', '最小'],
  ['最高', '最低'],
  ['允许', '禁止'],
  ['之前', '之后'],
  ['成功', '失败'],
];
/** What opens the tank or the door depends on too much around it to be one word long. */
const WHOLE_WORDS = new Set(['with', 'vor', 'more', 'most', 'win', 'won', 'hot', 'free', 'gut', 'heb', 'save']);

/** Half-open ranges of the negating words. */
export function negationsOf(text: string): { readonly start: number; readonly end: number }[] {
  const masked = text.replace(NO_NEGATION, (found) => '·'.repeat(found.length));
  return [...masked.matchAll(NEGATION)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

/** Whether a text denies by other means than a negating word, so that nothing can be said. */
export const deniesOtherwise = (text: string): boolean => DENIES.test(text) || OMITS.test(text);

/** Whether one text says that something need not be, and the other nothing of need: they are no contradiction. */
export const leavesOpen = (one: string, other: string): boolean =>
  (NEED_NOT.test(one) && !MUST.test(other)) || (NEED_NOT.test(other) && !MUST.test(one));

export const isNegated = (text: string): boolean => negationsOf(text).length % 2 === 1;

/** Where words begin with `stem` in a text. */
export function placesOf(text: string, stem: string): number[] {
  return [...text.matchAll(patternOf(stem))].map(({ index }) => index);
}

const patterns = new Map<string, RegExp>();

function patternOf(stem: string): RegExp {
  const known = patterns.get(stem);
  if (known !== undefined) return known;
  const isHan = /\p{Script=Han}/u.test(stem);
  const ending = WHOLE_WORDS.has(stem) ? '(?![\\p{L}\\p{N}])' : '';
  const pattern = new RegExp(isHan ? stem : `(?<![\\p{L}\\p{N}_])${stem}${ending}`, 'giu');
  patterns.set(stem, pattern);
  return pattern;
}

/** `search` leaves the pattern as it was; a first look without regard to word limits is quicker. */
const holds = (text: string, stem: string): boolean =>
  text.toLowerCase().includes(stem) && text.search(patternOf(stem)) >= 0;

export interface Opposite {
  readonly said: string;
  readonly stands: string;
}

/**
 * A word of the claim whose opposite the passage has in its place; undefined when there is none.
 *
 * A passage that has both says nothing, unless `decides` knows which one is meant.
 */
export function findOpposite(
  claim: string,
  passage: string,
  decides?: (pair: Opposite) => boolean,
): Opposite | undefined {
  for (const pair of OPPOSITES) {
    for (const [said, stands] of [pair, [pair[1], pair[0]] as const]) {
      if (!holds(claim, said) || holds(claim, stands) || !holds(passage, stands)) continue;
      if (!holds(passage, said) || decides?.({ said, stands }) === true) return { said, stands };
    }
  }
  return undefined;
}

/** The stems of a text that have an opposite, without those whose opposite it has as well. */
export function opposableStems(text: string): readonly string[] {
  const stems = OPPOSITES.flatMap(([one, other]) => [
    ...(holds(text, one) && !holds(text, other) ? [one] : []),
    ...(holds(text, other) && !holds(text, one) ? [other] : []),
  ]);
  return [...new Set(stems)];
}

/** Whether a text has a stem together with one of its opposites. */
export const hasBoth = (stem: string, text: string): boolean =>
  holds(text, stem) &&
  OPPOSITES.some(([one, other]) => (one === stem && holds(text, other)) || (other === stem && holds(text, one)));
