import { type ParsedQuery, parseQuery } from './parse-query.ts';
import { type QueryScript, scriptOf } from './query-script.ts';

/** What a query looks like; it decides nothing by itself, but ranking and the reader may go by it. */
export type QueryKind = 'identifier' | 'path' | 'phrase' | 'question' | 'words';

export interface AnalysedQuery extends ParsedQuery {
  readonly kind: QueryKind;
  readonly script: QueryScript;
}

/** Which marks of a text are operators: all, all but bare quotes (a question quotes what it is about), or none. */
export type QuerySyntax = 'search' | 'question' | 'plain';

const IDENTIFIER =
  /^(?:[A-Za-z_$][\w$]*(?:(?:::|\.|->|#)[A-Za-z_$][\w$]*)+|[A-Za-z$]*[a-z\d][A-Z][\w$]*|\$?\w*[A-Za-z\d]_\w+|_+[A-Za-z]\w*|[A-Za-z_$][\w$]*\(\))(?:\(\))?$/;
const FILE_NAME = /^[\w@+.-]*[\w@+-]\.[A-Za-z][A-Za-z\d]{0,4}$/;
const FOLDERS = /^(?:[A-Za-z]:)?(?=.*[\w-])[^\s/\\]*(?:[/\\][^\s/\\]*)+$/;
/** Endings of names that are more often those of files than of members. */
const FILE_ENDING =
  /\.(?:md|txt|pdf|docx?|html?|json|ya?ml|toml|csv|[cm]?[jt]sx?|py|rb|rs|go|java|kt|c|h|cc|cpp|hpp|cs|php|sh|sql|xml|css)$/i;
const ASKING =
  /^[\s¿]*(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|does|do|did|can|could|should|would|will|wer|was|wann|wo|wohin|woher|wem|wen|wie|warum|wieso|weshalb|welche[rnms]?|quoi|quand|où|qui|pourquoi|comment|combien|quel(?:le)?s?|qué|cuándo|dónde|quién|por qué|cómo|cuánt[oa]s?|cuál(?:es)?|cosa|quando|dove|chi|perché|come|quant[oiae])\s+\S+\s+\S/iu;
const ASKING_CHINESE = /什么|怎么|怎样|如何|为什么|为何|哪[里个些天]|多少|几[个点次]|谁|吗$|呢$/u;

/** Parses a query and says what it looks like. A function of its arguments alone; never throws. */
export function analyseQuery(input: string, syntax: QuerySyntax = 'search'): AnalysedQuery {
  const parsed = syntax === 'plain' ? plainQuery(input) : parseQuery(input);
  const query = syntax === 'question' ? { ...parsed, phrases: [] } : parsed;
  return { ...query, kind: kindOf(query), script: scriptOf(query.text) };
}

function plainQuery(input: string): ParsedQuery {
  const text = input.trim();
  return { text, words: text, phrases: [], required: [], excluded: [], filters: [] };
}

function kindOf({ text, words, phrases, required }: ParsedQuery): QueryKind {
  if (words === '' && phrases.length > 0 && required.every(({ isPhrase }) => isPhrase)) return 'phrase';
  if (/[?？؟\u037e]\s*$/u.test(text) && /\p{L}/u.test(text)) return 'question';
  if (!/\s/.test(text)) {
    if (FOLDERS.test(text)) return 'path';
    if (FILE_NAME.test(text) && FILE_ENDING.test(text)) return 'path';
    if (IDENTIFIER.test(text)) return 'identifier';
  }
  return ASKING.test(text) || ASKING_CHINESE.test(text) ? 'question' : 'words';
}
