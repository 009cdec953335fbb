import type { Emitter, LanguageFn } from 'highlight.js';
import core from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const LANGUAGES: Readonly<Record<string, LanguageFn>> = {
  bash,
  c,
  cpp,
  csharp,
  css,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(LANGUAGES)) core.registerLanguage(name, language);

/** A run of characters of one kind; `scope` is the class name's end in prose.css (`tok-keyword`). */
export interface CodeToken {
  readonly text: string;
  readonly scope?: string;
}

/** Longer texts stay plain: the highlighter takes about a second for two megabytes. Guess, unmeasured. */
const LONGEST = 400_000;

/** The lines of a program, cut into tokens; undefined for a language we do not know. */
export function highlightLines(text: string, language: string): CodeToken[][] | undefined {
  if (core.getLanguage(language) === undefined || text.length > LONGEST) return undefined;
  const { _emitter } = core.highlight(text, { language, ignoreIllegals: true });
  const lines: CodeToken[][] = [[]];
  // The tree of tokens instead of the HTML string: nothing is ever put into the page as markup.
  collect((_emitter as Emitter & { readonly rootNode: TokenNode }).rootNode, undefined, lines);
  return lines;
}

interface TokenNode {
  readonly scope?: string;
  readonly children: ReadonlyArray<TokenNode | string>;
}

function collect(node: TokenNode, outer: string | undefined, lines: CodeToken[][]): void {
  const scope = node.scope?.split('.')[0] ?? outer;
  for (const child of node.children) {
    if (typeof child !== 'string') {
      collect(child, scope, lines);
      continue;
    }
    child.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push(scope === undefined ? { text } : { text, scope });
    });
  }
}
