/*
 * Programming and data languages by file name. The ids are those of highlight.js, which the viewer uses; a language it
 * does not know by default is shown plain.
 */

const EXTENSIONS_BY_LANGUAGE: Readonly<Record<string, string>> = {
  ada: 'ada adb ads',
  applescript: 'applescript',
  awk: 'awk',
  bash: 'sh bash zsh ksh fish bats',
  c: 'c h',
  clojure: 'clj cljs cljc edn',
  cmake: 'cmake',
  coffeescript: 'coffee',
  cpp: 'cc cpp cxx c++ hh hpp hxx h++ ipp inl cu cuh',
  crystal: 'cr',
  csharp: 'cs csx',
  css: 'css',
  d: 'd',
  dart: 'dart',
  delphi: 'pas dpr',
  diff: 'diff patch',
  dos: 'bat cmd',
  elixir: 'ex exs',
  elm: 'elm',
  erlang: 'erl hrl',
  fortran: 'f f77 f90 f95 f03 for',
  fsharp: 'fs fsi fsx',
  glsl: 'glsl vert frag',
  go: 'go',
  gradle: 'gradle',
  graphql: 'graphql gql',
  groovy: 'groovy',
  haskell: 'hs lhs',
  ini: 'ini cfg conf toml properties editorconfig',
  java: 'java',
  javascript: 'js mjs cjs jsx',
  json: 'json jsonc json5 jsonl ndjson geojson webmanifest',
  julia: 'jl',
  kotlin: 'kt kts',
  less: 'less',
  lisp: 'lisp el cl lsp',
  lua: 'lua',
  makefile: 'mk mak',
  matlab: 'm',
  nim: 'nim',
  nix: 'nix',
  objectivec: 'mm',
  ocaml: 'ml mli',
  perl: 'pl pm t',
  php: 'php phtml',
  powershell: 'ps1 psm1 psd1',
  prolog: 'pro',
  protobuf: 'proto',
  python: 'py pyi pyw',
  r: 'r',
  reasonml: 're rei',
  ruby: 'rb rake gemspec',
  rust: 'rs',
  scala: 'scala sc sbt',
  scheme: 'scm ss rkt',
  scss: 'scss sass',
  sml: 'sml',
  sql: 'sql',
  stylus: 'styl',
  swift: 'swift',
  tcl: 'tcl',
  thrift: 'thrift',
  typescript: 'ts mts cts tsx',
  vbnet: 'vb vbs',
  verilog: 'v sv svh',
  vhdl: 'vhd vhdl',
  vim: 'vim',
  wasm: 'wat wast',
  x86asm: 'asm s',
  xml: 'xml xsd xsl xslt svg plist rss atom csproj vue svelte astro',
  yaml: 'yaml yml',
  zig: 'zig',
  hcl: 'tf tfvars hcl',
};

const LANGUAGE_BY_NAME: Readonly<Record<string, string>> = {
  makefile: 'makefile',
  gnumakefile: 'makefile',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  'cmakelists.txt': 'cmake',
  jenkinsfile: 'groovy',
  gemfile: 'ruby',
  rakefile: 'ruby',
  vagrantfile: 'ruby',
  '.bashrc': 'bash',
  '.profile': 'bash',
  '.gitconfig': 'ini',
  '.gitattributes': 'ini',
  '.npmrc': 'ini',
};

const LANGUAGE_BY_EXTENSION: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS_BY_LANGUAGE).flatMap(([language, extensions]) =>
    extensions.split(' ').map((extension) => [extension, language] as const),
  ),
);

/** The language of a file by its name, or undefined when the name does not say that it is code. */
export function languageOf(baseName: string): string | undefined {
  const name = baseName.toLowerCase();
  return LANGUAGE_BY_NAME[name] ?? LANGUAGE_BY_EXTENSION.get(extensionOf(name));
}

/** The part of a file name after its last dot, in lower case; empty without one. */
export function extensionOf(baseName: string): string {
  const dot = baseName.lastIndexOf('.');
  return dot <= 0 ? '' : baseName.slice(dot + 1).toLowerCase();
}
