/**
 * Makes a question that can be searched alone from one that only makes sense after others, without a model.
 *
 * Rules in English, German and Chinese, tried in order: a continuation takes the place of its counterpart in the question
 * before ("And the third?"), a number names an item of a list in the answer before, a bare "why?" takes the question
 * before along, a pronoun becomes the subject of the question before. It does not parse: a pronoun that refers to
 * something said only in an answer becomes the wrong words, which is why what is searched is shown and can be changed.
 */
import { asksByItself, BARE, continuationOf, FRAGMENT, listedItems, MORE, ordinalIn } from './follow-up-words.ts';
import { hasPronoun, replacePronouns } from './pronouns.ts';
import { subjectOfQuestion } from './question-subject.ts';

/** A clause that can name something, up to the next: it begins as a question or a condition does. */
const OPENING_CLAUSE =
  /^((?:what|who|why|when|where|which|how|is|are|was|were|does|do|did|has|have|can|could|should|will|would|if|once|wer|warum|wann|wo|wie|welche[rsmn]?|ist|sind|hat|kann|wenn|falls|sobald)\s.+?)(?:[,;]|\s(?:and|or|but|und|oder|aber)\s)/iu;

export interface SaidBefore {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A longer question names what it is about. Guesses, unmeasured. */
const MOST_WORDS = 12;
const MOST_HAN_CHARACTERS = 22;

/** Questions looked back at: a chain of follow-ups leads to the one that names the subject. Guess, unmeasured. */
const MOST_QUESTIONS = 4;

/** @param history oldest first. Undefined when the question stands for itself. */
export function rewriteFollowUp(question: string, history: readonly SaidBefore[]): string | undefined {
  const asked = history.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).slice(-MOST_QUESTIONS);
  let before: { text: string; answer: string } | undefined;
  for (const at of asked) {
    const text = history[at]?.text.trim() ?? '';
    const next = history[at + 1];
    const whole = before === undefined ? text : (rewrite(text, before) ?? text);
    before = { text: whole, answer: next?.role === 'assistant' ? next.text : '' };
  }
  return before === undefined ? undefined : rewrite(question.trim(), before);
}

interface Before {
  /** The question before, in full. */
  readonly text: string;
  readonly answer: string;
}

function rewrite(question: string, before: Before): string | undefined {
  const han = question.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (question.split(/\s+/).length > MOST_WORDS || han > MOST_HAN_CHARACTERS) return undefined;
  const subject = subjectOfQuestion(before.text);
  if (subject === '') return undefined;

  const continuation = continuationOf(question);
  if (continuation !== undefined && !asksByItself(continuation)) return continueWith(continuation, before, subject);
  const own = continuation ?? question;
  if (BARE.test(own)) return bare(own, before.text, subject);
  if (MORE.test(own)) return join(own, subject);
  if (FRAGMENT.test(own)) return withFragment(own, before.text);
  const pointed = pointAt(own, before, subject);
  if (pointed !== undefined) return pointed;
  if (hasPronoun(own) && !namesItsOwn(own)) return replacePronouns(own, subject);
  return undefined;
}

/** "What does X gain, and what does it cost?": the pronoun stands for what the same question named before it. */
function namesItsOwn(question: string): boolean {
  const [, head] = OPENING_CLAUSE.exec(question) ?? [];
  return head !== undefined && !hasPronoun(`${head}?`) && subjectOfQuestion(head) !== '';
}

/** "And X?": the question before, with X in the place of what is like it. */
function continueWith(rest: string, before: Before, subject: string): string {
  const ordinal = ordinalIn(rest);
  if (ordinal !== undefined) {
    const earlier = ordinalIn(before.text);
    if (earlier !== undefined) return before.text.replace(earlier.word, ordinal.word);
    const item = itemAt(before.answer, ordinal.number);
    return item === undefined ? join(rest, subject) : before.text.replace(subject, item);
  }
  if (FRAGMENT.test(`${rest}?`)) return withFragment(rest, before.text);
  return before.text.replace(counterpartOf(rest, before.text, subject), rest);
}

