/*
 * Folders whose content is nobody's own words: installed packages and what a build made.
 *
 * Only what is unmistakable is named here, because code lives in folders called "build", "target" and "vendor" too. A
 * name alone decides where no person would choose it; all other names need a witness: the file of the tool that makes
 * the folder, beside it or in it.
 */

/** Why a whole folder is left out. */
export type FolderVerdict = 'vendored' | 'build-output';

/** Names that only a package manager or an interpreter gives. */
const VERDICT_BY_NAME: ReadonlyMap<string, FolderVerdict> = new Map([
  ['node_modules', 'vendored'],
  ['bower_components', 'vendored'],
  ['jspm_packages', 'vendored'],
  ['site-packages', 'vendored'],
  ['elm-stuff', 'vendored'],
  ['__pycache__', 'build-output'],
  ['DerivedData', 'build-output'],
]);

/** A name and the files beside the folder, one of which must be there. A leading "*" stands for any beginning. */
const BESIDE: ReadonlyMap<string, { readonly verdict: FolderVerdict; readonly witnesses: readonly string[] }> = new Map(
  [
    ['vendor', { verdict: 'vendored', witnesses: ['go.mod', 'composer.json', 'Gemfile'] }],
    ['Pods', { verdict: 'vendored', witnesses: ['Podfile'] }],
    ['Carthage', { verdict: 'vendored', witnesses: ['Cartfile'] }],
    ['deps', { verdict: 'vendored', witnesses: ['mix.exs'] }],
    ['target', { verdict: 'build-output', witnesses: ['Cargo.toml', 'pom.xml', 'build.sbt'] }],
    ['dist', { verdict: 'build-output', witnesses: ['package.json', 'pyproject.toml', 'setup.py'] }],
    [
      'build',
      { verdict: 'build-output', witnesses: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'setup.py'] },
    ],
    ['_build', { verdict: 'build-output', witnesses: ['mix.exs', 'dune-project', 'conf.py'] }],
    ['obj', { verdict: 'build-output', witnesses: ['*.csproj', '*.fsproj', '*.vbproj'] }],
  ],
);

/** Files that a tool puts into a folder it owns. */
const VERDICT_BY_CONTENT: ReadonlyMap<string, FolderVerdict> = new Map([
  ['pyvenv.cfg', 'vendored'],
  ['CACHEDIR.TAG', 'build-output'], // https://bford.info/cachedir/
  ['CMakeCache.txt', 'build-output'],
]);

/** Judges a folder by its name and the names that stand beside it. */
export function judgeFolderName(name: string, siblings: ReadonlySet<string>): FolderVerdict | undefined {
  const byName = VERDICT_BY_NAME.get(name);
  if (byName !== undefined) return byName;
  const rule = BESIDE.get(name);
  return rule?.witnesses.some((witness) => isThere(witness, siblings)) === true ? rule.verdict : undefined;
}

/** Judges a folder by what lies directly in it. */
export function judgeFolderContent(names: ReadonlySet<string>): FolderVerdict | undefined {
  for (const [name, verdict] of VERDICT_BY_CONTENT) if (names.has(name)) return verdict;
  return undefined;
}

function isThere(witness: string, names: ReadonlySet<string>): boolean {
  if (!witness.startsWith('*')) return names.has(witness);
  const end = witness.slice(1);
  for (const name of names) if (name.endsWith(end)) return true;
  return false;
}
