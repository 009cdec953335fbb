/** Words a question begins with that say what is asked, not about what; taken off one after the other. */
const OPENINGS: readonly RegExp[] = [
  /^(?:please|and|but|so|then|ok(?:ay)?|bitte|und|aber|also)\b[\s,]*/i,
  /^(?:can|could|would|will) you (?:please )?/i,
  /^(?:what|who|whom|whose|when|where|why|how|which)(?:'s|'re)?\b\s*/i,
  /^(?:many|much|long|often|big|large|fast|far|old|kind of|sort of|type of)\b\s*/i,
  /^(?:does|do|did|can|could|should|would|will|may|must) one\s+/i,
  /^(?:is|are|was|were|does|do|did|has|have|had|can|could|should|would|will|may|must)\b\s*/i,
  /^(?:I|we|you)\s+/,
  /^(?:wrote|made|invented|proposed|introduced|means?|meant by)\b\s*/i,
  /^(?:explain|describe|define|summari[sz]e|compare|list|show|find|tell me(?: more)? about|tell me|give me)\b\s*/i,
  /^(?:was|wer|wen|wem|wessen|wann|wo|wohin|woher|warum|wieso|weshalb|wozu|wie(?:so)?|welche[rsmn]?|wie\s?viele?)\b\s*/i,
  /^(?:lange|oft|groß|schnell|viele?)\b\s*/i,
  /^(?:ist|sind|war|waren|hat|haben|kann|können|muss|müssen|soll|sollen|wird|werden|macht|bedeutet|funktioniert|gibt es|heißt|steht|liegt)(?=\s)\s*/i,
  /^(?:erkläre?|beschreibe?|definiere|nenne|zeige?|vergleiche|fasse)\b\s*(?:mir\b\s*)?/i,
  /^(?:请问?|麻烦)?(?:解释|介绍|说明|描述|总结|比较)(?:一下)?/,
  /^有(?:哪些|什么|几种)/,
  /^(?:什么(?:时候)?是?|谁(?:是|发明了?|提出了?|写了?)?|为什么|怎么样?|如何|哪(?:个|些|里)(?:是)?|多少|那么?|请问)/,
];

/** What a question ends with that is not its subject. */
const ENDINGS: readonly RegExp[] = [
  /[\s?？!！.。…]+$/,
  /\s(?:works?|means?|do|done|happens?|used for|stands? for|due|called|needed|takes?|costs?|looks? like)$/i,
  /\s(?:exists?|fails?|grows?|helps?|matters?|scales?|behaves?|differs?)$/i,
  /\s(?:funktioniert|bedeutet|fällig|gemeint|heißt|genannt|gemacht|verwendet|nötig|aus)$/i,
  /(?:是什么(?:意思|时候)?|什么时候.*|是谁|是多少|有多少|有哪些.*|怎么样?|如何(?:工作|实现|使用)?|怎么(?:工作|实现|使用|做)|为什么.*|在哪里?|吗|呢|工作|是)$/,
];

/** A second question in the same sentence: "…, and what does it cost?" */
const SECOND_QUESTION =
  /,?\s+(?:and|or|und|oder)\s+(?:what|how|why|when|where|who|which|was|wie|warum|wann|wo|wer|welche[rsmn]?)\b.*$/iu;

/** Such a question has its verb after its subject, in the form of the dictionary: "Why does X survive a crash?" */
const ASKS_WHAT_IT_DOES =
  /^(?:(?:what|how|why|when|where|who)\s)?(?:does|do|did|can|could|will|would|should|must|may)\s/i;
/** Of these the verb's object is what is asked for, so that the verb comes last: "What does X gain?" */
const ASKS_FOR_OBJECT = /^what (?:does|do|did)\s/i;
const DETERMINER =
  /^(?:an?|the|its|their|his|her|my|our|your|all|each|every|any|some|no|this|that|these|those|which|what|more|less)$/i;
const PREPOSITION = new RegExp(
  '^(?:of|in|on|at|to|by|for|from|with|without|within|into|onto|inside|outside|over|under|above|below|across|around|' +
    'against|about|near|behind|after|before|between|during|through|per|since|until|via|and|or|than|as|that|which|if|' +
    'when|because)$',
  'i',
);
/** A noun or a participle as a rule; no verb in the form of the dictionary. */
const NO_VERB = /(?:ing|ed|[^s]s)$|[^\p{Ll}]/u;

/**
 * What a question is about, as it stands there: "heap sort" of "How does heap sort work?". Empty when nothing is left.
 *
 * By lists of words in English, German and Chinese, not by grammar: what follows a verb it does not know stays.
 */
export function subjectOfQuestion(question: string): string {
  let text = question.trim().replace(/\s+/g, ' ').replace(SECOND_QUESTION, '');
  const asked = text;
  for (let isShorter = true; isShorter; ) {
    const before = text;
    for (const opening of OPENINGS) text = text.replace(opening, '');
    isShorter = text !== before;
  }
  for (let isShorter = true; isShorter; ) {
    const before = text;
    for (const ending of ENDINGS) text = text.replace(ending, '');
    isShorter = text !== before;
  }
  const words = text.trim().split(' ');
  return (ASKS_WHAT_IT_DOES.test(asked) ? words.slice(0, verbAt(words, asked)) : words).join(' ');
}

/** Where the verb stands that ends the subject; after the last word when none is seen. Never 0. */
function verbAt(words: readonly string[], asked: string): number {
  const beforeObject = words.findIndex(
    (word, at) => at > 0 && isVerb(words[at]) && !PREPOSITION.test(word) && beginsObject(words[at + 1], word),
  );
  if (beforeObject > 0) return beforeObject;
  const last = words.length - 1;
  const before = words[last - 1] ?? '';
  const endsWithVerb =
    ASKS_FOR_OBJECT.test(asked) && !hasEnding(asked) && !DETERMINER.test(before) && !PREPOSITION.test(before);
  return endsWithVerb && last > 0 && isVerb(words[last]) ? last : words.length;
}

/** "That" and "which" begin one only after verbs of this kind; after a noun they begin a clause about it. */
const TELLS = /^(?:know|say|tell|see|show|prove|ensure|guarantee|assume|imply|mean|require|check|detect|notice)$/;
const beginsObject = (word = '', verb: string): boolean =>
  DETERMINER.test(word) && (!PREPOSITION.test(word) || TELLS.test(verb));

const isVerb = (word = ''): boolean => !NO_VERB.test(word) && !DETERMINER.test(word) && !PREPOSITION.test(word);

/** Whether the verb at the end is one of those that were taken off already. */
const hasEnding = (asked: string): boolean =>
  ENDINGS.slice(1).some((ending) => ending.test(asked.replace(/[\s?？!.]+$/u, '')));
