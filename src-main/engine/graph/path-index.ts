/** The paths of one collection's code files, for finding a file or folder by the end of its path. */
export interface PathIndex {
  /** Forward slashes only. */
  pathOf(file: number): string;
  folderOf(file: number): string;
  fileAt(path: string): number | undefined;
  filesIn(folder: string): readonly number[];
  /** Files whose path ends with these segments, such as `nlohmann/json.hpp`. */
  filesEndingWith(ending: string): readonly number[];
  /** Files whose path without its extension ends with these segments. */
  modulesEndingWith(ending: string): readonly number[];
  /** Folders that hold code directly and end with these segments. */
  foldersEndingWith(ending: string): readonly string[];
  /** Paths that a module may lie at as the project around a file has it, best first. */
  projectPaths(file: number, module: string): readonly string[];
}

/** @param paths file number and path as written; slashes of both kinds, `!/` inside archives */
export function createPathIndex(
  paths: Iterable<readonly [file: number, path: string]>,
  projectPaths: (folder: string, module: string) => readonly string[] = () => [],
): PathIndex {
  const pathByFile = new Map<number, string>();
  const fileByPath = new Map<string, number>();
  const filesByFolder = new Map<string, number[]>();
  const filesByBase = new Map<string, number[]>();
  const filesByStem = new Map<string, number[]>();
  const foldersByName = new Map<string, string[]>();
  for (const [file, written] of paths) {
    const path = written.replaceAll('\\', '/');
    const folder = folderOf(path);
    const base = lastSegment(path);
    pathByFile.set(file, path);
    fileByPath.set(path, file);
    if (!filesByFolder.has(folder)) append(foldersByName, lastSegment(folder), folder);
    append(filesByFolder, folder, file);
    append(filesByBase, base, file);
    append(filesByStem, withoutExtension(base), file);
  }
  const pathOf = (file: number): string => pathByFile.get(file) ?? '';
  return {
    pathOf,
    folderOf: (file) => folderOf(pathOf(file)),
    fileAt: (path) => fileByPath.get(path),
    filesIn: (folder) => filesByFolder.get(folder) ?? [],
    filesEndingWith: (ending) =>
      (filesByBase.get(lastSegment(ending)) ?? []).filter((file) => endsWithPath(pathOf(file), ending)),
    modulesEndingWith: (ending) =>
      (filesByStem.get(lastSegment(ending)) ?? []).filter((file) =>
        endsWithPath(withoutExtension(pathOf(file)), ending),
      ),
    projectPaths: (file, module) => projectPaths(folderOf(pathOf(file)), module),
    foldersEndingWith: (ending) =>
      (foldersByName.get(lastSegment(ending)) ?? []).filter((folder) => endsWithPath(folder, ending)),
  };
}

/** `a/b/../c/./d` as `a/c/d`; steps above the start are dropped. */
export function joinPath(folder: string, relative: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `a/b.test.ts` as `a/b.test`; a name that only starts with a dot is kept. */
export function withoutExtension(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1 ? path.slice(0, dot) : path;
}

/** How many folders two paths share from the root. */
export function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  return shared;
}

function endsWithPath(path: string, ending: string): boolean {
  return path === ending || path.endsWith(`/${ending}`);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
