import type { CodeUnit, UnitKind } from '../code/code-facts.ts';
import type { GraphFile } from './graph-file.ts';
import { type Family, familyOf } from './language-rules.ts';
import { createPathIndex, type PathIndex } from './path-index.ts';
import { projectPaths, readScriptProjects } from './script-projects.ts';

/** Kinds that have members. */
const TYPE_KINDS: ReadonlySet<UnitKind> = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type']);

/**
 * The nodes of a graph with the ways to find them by name.
 *
 * Each file has a node of its own, followed by one for each of its units in their order.
 */
export interface UnitTable {
  readonly files: readonly GraphFile[];
  readonly nodes: number;
  /** Node of each file. */
  readonly firstNode: Uint32Array;
  /** File of each node. */
  readonly fileOf: Uint32Array;
  /** Undefined for the node of a file. */
  unitOf(node: number): CodeUnit | undefined;
  /** Enclosing definitions and the name, joined by "."; '' for a file. */
  pathOf(node: number): string;
  familyOf(file: number): Family;
  /** The paths of the file's collection. */
  paths(file: number): PathIndex;
  /** Units of a file by their path in it. */
  inFile(file: number, path: string): readonly number[];
  /** Units of a file that stand at its top or in modules only. */
  atTop(file: number, name: string): readonly number[];
  topNames(file: number): readonly number[];
  /** Units of the collection and family of `file` with this name. */
  named(file: number, name: string): readonly number[];
  /** Members by the last name of what encloses them and their own, in the collection and family of `file`. */
  members(file: number, owner: string, name: string): readonly number[];
  isType(node: number): boolean;
}

const NONE: readonly number[] = [];

/** Numbers the files and units and indexes them by name. O(units). */
export function createUnitTable(files: readonly GraphFile[]): UnitTable {
  const firstNode = new Uint32Array(files.length);
  let nodes = 0;
  for (const [file, { units }] of files.entries()) {
    firstNode[file] = nodes;
    nodes += units.length + 1;
  }
  const fileOf = new Uint32Array(nodes);
  const families = files.map(({ language }) => familyOf(language));
  const groups = files.map(({ collectionId }, file) => `${collectionId}\0${families[file]}`);
  const pathsByCollection = indexPaths(files);
  const pathIndexes = files.map(({ collectionId }) => pathsByCollection.get(collectionId));
  const names = createNameIndex();

  for (const [file, { units }] of files.entries()) {
    const first = firstNode[file] ?? 0;
    fileOf.fill(file, first, first + units.length + 1);
    const modules = new Set(units.filter(({ kind }) => kind === 'module').map(fullName));
    for (const [ordinal, unit] of units.entries()) {
      const node = first + 1 + ordinal;
      names.add(file, groups[file] ?? '', unit, node);
      if (unit.namespace === '' || modules.has(unit.namespace)) names.addTop(file, unit.name, node);
    }
  }
  const unitOf = (node: number): CodeUnit | undefined => {
    const file = fileOf[node] ?? 0;
    return files[file]?.units[node - (firstNode[file] ?? 0) - 1];
  };
  return {
    files,
    nodes,
    firstNode,
    fileOf,
    unitOf,
    pathOf: (node) => {
      const unit = unitOf(node);
      return unit === undefined ? '' : fullName(unit);
    },
    familyOf: (file) => families[file] ?? 'other',
    paths: (file) => pathIndexes[file] ?? createPathIndex([]),
    inFile: (file, path) => names.byPath[file]?.get(path) ?? NONE,
    atTop: (file, name) => names.byTop[file]?.get(name) ?? NONE,
    topNames: (file) => [...(names.byTop[file]?.values() ?? [])].flat(),
    named: (file, name) => names.byName.get(`${groups[file]}\0${name}`) ?? NONE,
    members: (file, owner, name) => names.byMember.get(`${groups[file]}\0${owner}.${name}`) ?? NONE,
    isType: (node) => TYPE_KINDS.has(unitOf(node)?.kind ?? 'constant'),
  };
}

/** Enclosing definitions, outermost first, and the name, joined by ".". */
export function fullName({ namespace, name }: Pick<CodeUnit, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** What stands behind the last "." of a name. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function createNameIndex() {
  const byPath: Map<string, number[]>[] = [];
  const byTop: Map<string, number[]>[] = [];
  const byName = new Map<string, number[]>();
  const byMember = new Map<string, number[]>();
  return {
    byPath,
    byTop,
    byName,
    byMember,
    add(file: number, group: string, unit: CodeUnit, node: number): void {
      byPath[file] ??= new Map();
      append(byPath[file], fullName(unit), node);
      append(byName, `${group}\0${unit.name}`, node);
      if (unit.namespace !== '') append(byMember, `${group}\0${lastName(unit.namespace)}.${unit.name}`, node);
    },
    addTop(file: number, name: string, node: number): void {
      byTop[file] ??= new Map();
      append(byTop[file], name, node);
    },
  };
}

function indexPaths(files: readonly GraphFile[]): Map<string, PathIndex> {
  const byCollection = new Map<string, [number, string][]>();
  const configs = new Map<string, Map<string, string>>();
  for (const [file, { collectionId, path, text }] of files.entries()) {
    append(byCollection, collectionId, [file, path]);
    if (text === undefined) continue;
    const known = configs.get(collectionId) ?? new Map<string, string>();
    configs.set(collectionId, known.set(path.replaceAll('\\', '/'), text));
  }
  return new Map(
    [...byCollection].map(([collection, paths]) => {
      const projects = readScriptProjects(configs.get(collection) ?? new Map());
      return [collection, createPathIndex(paths, (folder, module) => projectPaths(projects, folder, module))];
    }),
  );
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
