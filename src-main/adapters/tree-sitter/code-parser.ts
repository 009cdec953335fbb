import { join } from 'node:path';
import type { Node, Query, QueryMatch } from 'web-tree-sitter';
import { type CodeMark, isUnitKind, type MarkTag } from '../../engine/code/code-mark.ts';
import { type Grammar, grammarOf } from './grammars.ts';

/** Finds definitions and mentions in source code, in no order; each grammar is loaded when the first file needs it. */
export interface CodeParser {
  /** Undefined when there is no grammar, the text is too long, or parsing it failed or took too long. */
  parse(file: {
    readonly language: string;
    readonly name: string;
    readonly text: string;
  }): Promise<readonly CodeMark[] | undefined>;
}

/**
 * A longer text is data or generated: the tree of a character takes about 100 bytes, and the memory of WASM never
 * shrinks. A guess beyond that.
 */
const MAX_CHARS = 2_000_000;
/** Ordinary code parses at more than 1 MB/s; a text that takes longer than this is one that confuses its grammar. */
const MAX_PARSE_MS = 5000;
/**
 * UTF-16 code units handed to the grammar at a time. It asks anew wherever it goes back over the start of what it has,
 * and is given its fill each time, by default 5,119: 73 million units for 6.8 million in code of 16 languages. With 512
 * it is given 18 million and parses the same in 1.1 s instead of 1.6 (256: no quicker; 1,024: 1.2 s).
 */
const INPUT_UNITS = 512;

interface LoadedGrammar {
  readonly query: Query;
  parse(text: string, deadline: number): { readonly root: Node; delete(): void } | undefined;
}

/** @param folder resources/grammars; without it nothing is parsed, and the reader falls back to lines */
export function createCodeParser(folder: string): CodeParser {
  const loading = new Map<string, Promise<LoadedGrammar | undefined>>();

  return {
    async parse({ language, name, text }) {
      if (text.length > MAX_CHARS) return undefined;
      const grammar = grammarOf(language, name, text);
      if (grammar === undefined) return undefined;
      let pending = loading.get(grammar.module);
      if (pending === undefined) {
        pending = loadGrammar(folder, grammar);
        loading.set(grammar.module, pending);
      }
      const loaded = await pending;
      if (loaded === undefined) return undefined;
      const deadline = performance.now() + MAX_PARSE_MS;
      let tree: ReturnType<LoadedGrammar['parse']>;
      try {
        tree = loaded.parse(text, deadline);
        if (tree === undefined) return undefined;
        const isLate = (): boolean => performance.now() > deadline;
        const matches = loaded.query.matches(tree.root, { progressCallback: isLate });
        return isLate() ? undefined : toMarks(text, matches);
      } catch {
        return undefined; // the grammar broke on this text: its stack is as small as WASM's
      } finally {
        tree?.delete();
      }
    },
  };
}

/** A grammar that cannot be loaded is as good as none: its files are cut by their lines. */
async function loadGrammar(folder: string, grammar: Grammar): Promise<LoadedGrammar | undefined> {
  try {
    const { Language, Parser, Query: TreeQuery } = await import('web-tree-sitter');
    await Parser.init({ locateFile: () => join(folder, 'web-tree-sitter.wasm') });
    const language = await Language.load(join(folder, `${grammar.module}.wasm`));
    const query = new TreeQuery(language, grammar.query);
    return {
      query,
      parse(text, deadline) {
        const parser = new Parser();
        try {
          parser.setLanguage(language);
          const isLate = (): boolean => performance.now() > deadline; // called now and then; true ends the parse
          const input = (start: number): string => text.slice(start, start + INPUT_UNITS);
          const tree = parser.parse(input, null, { progressCallback: isLate });
          return tree === null ? undefined : { root: tree.rootNode, delete: () => tree.delete() };
        } finally {
          parser.delete();
        }
      },
    };
  } catch {
    return undefined;
  }
}

/** Mentions whose text is their name; of the rest only definitions have one. */
const NAMED_BY_TEXT: ReadonlySet<MarkTag> = new Set(['call', 'inherits', 'includes', 'refers', 'import', 'filter']);

function toMarks(text: string, matches: readonly QueryMatch[]): CodeMark[] {
  const marks: CodeMark[] = [];
  // A node may fit several patterns; the earlier pattern is the more exact one.
  const rankByName = new Map<number, { readonly rank: number; readonly index: number }>();
  for (const { captures, patternIndex } of matches) {
    let node: Node | undefined;
    let tag: MarkTag = 'lead';
    let name: Node | undefined;
    let qualifier: Node | undefined;
    let owner: Node | undefined;
    for (const capture of captures) {
      if (capture.name === 'name') name = capture.node;
      else if (capture.name === 'qualifier') qualifier = capture.node;
      else if (capture.name === 'owner') owner = capture.node;
      else if (!capture.name.startsWith('_')) {
        node = capture.node;
        tag = capture.name as MarkTag;
      }
    }
    if (node === undefined) continue;
    const mark = toMark(text, tag, { node, name, prefix: qualifier ?? owner });
    if (isUnitKind(tag)) {
      const known = rankByName.get(mark.nameStart);
      if (known !== undefined) {
        if (patternIndex < known.rank) {
          marks[known.index] = mark;
          rankByName.set(mark.nameStart, { rank: patternIndex, index: known.index });
        }
        continue;
      }
      rankByName.set(mark.nameStart, { rank: patternIndex, index: marks.length });
    }
    marks.push(mark);
  }
  return marks;
}

interface Captured {
  readonly node: Node;
  readonly name: Node | undefined;
  readonly prefix: Node | undefined;
}

function toMark(text: string, tag: MarkTag, { node, name, prefix }: Captured): CodeMark {
  const start = node.startIndex;
  const end = node.endIndex;
  const owner = prefix === undefined ? '' : text.slice(prefix.startIndex, prefix.endIndex);
  if (name !== undefined) {
    const nameStart = name.startIndex;
    return { tag, start, end, name: text.slice(nameStart, name.endIndex), nameStart, owner };
  }
  return { tag, start, end, name: NAMED_BY_TEXT.has(tag) ? text.slice(start, end) : '', nameStart: start, owner };
}
