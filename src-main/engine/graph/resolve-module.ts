/*
 * From a module as an import writes it to the files that it means. Of project files only tsconfig.json is read,
 * not go.mod, Cargo.toml or include folders: a collection may hold part of a project only, and the end of a path is nearly always
 * enough. What cannot be found lies outside the collection.
 */
import type { Family } from './language-rules.ts';
import { folderOf, joinPath, lastSegment, type PathIndex, sharedFolders, withoutExtension } from './path-index.ts';

/** The files a module stands for: several for a package of many files, or where the path fits more than one. */
export type ModuleFiles = readonly number[];

const NONE: ModuleFiles = [];

const RESOLVERS: Partial<Record<Family, (paths: PathIndex, from: number, module: string) => ModuleFiles>> = {
  script: scriptModule,
  python: pythonModule,
  jvm: jvmModule,
  go: goPackage,
  rust: rustModule,
  native: (paths, from, module) => includedFile(paths, from, module),
  ruby: rubyFile,
  php: phpFile,
  csharp: (paths, _from, module) => packageFolder(paths, module.split('.')),
  haskell: (paths, from, module) => nearest(paths, from, paths.modulesEndingWith(module.replaceAll('.', '/'))),
  shell: (paths, from, module) => includedFile(paths, from, module.replace(/^.*\}?\//, '')),
};

/** The files that `module`, written in the file `from`, stands for; none when it lies outside. */
export function resolveModule(paths: PathIndex, family: Family, from: number, module: string): ModuleFiles {
  const written = module.trim().replace(/^["'<`]|["'>`]$/g, '');
  return written === '' ? NONE : (RESOLVERS[family]?.(paths, from, written) ?? NONE);
}

const SCRIPT_ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];
/** Where a monorepo keeps its packages; by custom of npm, pnpm, Nx and Turborepo. */
const WORKSPACE_FOLDERS = new Set(['packages', 'apps', 'libs', 'modules', 'plugins']);

function scriptModule(paths: PathIndex, from: number, module: string): ModuleFiles {
  if (module.startsWith('.')) return scriptFile(paths, joinPath(paths.folderOf(from), module));
  if (module.startsWith('/') || module.includes(':')) return NONE;
  for (const path of paths.projectPaths(from, module)) {
    const found = scriptFile(paths, path);
    if (found.length > 0) return found;
  }
  const aliased = /^(?:@|~|#)\/(.+)$/.exec(module)?.[1];
  if (aliased !== undefined)
    return ancestorsOf(paths.folderOf(from), (folder) => scriptFile(paths, `${folder}/src/${aliased}`));
  const [name = '', ...rest] = module.replace(/^@[^/]+\//, '').split('/');
  return workspacePackage(paths, from, name, rest.join('/'));
}

function scriptFile(paths: PathIndex, path: string): ModuleFiles {
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  const candidates = [
    path,
    ...(stem === path ? [] : ['.ts', '.tsx', '.mts', '.cts', '.d.ts'].map((ending) => stem + ending)),
    ...SCRIPT_ENDINGS.map((ending) => path + ending),
    ...SCRIPT_ENDINGS.map((ending) => `${path}/index${ending}`),
  ];
  return first(candidates.map((candidate) => paths.fileAt(candidate)));
}

/** `@scope/name/sub` as `<packages>/name/src/sub`, of a monorepo that the importing file is part of. */
function workspacePackage(paths: PathIndex, from: number, name: string, sub: string): ModuleFiles {
  return ancestorsOf(paths.folderOf(from), (folder) => {
    if (!WORKSPACE_FOLDERS.has(lastSegment(folder))) return NONE;
    const root = `${folder}/${name}`;
    const tails = sub === '' ? ['src', 'src/public', '', 'lib'] : [`src/${sub}`, `src/public/${sub}`, sub];
    for (const tail of tails) {
      const found = scriptFile(paths, tail === '' ? root : `${root}/${tail}`);
      if (found.length > 0) return found;
    }
    return NONE;
  });
}

function ancestorsOf(folder: string, look: (folder: string) => ModuleFiles): ModuleFiles {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    const found = look(at);
    if (found.length > 0) return found;
  }
  return NONE;
}

function pythonModule(paths: PathIndex, from: number, module: string): ModuleFiles {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const rest = module.slice(dots).split('.').filter(Boolean).join('/');
  if (dots > 0) {
    const base = joinPath(paths.folderOf(from), '../'.repeat(dots - 1));
    return pythonFile(paths, rest === '' ? base : `${base}/${rest}`);
  }
  // An absolute import starts at a folder that is no package itself: `json` inside flask/ is Python's own.
  const found = [...paths.modulesEndingWith(rest), ...paths.modulesEndingWith(`${rest}/__init__`)].filter((file) => {
    const path = withoutExtension(paths.pathOf(file)).replace(/\/__init__$/, '');
    const root = path.slice(0, Math.max(0, path.length - rest.length - 1));
    return paths.fileAt(`${root}/__init__.py`) === undefined;
  });
  return nearest(paths, from, found);
}

function pythonFile(paths: PathIndex, path: string): ModuleFiles {
  return first(
    [`${path}.py`, `${path}/__init__.py`, `${path}.pyi`, `${path}/__init__.pyi`].map((candidate) =>
      paths.fileAt(candidate),
    ),
  );
}

/** `a.b.C` is a file, `a.b.*` or `a.b` a folder, `a.b.C.member` (a static import) the file of its class. */
function jvmModule(paths: PathIndex, from: number, module: string): ModuleFiles {
  const parts = module.replace(/\.[*_]$/, '').split('.');
  for (const path of [parts, parts.slice(0, -1)]) {
    if (path.length < 2) break;
    const files = nearest(paths, from, paths.modulesEndingWith(path.join('/')));
    if (files.length > 0) return files;
    const inFolder = packageFolder(paths, path);
    if (inFolder.length > 0) return inFolder;
  }
  return NONE;
}

/** Files of the folders that end with the most of these segments, at least two (or the only one). */
function packageFolder(paths: PathIndex, parts: readonly string[]): ModuleFiles {
  for (let skipped = 0; parts.length - skipped >= Math.min(2, parts.length); skipped += 1) {
    const folders = paths.foldersEndingWith(parts.slice(skipped).join('/'));
    if (folders.length > 0) return folders.flatMap((folder) => paths.filesIn(folder));
    if (parts.length === 1) break;
  }
  return NONE;
}

/** The folder whose path ends with the most segments of the import path; the module's own name stands for its root. */
function goPackage(paths: PathIndex, from: number, module: string): ModuleFiles {
  const parts = module.split('/').filter((part) => !/^v\d+$/.test(part));
  if (!parts[0]?.includes('.')) return NONE; // the standard library has no host in its paths
  for (let skipped = 1; skipped < parts.length; skipped += 1) {
    const ending = parts.slice(skipped).join('/');
    const folders = paths.foldersEndingWith(ending);
    const best = nearestFolders(paths.folderOf(from), folders);
    if (best.length > 0) return best.flatMap((folder) => paths.filesIn(folder));
  }
  return NONE;
}

/** `crate::a::b`, `super::b`, `self::b`: `a/b.rs` or `a/b/mod.rs`; an item at the end stands in its module. */
function rustModule(paths: PathIndex, from: number, module: string): ModuleFiles {
  const parts = module.split('::').filter(Boolean);
  const here = paths.folderOf(from);
  const own = /\/(mod|lib|main)\.rs$/.test(paths.pathOf(from)) ? here : withoutExtension(paths.pathOf(from));
  const head = parts[0];
  if (head === 'crate') return rustFile(paths, crateRoot(paths, here), parts.slice(1));
  if (head === 'self') return rustFile(paths, own, parts.slice(1));
  if (head === 'super') {
    const ups = parts.findIndex((part) => part !== 'super');
    const steps = ups < 0 ? parts.length : ups;
    return rustFile(paths, joinPath(own, '../'.repeat(steps)), parts.slice(steps));
  }
  const inside = rustFile(paths, own, parts);
  if (inside.length > 0) return inside;
  const crate = paths
    .foldersEndingWith(`${head}/src`)
    .concat(paths.foldersEndingWith(`${head?.replaceAll('_', '-')}/src`));
  return crate[0] === undefined ? NONE : rustFile(paths, crate[0], parts.slice(1));
}

function crateRoot(paths: PathIndex, folder: string): string {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    if (paths.fileAt(`${at}/lib.rs`) !== undefined || paths.fileAt(`${at}/main.rs`) !== undefined) return at;
  }
  return folder;
}

function rustFile(paths: PathIndex, root: string, parts: readonly string[]): ModuleFiles {
  for (let length = parts.length; length >= Math.max(0, parts.length - 1); length -= 1) {
    const path = [root, ...parts.slice(0, length)].join('/');
    const endings = ['.rs', '/mod.rs', '/lib.rs', '/main.rs'];
    const found = first(endings.map((ending) => paths.fileAt(path + ending)));
    if (found.length > 0) return found;
  }
  return NONE;
}

function includedFile(paths: PathIndex, from: number, module: string): ModuleFiles {
  const beside = paths.fileAt(joinPath(paths.folderOf(from), module));
  if (beside !== undefined) return [beside];
  return nearest(paths, from, paths.filesEndingWith(module.replace(/^(\.\.?\/)+/, '')));
}

function rubyFile(paths: PathIndex, from: number, module: string): ModuleFiles {
  const name = module.endsWith('.rb') ? module : `${module}.rb`;
  const beside = paths.fileAt(joinPath(paths.folderOf(from), name));
  if (beside !== undefined) return [beside];
  return nearest(paths, from, paths.filesEndingWith(name.replace(/^(\.\.?\/)+/, '')));
}

/** `Monolog\Handler\StreamHandler`: the file that ends with the most of the name, by PSR-4. */
function phpFile(paths: PathIndex, from: number, module: string): ModuleFiles {
  if (module.includes('/') || module.endsWith('.php')) return includedFile(paths, from, module);
  const parts = module.split('\\').filter(Boolean);
  for (let skipped = 0; skipped < parts.length; skipped += 1) {
    const found = paths.filesEndingWith(`${parts.slice(skipped).join('/')}.php`);
    if (found.length > 0) return nearest(paths, from, found);
  }
  return NONE;
}

/** Those that share the most folders with the importing file; several when they share as many. */
function nearest(paths: PathIndex, from: number, files: readonly number[]): ModuleFiles {
  if (files.length < 2) return files;
  const here = paths.pathOf(from);
  const shared = files.map((file) => sharedFolders(here, paths.pathOf(file)));
  const most = Math.max(...shared);
  return files.filter((_, place) => shared[place] === most);
}

function nearestFolders(here: string, folders: readonly string[]): readonly string[] {
  const shared = folders.map((folder) => sharedFolders(here, folder));
  const most = Math.max(...shared);
  return folders.filter((_, place) => shared[place] === most);
}

function first(files: readonly (number | undefined)[]): ModuleFiles {
  const found = files.find((file) => file !== undefined);
  return found === undefined ? NONE : [found];
}
