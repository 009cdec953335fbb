/*
 * What `tsconfig.json` and `jsconfig.json` say of modules: `baseUrl`, `paths`, and what a file they extend says, as far as
 * it lies in the collection. References, rootDirs and packages to extend are not followed.
 */
import { folderOf, joinPath } from './path-index.ts';

/** What one project says; the nearest above a file counts. */
export interface ScriptProject {
  readonly folder: string;
  /** Folder that modules without dots are looked for in. */
  readonly base: string | undefined;
  readonly paths: readonly PathPattern[];
}

/** `@app/*` is `before` "@app/" and `after` ""; without a star `after` is undefined. Targets are whole paths. */
interface PathPattern {
  readonly before: string;
  readonly after: string | undefined;
  readonly targets: readonly string[];
}

/** Files that extend each other further than this go in a circle. */
const MAX_EXTENDS = 8;

/** The projects of a collection, deepest folder first. `configs`: path with forward slashes, and text. */
export function readScriptProjects(configs: ReadonlyMap<string, string>): readonly ScriptProject[] {
  const projects: ScriptProject[] = [];
  for (const path of configs.keys()) {
    if (!/(?:^|\/)[jt]sconfig\.json$/.test(path)) continue;
    const { base, paths } = readConfig(configs, path, 0);
    if (base !== undefined || paths.length > 0) projects.push({ folder: folderOf(path), base, paths });
  }
  return projects.sort((one, other) => other.folder.length - one.folder.length || (one.folder < other.folder ? -1 : 1));
}

type Config = Pick<ScriptProject, 'base' | 'paths'>;

function readConfig(configs: ReadonlyMap<string, string>, path: string, depth: number): Config {
  const parsed = parseJsonWithComments(configs.get(path) ?? '');
  const options = recordOf(recordOf(parsed)?.compilerOptions);
  const folder = folderOf(path);
  const parents = [recordOf(parsed)?.extends].flat().filter((one) => typeof one === 'string' && one.startsWith('.'));
  let inherited: Config = { base: undefined, paths: [] };
  if (depth < MAX_EXTENDS) {
    for (const parent of parents) {
      const target = joinPath(folder, String(parent));
      const found = [target, `${target}.json`].find((candidate) => configs.has(candidate));
      if (found === undefined) continue;
      const next = readConfig(configs, found, depth + 1);
      inherited = { base: next.base ?? inherited.base, paths: next.paths.length > 0 ? next.paths : inherited.paths };
    }
  }
  const base = typeof options?.baseUrl === 'string' ? joinPath(folder, options.baseUrl) : inherited.base;
  const written = recordOf(options?.paths);
  if (written === undefined) return { base, paths: inherited.paths };
  const paths = Object.entries(written).map(([pattern, targets]): PathPattern => {
    const [before = '', after] = pattern.split('*');
    const texts = Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [];
    return { before, after, targets: texts.map((target) => joinPath(base ?? folder, target)) };
  });
  return { base, paths };
}

/** The paths a module may lie at, as the nearest project above `folder` has it; best first. */
export function projectPaths(projects: readonly ScriptProject[], folder: string, module: string): string[] {
  const project = projects.find(
    (one) => one.folder === '' || folder === one.folder || folder.startsWith(`${one.folder}/`),
  );
  if (project === undefined) return [];
  const fitting = project.paths
    .filter(({ before, after }) =>
      after === undefined
        ? module === before
        : module.startsWith(before) && module.endsWith(after) && module.length >= before.length + after.length,
    )
    // An exact name first, then the longest beginning, as the compiler has it.
    .sort(
      (one, other) =>
        Number(other.after === undefined) - Number(one.after === undefined) || other.before.length - one.before.length,
    );
  const found = fitting.flatMap(({ before, after, targets }) => {
    const star = after === undefined ? '' : module.slice(before.length, module.length - after.length);
    return targets.map((target) => target.replace('*', () => star));
  });
  return project.base === undefined ? found : [...found, joinPath(project.base, module)];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Comments and commas before a closing bracket are allowed in these files; anything else that is no JSON is nothing. */
function parseJsonWithComments(text: string): unknown {
  const plain = text
    .replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string: string | undefined) => string ?? '')
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '');
  try {
    return JSON.parse(plain.replace(/^\uFEFF/, ''));
  } catch {
    return undefined; // a project file that cannot be read says nothing
  }
}
