import { wordForm } from './word-form.ts';

/**
 * Words that hold sentences together and say nothing about their subject, with those that ask.
 *
 * English, German and Spanish, the smaller part of the usual lists: in other languages the inverse document frequency
 * does most of the work. It cannot do it where questions meet code, which has no "how" and few "the".
 */
const FUNCTION_WORDS = [
  'a an the and or but nor so if then than that this these those there here of at by for with about against between into',
  'through during before after above below to from up down in out on off over under again further once as is am are was',
  'were be been being have has had having do does did doing will would shall should can could may might must i me my we',
  'our you your he him his she her it its they them their what which who whom whose when where why how all any both each',
  'few more most other some such no not only own same too very just also because while until s t re ve ll d m',
  'der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine als wie wer was wann wo warum',
  'welche welcher welches welchem welchen wessen wem wen ist sind war waren wird werden wurde wurden hat haben hatte',
  'hatten sein kann können konnte im am auf aus bei mit nach von vom zu zum zur für über unter durch gegen um es er sie',
  'wir ihr ich sich auch noch nur dass daß ob wenn',
  'el la los las un una unos unas y o pero del al con por para sobre entre sin desde hasta que qué quién quiénes cuál',
  'cuáles cuándo cuánto cuántos cuánta cuántas dónde cómo es son era eran fue fueron ser ha han había se su sus lo le',
  'les como más muy también este esta estos estas de en',
].join(' ');

const FORMS: ReadonlySet<string> = new Set(FUNCTION_WORDS.split(' ').map((word) => wordForm(word)));

/** What a function word counts; 0, ¼ and 1 are worse on the mean of twelve sets (e2e/eval/ABLATIONS.md, "Text"). */
const FUNCTION_WORD_WEIGHT = 0.5;

/**
 * Names of programming languages that are no words of speech ("go", "rust", "swift" are). In a collection of code they
 * tell which code is meant, not what it does, and code hardly ever names its own language.
 */
const LANGUAGES =
  'python py java javascript js typescript ts php ruby golang kotlin scala perl haskell matlab cpp csharp';
const LANGUAGE_FORMS: ReadonlySet<string> = new Set(LANGUAGES.split(' ').map((name) => wordForm(name)));
const LANGUAGE_NAME = new RegExp(`\\b(?:${LANGUAGES.replaceAll(' ', '|')})\\d?\\b`, 'giu');

/** How much of its inverse document frequency a term of a query counts in a collection (of code or not), 0 to 1. */
export function termWeight(term: string, inCode: boolean): number {
  return FORMS.has(term) || (inCode && LANGUAGE_FORMS.has(term)) ? FUNCTION_WORD_WEIGHT : 1;
}

/** A question to code without the names of programming languages; the question itself when nothing else is in it. */
export function withoutLanguageNames(text: string): string {
  const rest = text.replace(LANGUAGE_NAME, ' ').trim();
  return /\p{L}/u.test(rest) ? rest : text;
}
