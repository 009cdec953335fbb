/**
 * What resolution must know of a language, and nothing more.
 *
 * Families share modules and names: a TypeScript file may import a JavaScript one, a C++ file include a C header.
 */
export type Family =
  | 'script'
  | 'python'
  | 'jvm'
  | 'go'
  | 'rust'
  | 'native'
  | 'csharp'
  | 'ruby'
  | 'php'
  | 'haskell'
  | 'shell'
  | 'other';

const FAMILY_BY_LANGUAGE: Readonly<Record<string, Family>> = {
  typescript: 'script',
  javascript: 'script',
  vue: 'script',
  python: 'python',
  java: 'jvm',
  kotlin: 'jvm',
  scala: 'jvm',
  groovy: 'jvm',
  gradle: 'jvm',
  go: 'go',
  rust: 'rust',
  c: 'native',
  cpp: 'native',
  objectivec: 'native',
  csharp: 'csharp',
  ruby: 'ruby',
  php: 'php',
  haskell: 'haskell',
  bash: 'shell',
};

export function familyOf(language: string): Family {
  return FAMILY_BY_LANGUAGE[language] ?? 'other';
}

export interface LanguageRules {
  /** A bare name inside a class may mean a member of it (`foo()` for `this.foo()`). */
  readonly bareMembers: boolean;
  /** Files of one folder see each other's top-level definitions without an import. */
  readonly folderIsPackage: boolean;
  /** Top-level names are one space for the whole program: linker symbols, autoloaded classes, open constants. */
  readonly globalNames: boolean;
  /** Members of a type may be written in files other than the type's own. */
  readonly openTypes: boolean;
  /** What names the object itself before a member. */
  readonly selves: readonly string[];
  /** What names the base class before a member. */
  readonly supers: readonly string[];
}

const NOTHING = { bareMembers: false, folderIsPackage: false, globalNames: false, openTypes: false };

const RULES: Readonly<Record<Family, LanguageRules>> = {
  script: { ...NOTHING, selves: ['this'], supers: ['super'] },
  python: { ...NOTHING, selves: ['self', 'cls'], supers: ['super', 'super()'] },
  jvm: { ...NOTHING, bareMembers: true, folderIsPackage: true, selves: ['this'], supers: ['super'] },
  go: { ...NOTHING, folderIsPackage: true, openTypes: true, selves: [], supers: [] },
  rust: { ...NOTHING, openTypes: true, selves: ['self', 'Self'], supers: [] },
  native: { ...NOTHING, bareMembers: true, globalNames: true, openTypes: true, selves: ['this'], supers: [] },
  csharp: {
    bareMembers: true,
    folderIsPackage: true,
    globalNames: true,
    openTypes: true,
    selves: ['this'],
    supers: ['base'],
  },
  ruby: { ...NOTHING, bareMembers: true, globalNames: true, openTypes: true, selves: ['self'], supers: ['super'] },
  php: {
    ...NOTHING,
    globalNames: true,
    folderIsPackage: true,
    selves: ['this', '$this', 'self', 'static'],
    supers: ['parent'],
  },
  haskell: { ...NOTHING, selves: [], supers: [] },
  shell: { ...NOTHING, globalNames: true, selves: [], supers: [] },
  other: { ...NOTHING, bareMembers: true, folderIsPackage: true, selves: ['this', 'self'], supers: ['super'] },
};

export function rulesOf(family: Family): LanguageRules {
  return RULES[family];
}
