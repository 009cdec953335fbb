import type { Relationship } from './code-facts.ts';

/** One name that an import binds, or a file that it brings in. */
export interface ImportedName {
  readonly relationship: Relationship;
  readonly name: string;
  readonly module: string;
  readonly alias: string;
}

/** A longer import is text that confused the grammar; the patterns below look at some of it more than once. A guess. */
const MAX_IMPORT = 10_000;

type ImportReader = (text: string) => ImportedName[];

/**
 * Reads an import as it is written in `language`.
 *
 * `name` is "*" when everything is taken and empty when the module itself is; `alias` is the local name, empty when
 * nothing is bound. Languages without imports, and text that is none, give nothing.
 */
export function readImports(language: string, text: string): ImportedName[] {
  const reader = Object.hasOwn(READERS, language) ? READERS[language] : undefined;
  return text.length > MAX_IMPORT ? [] : (reader?.(text) ?? []);
}

function imported(module: string, name: string, alias: string): ImportedName {
  return { relationship: 'imports', name, module, alias };
}

function included(module: string): ImportedName[] {
  return [{ relationship: 'includes', name: '', module, alias: '' }];
}

const QUOTED = /(['"`])([^'"`\n]+)\1/u;
const WORD = /[\p{L}\p{N}_$]+/u;

/** The parts of a list between commas that are not in brackets. */
function listed(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index];
    if (character === '{' || character === '(') depth += 1;
    else if (character === '}' || character === ')') depth -= 1;
    else if (character === undefined || (character === ',' && depth === 0)) {
      const part = text.slice(from, index).trim();
      if (part !== '') parts.push(part);
      from = index + 1;
    }
  }
  return parts;
}

/** "a as b", "a => b" or "a: b": the name and what it is called here. */
function renamed(part: string): readonly [name: string, alias: string] {
  const [name = '', alias] = part.split(/\s+as\s+|\s*=>\s*|\s*:\s*/u);
  return [name.trim(), (alias ?? name).trim()];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, ' ');
}