/** The part of the question before that `rest` stands in for. */
function counterpartOf(rest: string, text: string, subject: string): string {
  const owner = /^(.+?)的/u.exec(subject)?.[1];
  if (owner !== undefined) return owner;
  const named = namesIn(text).at(-1);
  if (namesIn(rest).length > 0 && named !== undefined) return named;
  const parts = /^(.+?)\s(?:of|in|for|from|von|des|der|für|im)\s(.+)$/iu.exec(subject);
  if (parts === null) return subject;
  const isNew = /^(?:the|a|an|its|der|die|das|den|dem|eine?[nmrs]?)\s/iu.test(rest);
  return (isNew ? parts[1] : parts[2]) ?? subject; // "the worst case" (of it), or another thing with that case
}

/** Names and identifiers: what has a capital, a digit or an underscore inside, but not the first word of the sentence. */
function namesIn(text: string): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu)];
  return words
    .filter(
      ({ 0: word, index }) =>
        /[\p{Ll}\p{N}][\p{Lu}_]|_|\d|\p{Lu}{2}/u.test(word) || (index > 0 && /^\p{Lu}/u.test(word)),
    )
    .map(([word]) => word);
}

/** "Why?" after "Is it stable?" asks why it is; after "What is X?" it asks about X. */
function bare(question: string, before: string, subject: string): string {
  const word = question.replace(/[\s?？!]+$/u, '');
  if (/\p{Script=Han}/u.test(word)) return `${subject}${word}？`;
  const isYesNo =
    /^(?:is|are|was|were|does|do|did|has|have|can|could|should|ist|sind|war|hat|haben|kann|muss|wird)\b/iu.test(before);
  if (!isYesNo) return join(word, subject);
  return `${word} ${before.charAt(0).toLowerCase()}${before.slice(1)}`;
}

/** "The second one": an item of the list in the answer before, else with the subject it belongs to. */
function pointAt(question: string, before: Before, subject: string): string | undefined {
  const pattern =
    /\b(?:the|der|die|das|den|dem)\s+(?:first|second|third|fourth|fifth|last|erste[rnsm]?|zweite[rnsm]?|dritte[rnsm]?|vierte[rnsm]?|fünfte[rnsm]?|letzte[rnsm]?)(?:\s+(?:one|item|point|punkt))?(?=\s*(?:[?.!,]|$|\b(?:is|are|was|does|do|did|has|work|mean|ist|hat|bedeutet|funktioniert)\b))|(?:第[一二三四五]|最后一)[个点项种]/iu;
  const found = pattern.exec(question)?.[0];
  const ordinal = found === undefined ? undefined : ordinalIn(found);
  if (found === undefined || ordinal === undefined) return undefined;
  const item = itemAt(before.answer, ordinal.number);
  return item === undefined ? join(question, subject) : question.replace(found, item);
}

const itemAt = (answer: string, number: number): string | undefined =>
  listedItems(answer).at(number < 0 ? number : number - 1);

/** A circumstance takes the place of one with the same preposition, or is added. */
function withFragment(fragment: string, before: string): string {
  const own = fragment.replace(/[\s?？!.]+$/u, '');
  const preposition = own.split(/\s/)[0] ?? '';
  const earlier = new RegExp(`\\b${preposition}\\s+\\S+?(?=[?？!.]*$)`, 'iu');
  if (earlier.test(before)) return before.replace(earlier, own);
  const [, text = before, mark = ''] = /^(.*?)([\s?？!.]*)$/su.exec(before) ?? [];
  return `${text} ${own}${mark}`;
}

/** Words with the subject they are about: no sentence, but all that a search needs. */
function join(question: string, subject: string): string {
  const words = question.replace(/[\s?？!.。]+$/u, '');
  return /\p{Script=Han}/u.test(words) ? `${subject}：${words}` : `${words}: ${subject}`;
}
