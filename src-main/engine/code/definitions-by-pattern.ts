/**
 * Finds the names that a piece of source code defines, by patterns that hold for many languages.
 *
 * For languages without a grammar: a keyword that opens a definition and a name, or a name with parameters and the brace
 * that opens its body (the C family). Wrong now and then, which ranking can bear. Linear in the length of the text.
 */

const KEYWORDS =
  'def|class|func|function|fn|struct|enum|interface|trait|type|object|module|defmodule|defp?|protocol|extension|impl|' +
  'data|newtype|macro|const|let|var|val|fun|record';
const BY_KEYWORD = new RegExp(`\\b(?:${KEYWORDS})\\s+([\\p{L}_][\\p{L}\\p{N}_.!?]*)`, 'gu');
/** A line that begins with words of a type, then a name, parameters on the same line, and a brace. */
const BY_BRACE = /^[ \t]*(?:[\w:<>*&[\],]+[ \t]+){0,8}[*&]*([A-Za-z_]\w+)[ \t]*\([^;{}\n]*\)[^;{}\n=]{0,80}\{/gm;
const STATEMENTS = new Set(['if', 'for', 'while', 'switch', 'catch', 'return', 'foreach', 'else', 'do', 'match']);
/** A chunk holds few definitions; more names than this are data. A guess. */
const MOST = 64;

/** The names defined in `text`, as written, each once, in order of pattern and place. */
export function definitionsByPattern(text: string): readonly string[] {
  const names = new Set<string>();
  for (const pattern of [BY_KEYWORD, BY_BRACE]) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? '';
      if (!STATEMENTS.has(name)) names.add(name);
      if (names.size >= MOST) return [...names];
    }
  }
  return [...names];
}
