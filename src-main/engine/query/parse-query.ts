/**
 * Reads the operators of a search: `"exact phrase"`, `+required`, `-excluded`, `path:`, `lang:`, `kind:`.
 *
 * One pass over the text. Nothing is an error: a sign within a word, a field without a value, a kind that does not exist
 * and a quote that is not closed yet are text like any other, so a search narrows only by what is understood. Marks count
 * at the start of a word only, which keeps code (`print("a")`, `x->y`), dashes and negative numbers what they are.
 */
import { kindNamed, languageNamed } from './query-values.ts';

/** A word or phrase that must or must not stand in a passage. */
export interface QueryClause {
  /** Without sign and quotes. */
  readonly text: string;
  /** Matched as it is written, unstemmed, with its spaces and signs. */
  readonly isPhrase: boolean;
  /** As it stands in the query. */
  readonly written: string;
}

/** A restriction to sources, or one that leaves sources out. */
export interface QueryFilter {
  readonly field: 'path' | 'lang' | 'kind';
  /** Paths as written; languages and kinds by their ids, several of which may stand after one field. */
  readonly values: readonly string[];
  readonly isExcluded: boolean;
  readonly written: string;
}

export interface ParsedQuery {
  /** What ranks: words, phrases and required words in their order, without marks; the text itself without operators. */
  readonly text: string;
  /** The words without any mark. */
  readonly words: string;
  /** Quoted without a sign. */
  readonly phrases: readonly QueryClause[];
  readonly required: readonly QueryClause[];
  readonly excluded: readonly QueryClause[];
  readonly filters: readonly QueryFilter[];
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“”'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
]);
const FIELD = /(path|lang|language|kind):/iy;
const SPACES = /\s+/y;
const TOKEN = /\S+/y;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;
/** What a minus sign must stand before to leave something out: −5 is a number, `--flag` and `->` are code. */
const EXCLUDABLE = /[\p{L}_"“„«「『]/uy;
/** What a plus sign must stand before to require something. */
const REQUIRABLE = /[\p{L}\p{N}_"“„«「『]/uy;

/** Understands a search text as typed. Linear in its length. */
export function parseQuery(input: string): ParsedQuery {
  const parts = readParts(input);
  const ranking = parts.flatMap((part) => (part.type === 'filter' || part.type === 'excluded' ? [] : [part.text]));
  const hasOperators = parts.some(({ type }) => type !== 'words');
  const clauses = (type: ClausePart['type']) => parts.flatMap((part) => (part.type === type ? [part.clause] : []));
  return {
    text: hasOperators ? ranking.join(' ').trim() : input.trim(),
    words: parts.flatMap((part) => (part.type === 'words' ? [part.text] : [])).join(' '),
    phrases: clauses('phrase'),
    required: clauses('required'),
    excluded: clauses('excluded'),
    filters: parts.flatMap((part) => (part.type === 'filter' ? [part.filter] : [])),
  };
}

interface ClausePart {
  readonly type: 'phrase' | 'required' | 'excluded';
  readonly text: string;
  readonly clause: QueryClause;
}
type Part =
  | { readonly type: 'words'; readonly text: string }
  | { readonly type: 'filter'; readonly filter: QueryFilter }
  | ClausePart;

function readParts(input: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < input.length) {
    const spaces = match(SPACES, input, at);
    at += spaces.length;
    if (at >= input.length) break;
    const { part, end } = readOperator(input, at) ?? readWord(input, at);
    parts.push(part);
    at = end;
    const rest = match(TOKEN, input, at); // glued to a closing quote: no start of a word
    if (rest !== '') parts.push({ type: 'words', text: rest });
    at += rest.length;
  }
  return parts;
}

interface Read {
  readonly part: Part;
  readonly end: number;
}

function readWord(input: string, start: number): Read {
  const text = match(TOKEN, input, start);
  return { part: { type: 'words', text }, end: start + text.length };
}

function readOperator(input: string, start: number): Read | undefined {
  const sign = /[+-]/.test(input.charAt(start)) ? input.charAt(start) : '';
  const body = start + sign.length;
  const follows = sign === '-' ? EXCLUDABLE : REQUIRABLE;
  if (sign !== '' && match(follows, input, body) === '') return undefined;
  return readFilter(input, start, body) ?? readQuoted(input, start, body) ?? readSigned(input, start, sign);
}

function readFilter(input: string, start: number, body: number): Read | undefined {
  const field = match(FIELD, input, body);
  if (field === '') return undefined;
  const at = body + field.length;
  const quoted = quotedAt(input, at, true);
  const raw = quoted?.text ?? match(TOKEN, input, at);
  const end = quoted?.end ?? at + raw.length;
  const name = field.slice(0, -1).toLowerCase();
  const filter = filterOf(name === 'language' ? 'lang' : name, raw.trim(), quoted !== undefined);
  if (filter === undefined) return undefined;
  const isExcluded = input.charAt(start) === '-';
  return { part: { type: 'filter', filter: { ...filter, isExcluded, written: input.slice(start, end) } }, end };
}

function filterOf(field: string, value: string, isQuoted: boolean): Pick<QueryFilter, 'field' | 'values'> | undefined {
  if (field === 'path') return value === '' ? undefined : { field, values: [value] };
  const named = field === 'lang' ? languageNamed : kindNamed;
  const values = (isQuoted ? [value] : value.split(',').filter(Boolean)).map(named);
  const known = values.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  return { field: field === 'lang' ? 'lang' : 'kind', values: known };
}

function readQuoted(input: string, start: number, body: number): Read | undefined {
  const sign = input.slice(start, body);
  const quoted = quotedAt(input, body, sign === '-');
  if (quoted === undefined || !WORD_CHARACTER.test(quoted.text)) return undefined;
  const text = quoted.text.trim();
  const clause = { text, isPhrase: true, written: input.slice(start, quoted.end) };
  const type = sign === '-' ? 'excluded' : sign === '+' ? 'required' : 'phrase';
  return { part: { type, text, clause }, end: quoted.end };
}

function readSigned(input: string, start: number, sign: string): Read | undefined {
  const token = match(TOKEN, input, start);
  const text = token.slice(1);
  if (sign === '' || !WORD_CHARACTER.test(text) || CLOSING.has(text.charAt(0))) return undefined;
  const clause = { text, isPhrase: false, written: token };
  return { part: { type: sign === '-' ? 'excluded' : 'required', text, clause }, end: start + token.length };
}

/**
 * What stands in quotes at `at`. A quote that is not closed is still being typed: a phrase that must be there would hide
 * everything until its last word is complete, so it is text; one that leaves out or that names a path ends with the text.
 */
function quotedAt(input: string, at: number, mayBeOpen: boolean): { text: string; end: number } | undefined {
  const closing = CLOSING.get(input.charAt(at));
  if (closing === undefined) return undefined;
  for (let end = at + 1; end < input.length; end += 1) {
    if (closing.includes(input.charAt(end))) return { text: input.slice(at + 1, end), end: end + 1 };
  }
  return mayBeOpen ? { text: input.slice(at + 1), end: input.length } : undefined;
}

function match(pattern: RegExp, input: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(input)?.[0] ?? '';
}
