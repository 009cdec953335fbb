import { SOURCE_KINDS, type SourceKind } from '../../../src-contract/passage.ts';

/** Ids of languages as the catalog has them (highlight.js names; a test beside the list of extensions compares). */
const LANGUAGES = new Set(
  (
    'ada applescript awk bash c clojure cmake coffeescript cpp crystal csharp css d dart delphi diff dockerfile dos ' +
    'elixir elm erlang fortran fsharp glsl go gradle graphql groovy haskell hcl html ini java javascript json julia ' +
    'kotlin latex less lisp lua makefile matlab nim nix objectivec ocaml perl php powershell prolog protobuf python r ' +
    'reasonml ruby rust scala scheme scss sml sql stylus swift tcl thrift typescript vbnet verilog vhdl vim wasm ' +
    'x86asm xml yaml zig'
  ).split(' '),
);

/** What people call them otherwise. */
const LANGUAGE_ALIASES: ReadonlyMap<string, string> = new Map(
  (
    'js:javascript jsx:javascript ts:typescript tsx:typescript py:python rb:ruby rs:rust golang:go c++:cpp cc:cpp ' +
    'cxx:cpp c#:csharp cs:csharp f#:fsharp sh:bash shell:bash zsh:bash yml:yaml toml:ini docker:dockerfile kt:kotlin ' +
    'hs:haskell ex:elixir erl:erlang ml:ocaml pl:perl ps1:powershell objc:objectivec objective-c:objectivec ' +
    'proto:protobuf terraform:hcl tf:hcl make:makefile bat:dos asm:x86asm vb:vbnet svg:xml pascal:delphi ' +
    'emacs-lisp:lisp'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, pair.lastIndexOf(':')), pair.slice(pair.lastIndexOf(':') + 1)] as const),
);

const KIND_ALIASES: ReadonlyMap<string, SourceKind> = new Map([
  ['md', 'markdown'],
  ['txt', 'text'],
  ['htm', 'html'],
  ['word', 'docx'],
  ['slide', 'slides'],
  ['presentation', 'slides'],
  ['pptx', 'slides'],
  ['powerpoint', 'slides'],
  ['sheets', 'sheet'],
  ['spreadsheet', 'sheet'],
  ['xlsx', 'sheet'],
  ['excel', 'sheet'],
  ['ipynb', 'notebook'],
  ['epub', 'book'],
  ['ebook', 'book'],
  ['zip', 'archive'],
]);

/** The catalog's id of a programming or data language, undefined for none. */
export function languageNamed(value: string): string | undefined {
  const name = value.trim().toLowerCase();
  const id = LANGUAGE_ALIASES.get(name) ?? name;
  return LANGUAGES.has(id) ? id : undefined;
}

/** A kind of source by its name, undefined for none. */
export function kindNamed(value: string): SourceKind | undefined {
  const name = value.trim().toLowerCase();
  return KIND_ALIASES.get(name) ?? SOURCE_KINDS.find((kind) => kind === name);
}
