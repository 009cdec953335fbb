import { BASH, PHP, PYTHON, RUBY } from './queries/dynamic.ts';
import { C_SHARP, JAVA, SCALA } from './queries/managed.ts';
import { CSS, HTML, JSON_QUERY } from './queries/markup.ts';
import { C, CPP, GO, HASKELL, RUST } from './queries/native.ts';
import { JAVASCRIPT, TSX, TYPESCRIPT } from './queries/script.ts';

/** A grammar and what is asked of its trees. */
export interface Grammar {
  /** File in resources/grammars, without `.wasm`. */
  readonly module: string;
  readonly query: string;
}

const grammar = (name: string, query: string): Grammar => ({ module: `tree-sitter-${name}`, query });

const GRAMMAR_BY_LANGUAGE: Readonly<Record<string, Grammar>> = {
  bash: grammar('bash', BASH),
  c: grammar('c', C),
  cpp: grammar('cpp', CPP),
  csharp: grammar('c_sharp', C_SHARP),
  css: grammar('css', CSS),
  go: grammar('go', GO),
  haskell: grammar('haskell', HASKELL),
  html: grammar('html', HTML),
  java: grammar('java', JAVA),
  javascript: grammar('javascript', JAVASCRIPT),
  json: grammar('json', JSON_QUERY),
  php: grammar('php', PHP),
  python: grammar('python', PYTHON),
  ruby: grammar('ruby', RUBY),
  rust: grammar('rust', RUST),
  scala: grammar('scala', SCALA),
  tsx: grammar('tsx', TSX),
  typescript: grammar('typescript', TYPESCRIPT),
};

/** What only C++ has, at the start of a line: a header's name does not say which of the two it is. */
const CPP_HEADER = /^\s*(?:class\s+\w+|namespace\b|template\s*<|using\s+\w|public:|private:)/mu;

/** The grammar for a file, by its language (as in `languages.ts`), its name and, for headers, its text. */
export function grammarOf(language: string, name: string, text: string): Grammar | undefined {
  const lower = name.toLowerCase();
  if (language === 'typescript' && lower.endsWith('.tsx')) return GRAMMAR_BY_LANGUAGE.tsx;
  if (language === 'c' && lower.endsWith('.h') && CPP_HEADER.test(text)) return GRAMMAR_BY_LANGUAGE.cpp;
  if (language === 'xml' && /\.(?:vue|svelte)$/u.test(lower)) return GRAMMAR_BY_LANGUAGE.html;
  // Scripts for other shells, and JSON with one value a line, are not what the grammar knows.
  if (/\.(?:fish|ndjson|jsonl|json5)$/u.test(lower)) return undefined;
  return Object.hasOwn(GRAMMAR_BY_LANGUAGE, language) ? GRAMMAR_BY_LANGUAGE[language] : undefined;
}

/** Every grammar, for tests. */
export const ALL_GRAMMARS: readonly Grammar[] = Object.values(GRAMMAR_BY_LANGUAGE);
