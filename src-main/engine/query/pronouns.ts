/** After these a German word of direction stands with the thing: "davon" is "von X". */
const COMPOUNDS: readonly (readonly [RegExp, string])[] = [
  [/\bdavon\b/iu, 'von'],
  [/\bdafür\b/iu, 'für'],
  [/\bdamit\b/iu, 'mit'],
  [/\bdarin\b/iu, 'in'],
  [/\bdazu\b/iu, 'zu'],
  [/\bdaran\b/iu, 'an'],
  [/\bdarauf\b/iu, 'auf'],
  [/\bdarüber\b/iu, 'über'],
  [/\bdabei\b/iu, 'bei'],
  [/\bdagegen\b/iu, 'gegen'],
];

/** What shows that "this" or "das" stands alone rather than before a noun. */
const ALONE =
  '(?=\\s*(?:[?.!,;]|$)|\\s+(?:is|are|was|were|does|do|did|has|have|can|will|work|works|mean|means|happen|happens|take|takes|not|so|always|ist|sind|war|hat|kann|wird|bedeutet|funktioniert|nicht|immer|genau)\\b)';

const OWNED = /\b(?:its|their|his|(?:sein|ihr)(?:e[rmns]?)?)\b(?=\s+\p{L})/iu;
const PERSONAL = /\b(?:it|they|them|he|him|she|es|sie|er|ihn|ihm|ihnen)\b/u;
const POINTING = new RegExp(
  `(?<=\\b(?:is|are|was|were)\\s)(?:this|that|these|those)\\b(?=\\s+\\S+\\s*[?.!]*$)|\\b(?:this|that|these|those|das|dies(?:e[rmns]?)?)\\b${ALONE}`,
  'iu',
);
const BEFORE_NOUN = /\b(?:this|these|those|dies(?:e[rmns]?)?)\s+\p{L}+/iu;
const CHINESE = /(?:它们?|他们?|她们?|这(?:个|些)?|那(?:个|些)|其)/u;
/** A Chinese pointing word before a noun stands beside the thing, not for it. */
const CHINESE_ALONE = /^(?:的|是|有|怎|为|会|能|可|在|和|与|吗|呢|什|如|多|要|应|需|比|被|把|由|工作|[?？，,。!！]|$)/u;

/** "It" that stands for nothing. */
const EMPTY = /\b(?:gibt es|is it (?:possible|true|necessary|important|better|worth)|geht es um)\b/giu;

/** Whether a question points back with a pronoun. */
export function hasPronoun(question: string): boolean {
  const text = question.replace(EMPTY, '');
  return (
    [OWNED, PERSONAL, POINTING, BEFORE_NOUN, CHINESE].some((pattern) => pattern.test(lowerStart(text))) ||
    COMPOUNDS.some(([pattern]) => pattern.test(text))
  );
}

/** Puts the subject in the place of the first pronoun of a question, or beside it where a noun follows. */
export function replacePronouns(question: string, subject: string): string {
  for (const [pattern, preposition] of COMPOUNDS) {
    if (pattern.test(question)) return question.replace(pattern, `${preposition} ${subject}`);
  }
  const chinese = CHINESE.exec(question);
  if (chinese !== null) {
    const after = question.slice(chinese.index + chinese[0].length);
    const words = CHINESE_ALONE.test(after) ? subject : `${subject}${chinese[0]}`;
    return question.slice(0, chinese.index) + words + after;
  }
  const text = lowerStart(question);
  const isEmptyAt = [...text.matchAll(EMPTY)].map(({ index, 0: words }) => [index, index + words.length] as const);
  for (const pattern of [OWNED, POINTING, PERSONAL]) {
    for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))) {
      if (isEmptyAt.some(([start, end]) => match.index >= start && match.index < end)) continue;
      const words = pattern === OWNED ? owned(subject, match[0]) : subject;
      return question.slice(0, match.index) + words + question.slice(match.index + match[0].length);
    }
  }
  return `${question.replace(/[\s?？!.]+$/u, '')}: ${subject}`;
}

/** "Sie" inside a German sentence is polite, at its start it may be a pronoun. */
const lowerStart = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function owned(subject: string, pronoun: string): string {
  return /^(?:sein|ihr)/iu.test(pronoun) ? `${subject}:` : `${subject}${subject.endsWith('s') ? '’' : '’s'}`;
}
