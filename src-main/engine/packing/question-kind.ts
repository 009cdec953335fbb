/** What an answer to a question looks like: sentences that match are worth more. English, German, Chinese. */
interface QuestionKind {
  readonly asks: RegExp;
  readonly answers: RegExp;
}

const MONTH =
  'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|' +
  'sept?(?:ember)?|oct(?:ober)?|oktober|nov(?:ember)?|dec(?:ember)?|dezember';
const DAY =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|' +
  'noon|midnight|mittag|mitternacht';

const NUMBER =
  '\\d+|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|hundred|thousand|million|billion|' +
  'zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend|millionen?)\\b';

const KINDS: readonly QuestionKind[] = [
  {
    asks: /\b(?:when|deadline|due|what (?:time|date|day|year)|how long|wann|frist|termin|welche[mnrs]? (?:tag|datum|jahr|monat))\b|什么时候|何时|几点|日期|截止|哪天|哪一年|多久/iu,
    answers: new RegExp(
      `\\b(?:${MONTH})\\b|\\b(?:${DAY})\\b|\\b\\d{1,2}[:.]\\d{2}\\b|\\b(?:1[5-9]|20)\\d{2}\\b|\\b(?:week|woche|day|tag)s?n? \\d+|\\d+ ?(?:days?|hours?|weeks?|tage|stunden|wochen)|[\\d一二三四五六七八九十]+ ?[月日号点年周天]|星期|周[一二三四五六日]`,
      'iu',
    ),
  },
  {
    asks: /\bhow (?:many|much|large|big|far|often|old|high)\b|\bwie ?(?:viele?|oft|groß|hoch|weit|alt)\b|多少|几[个次页章]|多大|多高|百分之/iu,
    answers:
      /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)\b|[一二两三四五六七八九十百千万]/iu,
  },
  {
    asks: /\b(?:who|whom|whose|wer|wem|wen|wessen)\b|谁/iu,
    answers: /\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|\b(?:Prof|Dr|Mr|Ms)\b|教授|老师|先生|女士/u,
  },
  {
    asks: /^\W*(?:what|was) (?:is|are|does|ist|sind|bedeutet|heißt)\b|\b(?:define|definition|mean(?:s|ing)?)\b|什么是|是什么|含义|定义/iu,
    answers: /^.{0,80}?\b(?:is|are|means|refers to|denotes|ist|sind|bedeutet|bezeichnet|heißt)\b|^.{0,30}?(?:是|指)/iu,
  },
  {
    asks: /\b(?:why|warum|wieso|weshalb)\b|为什么|为何/iu,
    answers:
      /\b(?:because|since|so that|therefore|reason|otherwise|weil|denn|damit|deshalb|daher|sonst)\b|因为|由于|所以|因此/iu,
  },
];

/**
 * How much a sentence has the look of an answer to the question: 1 for a date after "when" or a name after "who",
 * 2 for the number of the very thing after "how many" or words that define it after "what is", otherwise 0.
 */
export function looksLikeAnswer(question: string): (sentence: string) => 0 | 1 | 2 {
  const exact = countOf(question) ?? definitionOf(question);
  const wanted = KINDS.filter((kind) => kind.asks.test(question));
  return (sentence) => {
    if (exact?.test(sentence) === true) return 2;
    return wanted.some((kind) => kind.answers.test(sentence)) ? 1 : 0;
  };
}

/** A number close before the thing that is counted. */
function countOf(question: string): RegExp | undefined {
  const counted = /\b(?:how many|wie ?viele)\s+(\p{L}{3,})/iu.exec(question)?.[1];
  if (counted === undefined) return undefined;
  const stem = counted.slice(0, Math.max(3, counted.length - 1));
  return new RegExp(`(?:${NUMBER})\\s+(?:\\p{L}+\\s+){0,2}${stem}`, 'iu');
}

/** "X is …", "X: …", "… called an X". */
function definitionOf(question: string): RegExp | undefined {
  const asked =
    /^\W*(?:what|was)\s+(?:is|are|ist|sind)\s+(?:(?:an?|the|eine?|der|die|das)\s+)?([\p{L}\p{N} _-]{2,60}?)\W*$/iu;
  const chinese = /^(?:什么是)([^？?。]{1,20})|^([^？?。]{1,20}?)是什么/u.exec(question);
  const thing = asked.exec(question)?.[1] ?? chinese?.[1] ?? chinese?.[2];
  if (thing === undefined) return undefined;
  const article = '(?:(?:an?|the|eine?|einen|der|die|das)\\s+)?';
  const name = thing.trim().replace(/[\s_-]+/g, '[\\s_-]+');
  return new RegExp(
    `^\\W*${article}${name}\\p{L}{0,2}(?:\\s+\\(.{1,20}?\\))?(?:\\s*[:—–]|\\s+(?:is|are|means|denotes|refers|ist|sind|bezeichnet|bedeutet)\\s|\\s*(?:是|指))|` +
      `(?:called|named|known as|genannt|heißt)\\s+${article}${name}`,
    'iu',
  );
}

/** Words a question is asked with, not about; as whole lower-case words. */
const ASKING = new Set(
  (
    'a an the of in on at to for from by with and or is are was were be been do does did has have had can could will would ' +
    'should shall may might must i me my we our you your it its they them their he him his she her this that these those there here what when where who whom ' +
    'whose which why how many much there please tell explain show give me about as into than then if not no any some ' +
    'der die das den dem des ein eine einen einem einer eines und oder ist sind war waren sein wird werden hat haben kann ' +
    'können soll sollen muss müssen darf ich wir du ihr sie er es man mir uns was wann wo wer wem wen wie warum wieso ' +
    'welche welcher welches welchen welchem zu zum zur im am an auf für von vom mit bei nach aus bis über um als auch ' +
    'nicht kein keine bitte erkläre zeige gib denn wessen viel viele'
  ).split(' '),
);
const CHINESE_ASKING =
  /什么时候|什么是|是什么|为什么|怎么样|怎么|如何|什么|何时|为何|哪些|哪个|哪里|哪天|多少|几点|请问|请|吗|呢|谁|的|了|是|在|有/gu;

/** The question without the words it is asked with; the whole question when nothing else is in it. */
export function subjectOf(question: string): string {
  const kept = subjectWords(question);
  return kept.length === 0 ? question : kept.join(' ');
}

/** The words of a question that it is not asked with; none in "And why is that?". */
export function subjectWords(question: string): string[] {
  return question
    .replace(CHINESE_ASKING, ' ')
    .split(/[^\p{L}\p{N}\p{M}_]+/u)
    .filter((word) => word !== '' && !ASKING.has(word.toLowerCase()));
}