function readScript(written: string): ImportedName[] {
  const text = withoutComments(
    written.replace(/(['"`])(?:(?!\1).)*\1/gu, (quoted) => quoted.replaceAll('//', '\u0001')),
  );
  const module = QUOTED.exec(text)?.[2]?.replaceAll('\u0001', '//') ?? '';
  if (module === '') return [];
  const required = /^(\{[\s\S]*?\}|[^:=]*)\s*(?::[^=]*)?=\s*require\s*\(/u.exec(text);
  if (required !== null) return bindings(required[1] ?? '', module);
  if (/^import\s*\(/u.test(text)) return [imported(module, '', '')];
  const statement = /^(import|export)\s+(?:type\s+|typeof\s+)?([\s\S]*?)\s*from\s*['"`]/u.exec(text);
  if (statement !== null) return bindings(statement[2] ?? '', module);
  return /^import\s*['"`]/u.test(text) ? [imported(module, '', '')] : [];
}

/** What stands before `from` or `= require`. */
function bindings(clause: string, module: string): ImportedName[] {
  return listed(clause).flatMap((part) => {
    const braces = /^\{([\s\S]*)\}$/u.exec(part);
    if (braces !== null) {
      return listed(braces[1] ?? '').map((item) => {
        const [name, alias] = renamed(item.replace(/^type\s+/u, ''));
        return imported(module, name, alias);
      });
    }
    const all = /^\*(?:\s+as\s+([\p{L}\p{N}_$]+))?$/u.exec(part);
    if (all !== null) return [imported(module, all[1] === undefined ? '*' : '', all[1] ?? '')];
    return [imported(module, 'default', WORD.exec(part)?.[0] ?? '')];
  });
}

function readPython(written: string): ImportedName[] {
  const text = written.replace(/#[^\n]*|\\\n/gu, ' ').replace(/\s+/gu, ' ');
  const from = /^from ([.\w]+|\.+ ?[\w.]*) import (.*)$/u.exec(text);
  if (from !== null) {
    const module = (from[1] ?? '').replaceAll(' ', '');
    return listed((from[2] ?? '').replace(/^\(|\)\s*$/gu, '')).map((part) => {
      const [name, alias] = renamed(part);
      return imported(module, name, name === '*' ? '' : alias);
    });
  }
  return listed(text.replace(/^import /u, '')).map((part) => {
    const [module, alias] = renamed(part);
    return imported(module, '', alias === module ? (module.split('.')[0] ?? '') : alias);
  });
}

function readJava(text: string): ImportedName[] {
  const path = text.replace(/^import\s+(?:static\s+)?|[\s;]/gu, '');
  const dot = path.lastIndexOf('.');
  const name = path.slice(dot + 1);
  return [imported(path.slice(0, Math.max(0, dot)), name, name === '*' ? '' : name)];
}

function readGo(text: string): ImportedName[] {
  const module = QUOTED.exec(text)?.[2] ?? '';
  const alias = /^([\p{L}\p{N}_.]+)\s/u.exec(text)?.[1] ?? module.split('/').at(-1) ?? '';
  return module === '' ? [] : [imported(module, alias === '.' ? '*' : '', alias === '.' || alias === '_' ? '' : alias)];
}

function readRust(text: string): ImportedName[] {
  const path = withoutComments(text)
    .replace(/^[\s\S]*?\b(?:use|extern\s+crate)\s+/u, '')
    .replace(/;\s*$/u, '');
  return rustPaths(path, '').map(([module, name, alias]) => imported(module, name, alias));
}

function rustPaths(path: string, before: string): [string, string, string][] {
  const group = /^([\s\S]*?)(?:::)?\s*\{([\s\S]*)\}\s*$/u.exec(path.trim());
  if (group !== null) {
    const prefix = joined('::', before, (group[1] ?? '').trim());
    return listed(group[2] ?? '').flatMap((part) => rustPaths(part, prefix));
  }
  const [full, alias] = path.trim().split(/\s+as\s+/u);
  const parts = joined('::', before, (full ?? '').replace(/\s/gu, '')).split('::');
  const last = parts.pop() ?? '';
  if (last === 'self') return [[parts.join('::'), '', alias ?? parts.at(-1) ?? '']];
  return [[parts.join('::'), last, last === '*' ? '' : (alias ?? last)]];
}

function joined(separator: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(separator);
}

function readInclude(text: string): ImportedName[] {
  const module = /[<"]([^>"\n]+)[>"]/u.exec(text)?.[1];
  if (module !== undefined) return included(module);
  const using = /^using\s+(?:namespace\s+)?([\w:]+)/u.exec(text)?.[1];
  if (using === undefined) return [];
  const parts = using.split('::');
  const isAll = /^using\s+namespace\b/u.test(text);
  const name = isAll ? '*' : (parts.pop() ?? '');
  return [imported(parts.join('::'), name, isAll ? '' : name)];
}

function readCSharp(text: string): ImportedName[] {
  const body = text.replace(/^(?:global\s+)?using\s+|;\s*$/gu, '').trim();
  const alias = /^(\w+)\s*=\s*([\w.]+)/u.exec(body);
  if (alias !== null) return [imported(alias[2] ?? '', '', alias[1] ?? '')];
  return [imported(body.replace(/^(?:static|unsafe)\s+/u, ''), '*', '')];
}

function readPhp(text: string): ImportedName[] {
  if (/^(?:require|include)/u.test(text)) {
    const file = QUOTED.exec(text)?.[2];
    return file === undefined ? [] : included(file);
  }
  const body = text.replace(/^use\s+(?:function\s+|const\s+)?|;\s*$/gu, '').trim();
  const group = /^([\w\\]+?)\\?\s*\{([\s\S]*)\}$/u.exec(body);
  const prefix = group === null ? '' : (group[1] ?? '');
  return listed(group === null ? body : (group[2] ?? '')).map((part) => {
    const [path, alias] = renamed(part.replace(/^(?:function|const)\s+/u, ''));
    const parts = joined('\\', prefix, path.replace(/^\\/u, '')).split('\\');
    const name = parts.pop() ?? '';
    return imported(parts.join('\\'), name, alias === path ? name : alias);
  });
}

function readScala(text: string): ImportedName[] {
  return listed(text.replace(/^import\s+/u, '')).flatMap((clause) => {
    const group = /^([\w.]+)\.\{([\s\S]*)\}$/u.exec(clause);
    const dot = clause.lastIndexOf('.');
    const module = group === null ? clause.slice(0, Math.max(0, dot)) : (group[1] ?? '');
    return listed(group === null ? clause.slice(dot + 1) : (group[2] ?? '')).map((part) => {
      const [name, alias] = renamed(part);
      const isAll = name === '_' || name === '*';
      return imported(module, isAll ? '*' : name, isAll ? '' : alias);
    });
  });
}

function readRuby(text: string): ImportedName[] {
  const file = QUOTED.exec(text)?.[2];
  if (file === undefined) return [];
  return [imported(text.startsWith('require_relative') && !file.startsWith('.') ? `./${file}` : file, '', '')];
}

function readHaskell(text: string): ImportedName[] {
  const [, module = '', alias, names] =
    /^import\s+(?:qualified\s+)?([\w.]+)(?:\s+qualified)?(?:\s+as\s+([\w.]+))?\s*(?:\(([\s\S]*)\))?/u.exec(text) ?? [];
  if (module === '') return [];
  if (names === undefined) return [imported(module, alias === undefined ? '*' : '', alias ?? module)];
  return listed(names).map((part) => {
    const name = part.replace(/\s*\([\s\S]*$/u, '');
    return imported(module, name, name);
  });
}

function readShell(text: string): ImportedName[] {
  const file = /^(?:source|\.)\s+["']?([^\s"';]+)/u.exec(text)?.[1];
  return file === undefined ? [] : included(file);
}

const READERS: Readonly<Record<string, ImportReader>> = {
  javascript: readScript,
  typescript: readScript,
  python: readPython,
  java: readJava,
  go: readGo,
  rust: readRust,
  c: readInclude,
  cpp: readInclude,
  csharp: readCSharp,
  php: readPhp,
  scala: readScala,
  ruby: readRuby,
  haskell: readHaskell,
  bash: readShell,
  css: (text) =>
    included(QUOTED.exec(text)?.[2] ?? /url\(\s*([^)\s]+)/u.exec(text)?.[1] ?? '').filter(
      ({ module }) => module !== '',
    ),
};
