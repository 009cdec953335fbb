/** Words a question begins with that say what is asked, not about what; taken off one after the other. */
const OPENINGS: readonly RegExp[] = [
  /^(?:please|and|but|so|then|ok(?:ay)?|bitte|und|aber|also)\b[\s,]*/i,
  /^(?:can|could|would|will) you (?:please )?/i,
  /^(?:what|who|whom|whose|when|where|why|how|which)(?:'s|'re)?\b\s*/i,
  /^(?:many|much|long|often|big|large|fast|far|old|kind of|sort of|type of)\b\s*/i,
  /^(?:is|are|was|were|does|do|did|has|have|had|can|could|should|would|will|may|must)\b\s*/i,
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
  /\s(?:works?|means?|do|done|happens?|used for|stands? for|due|called|needed|take|takes|cost|costs|look like)$/i,
  /\s(?:funktioniert|bedeutet|fällig|gemeint|heißt|genannt|gemacht|verwendet|nötig|aus)$/i,
  /(?:是什么(?:意思|时候)?|什么时候.*|是谁|是多少|有多少|有哪些.*|怎么样?|如何(?:工作|实现|使用)?|怎么(?:工作|实现|使用|做)|为什么.*|在哪里?|吗|呢|工作|是)$/,
];

/** A second question in the same sentence: "…, and what does it cost?" */
const SECOND_QUESTION =
  /,?\s+(?:and|or|und|oder)\s+(?:what|how|why|when|where|who|which|was|wie|warum|wann|wo|wer|welche[rsmn]?)\b.*$/iu;

/** Such a question ends with its verb, which the lists below do not all know: "What does X gain?" */
const WHAT_IT_DOES = /^(?:what|how|why|when|where|who) (?:does|do|did)\s/i;
const KNOWN_VERB = /\s(?:works?|means?|do|happens?|stands? for|takes?|costs?|look like)[\s?？!.]*$/i;

/**
 * What a question is about, as it stands there: "heap sort" of "How does heap sort work?". Empty when nothing is left.
 *
 * By lists of words in English, German and Chinese, not by grammar: what follows a verb it does not know stays.
 */
export function subjectOfQuestion(question: string): string {
  let text = question.trim().replace(/\s+/g, ' ').replace(SECOND_QUESTION, '');
  const asksWhatItDoes = WHAT_IT_DOES.test(text);
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
  const hasVerb = asksWhatItDoes && !KNOWN_VERB.test(question.replace(SECOND_QUESTION, '')) && words.length > 1;
  return (hasVerb && /^\p{Ll}+$/u.test(words.at(-1) ?? '') ? words.slice(0, -1) : words).join(' ');
}
