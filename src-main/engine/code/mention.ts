/** A mention taken apart: its last identifier, and what stands before that. */
export interface Mention {
  readonly name: string;
  readonly qualifier: string;
}

const PLAIN = /^[\p{L}\p{N}_$]+$/u;
/** Names between dots, with nothing that has to be left out: most of what is not plain. */
const DOTTED = /^[\w$]+(?:\.[\w$]+)+$/;
const IDENTIFIER_AT_END = /[\p{L}\p{N}_$~][\p{L}\p{N}_$]*[!?=']?$/u;
/** A longer qualifier is a chain of calls; nothing can be resolved through it. A guess. */
const MAX_QUALIFIER = 120;
/** Stands for brackets whose content is left out; not a character of code. */
const EMPTIED = '\u0001';

/**
 * Takes a callee, type or base class apart: "os.path.join" is "join" of "os.path".
 *
 * `->`, `?.`, `!.` count as dots; arguments, indexes and type arguments are left out, so that "make(x).run" is "run"
 * of "make()". Undefined when no identifier stands at the end.
 */
export function takeApart(written: string): Mention | undefined {
  if (PLAIN.test(written)) return { name: written, qualifier: '' };
  if (written.length <= MAX_QUALIFIER && DOTTED.test(written)) {
    const dot = written.lastIndexOf('.');
    return { name: written.slice(dot + 1), qualifier: written.slice(0, dot) };
  }
  const text = withoutBrackets(written.slice(-2 * MAX_QUALIFIER));
  const found = IDENTIFIER_AT_END.exec(text);
  if (found === null) return undefined;
  const qualifier = text.slice(0, found.index).replace(/(?:\.|::|\\)$/u, '');
  return { name: found[0], qualifier: shortened(qualifier) };
}

/** An object or owner as a qualifier: without arguments and blanks, at most 120 characters, or "…" before its end. */
export function toQualifier(written: string): string {
  return PLAIN.test(written) ? written : shortened(withoutBrackets(written.slice(-2 * MAX_QUALIFIER)));
}

function shortened(qualifier: string): string {
  const text = qualifier.replace(/^[*&\\]+/u, '');
  return text.length > MAX_QUALIFIER ? `…${text.slice(-MAX_QUALIFIER)}` : text;
}

function withoutBrackets(written: string): string {
  let text = written
    .replace(/\s+/gu, '')
    .replaceAll('?->', '.')
    .replaceAll('->', '.')
    .replace(/[?!]\./gu, '.');
  if (!/[<([]/u.test(text)) return text;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/(?:::)?<[^<>()]*>|\[[^[\]]*\]/gu, '').replace(/\([^()]*\)/gu, EMPTIED);
  }
  return text.replaceAll(EMPTIED, '()');
}
