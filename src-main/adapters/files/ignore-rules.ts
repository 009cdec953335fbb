import { readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What the rules say of a path; `wanted` is a negated rule of a .carrelignore, which overrules everything else. */
export type RuleVerdict = 'gitignore' | 'carrelignore' | 'wanted';

/**
 * The ignore rules in force in one folder.
 *
 * As git has it: rules of a deeper folder come before those of the folders around it, within one file the last match
 * counts, and nothing below a folder that is left out can be brought back. `.carrelignore` has the same syntax, may stand
 * at any level, and comes before `.gitignore`. Git itself is never run; its files are read as text.
 */
export interface IgnoreRules {
  /**
   * The rules inside `folder`, whose entries are `names`. Reads the ignore files among them.
   *
   * Of a folder that is wanted, rules that leave it out as a whole hold no longer.
   */
  enter(folder: string, names: ReadonlySet<string>, isWanted: boolean): IgnoreRules;
  judge(path: string, isFolder: boolean): RuleVerdict | undefined;
}

interface RuleFile {
  readonly base: string;
  readonly matcher: Ignore;
}

/** Deepest first. */
interface RuleFiles {
  readonly git: readonly RuleFile[];
  readonly carrel: readonly RuleFile[];
}

const NONE: RuleFiles = { git: [], carrel: [] };

/** Larger ones are no ignore files. Guess, unmeasured. */
const MAX_RULE_BYTES = 1024 * 1024;

/**
 * The rules that reach into `folder` from outside: those of the repository it lies in.
 *
 * Not those that leave out `folder` itself: whoever names a folder wants it.
 */
export function rulesAround(folder: string): IgnoreRules {
  const above: string[] = [];
  for (let at = folder; !isRepository(at); at = dirname(at)) {
    if (dirname(at) === at) return createRules(NONE); // in no repository
    above.push(dirname(at));
  }
  let files = NONE;
  for (const at of above.reverse()) files = withRulesOf(files, at, new Set(['.git', '.gitignore']), true);
  return createRules(files).enter(folder, new Set(), above.length > 0);
}

function createRules(files: RuleFiles): IgnoreRules {
  return {
    enter(folder, names, isWanted) {
      const outer = isWanted ? withoutRulesAgainst(folder, files) : files;
      const next = withRulesOf(outer, folder, names, false);
      return next === files ? this : createRules(next);
    },
    judge(path, isFolder) {
      const byCarrel = decide(files.carrel, path, isFolder);
      if (byCarrel !== undefined) return byCarrel === 'ignored' ? 'carrelignore' : 'wanted';
      return decide(files.git, path, isFolder) === 'ignored' ? 'gitignore' : undefined;
    },
  };
}

function decide(files: readonly RuleFile[], path: string, isFolder: boolean): 'ignored' | 'unignored' | undefined {
  for (const { base, matcher } of files) {
    const inside = path.slice(base.endsWith(sep) ? base.length : base.length + 1);
    const { ignored, unignored } = matcher.test(`${toSlashes(inside)}${isFolder ? '/' : ''}`);
    if (ignored) return 'ignored';
    if (unignored) return 'unignored';
  }
  return undefined;
}

function withoutRulesAgainst(folder: string, files: RuleFiles): RuleFiles {
  const git = files.git.filter((file) => decide([file], folder, true) !== 'ignored');
  return git.length === files.git.length ? files : { ...files, git };
}

function withRulesOf(files: RuleFiles, folder: string, names: ReadonlySet<string>, isAround: boolean): RuleFiles {
  if (!names.has('.git') && !names.has('.gitignore') && !names.has('.carrelignore')) return files;
  // A repository inside another has rules of its own only.
  const outer = names.has('.git') && isRepository(folder) ? excludesOf(folder) : files.git;
  const git = names.has('.gitignore') ? [...readRules(folder, join(folder, '.gitignore')), ...outer] : outer;
  const own = !isAround && names.has('.carrelignore') ? readRules(folder, join(folder, '.carrelignore')) : [];
  return { git, carrel: own.length === 0 ? files.carrel : [...own, ...files.carrel] };
}

function excludesOf(repository: string): RuleFile[] {
  return readRules(repository, join(repository, '.git', 'info', 'exclude'));
}

function readRules(base: string, file: string): RuleFile[] {
  const text = readSmall(file);
  if (text === undefined) return [];
  const isCaseBlind = process.platform !== 'linux'; // as git's core.ignoreCase is set by default
  return [{ base, matcher: ignore({ ignoreCase: isCaseBlind, allowRelativePaths: true }).add(text) }];
}

/** Undefined when there is no such file, or it cannot be read: then it has no rules, as for git. */
function readSmall(file: string): string | undefined {
  try {
    const state = statSync(file, { throwIfNoEntry: false });
    if (state?.isFile() !== true || state.size > MAX_RULE_BYTES) return undefined;
    return readFileSync(file, 'utf8').replace(/^\uFEFF/u, '');
  } catch {
    return undefined;
  }
}

/** A folder with a `.git` of its own; in worktrees and submodules that is a file. */
function isRepository(folder: string): boolean {
  try {
    return statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
