/** The few sentences of an answer that are not the sources' own. */
export interface Phrases {
  readonly nothing: string;
  readonly closest: string;
}

const ENGLISH: Phrases = {
  nothing: 'Nothing in your library answers this.',
  closest: 'Nothing in your library answers this directly. The closest passages say:',
};
const GERMAN: Phrases = {
  nothing: 'Nichts in Ihrer Bibliothek beantwortet das.',
  closest: 'Nichts in Ihrer Bibliothek beantwortet das unmittelbar. Am nächsten kommt:',
};
const CHINESE: Phrases = {
  nothing: '您的资料库中没有内容能回答这个问题。',
  closest: '您的资料库中没有内容能直接回答这个问题。最接近的内容是：',
};

const GERMAN_WORDS =
  /[äöüß]|\b(?:der|die|das|ein|eine|ist|sind|und|nicht|wann|wie|wer|warum|welche[mnrs]?|wird|werden|gibt|für|von|zum|zur)\b/giu;
const ENGLISH_WORDS = /\b(?:the|is|are|of|and|what|when|how|who|why|which|does|do|for|to|in|an)\b/giu;

/** Phrases in the language a question seems to be written in; English when in doubt. */
export function phrasesFor(question: string): Phrases {
  if (/\p{Script=Han}/u.test(question) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(question)) return CHINESE;
  const german = question.match(GERMAN_WORDS)?.length ?? 0;
  const english = question.match(ENGLISH_WORDS)?.length ?? 0;
  return german > english ? GERMAN : ENGLISH;
}
