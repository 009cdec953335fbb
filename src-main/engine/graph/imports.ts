import type { CodeReference } from '../code/code-facts.ts';
import type { Family } from './language-rules.ts';
import { type ModuleFiles, resolveModule } from './resolve-module.ts';
import { lastName, type UnitTable } from './unit-table.ts';

/** Whether a mention brings in a module; other `includes` are mixins. */
export function isImport({ relationship, module }: CodeReference): boolean {
  return relationship === 'imports' || (relationship === 'includes' && module !== '');
}

/** What a name of a file stands for after an import. */
export interface Binding {
  /** Files of the module; none when it lies outside the collection. */
  readonly files: ModuleFiles;
  /** The name as its module knows it; '' for the module itself. */
  readonly name: string;
  /** The name as the importing file knows it; `export { a } from` gives it under its own. */
  readonly local: string;
}

/** The imports of one file. */
export interface FileImports {
  readonly byName: ReadonlyMap<string, readonly Binding[]>;
  /** Modules whose every name is taken over: `from m import *`, `export * from`, `using N`, Go's `import . "m"`. */
  readonly wildcards: readonly ModuleFiles[];
}

/** Definitions found for a name, or `outside` when the name was imported from beyond the collection. */
export type Found = readonly number[] | 'outside';

/** Re-exports of re-exports: deeper chains are cycles in practice. Guess, unmeasured. */
const MAX_HOPS = 12;

/** The imports of all files, resolved when first asked for. */
export interface Imports {
  of(file: number): FileImports;
  /** What `name` means when asked of a module's file: its own definition, a re-export, a submodule. */
  exported(file: number, name: string): Found | undefined;
  /** What a binding leads to; the file's node for a whole module. */
  targets(binding: Binding): Found;
}

export function createImports(table: UnitTable): Imports {
  const cache: (FileImports | undefined)[] = [];
  const of = (file: number): FileImports => {
    cache[file] ??= readImports(table, file);
    return cache[file];
  };

  function exported(file: number, name: string, hops = 0): Found | undefined {
    const own = table.atTop(file, name);
    if (own.length > 0) return own;
    if (hops >= MAX_HOPS) return undefined;
    const { byName, wildcards } = of(file);
    const bound = byName.get(name);
    if (bound !== undefined) return merge(bound.map((binding) => targets(binding, hops + 1)));
    for (const files of wildcards) {
      const found = merge(files.map((target) => exported(target, name, hops + 1) ?? []));
      if (found !== 'outside' && found.length > 0) return found;
    }
    if (table.familyOf(file) !== 'python') return undefined;
    const submodule = isPackage(table, file) ? resolveModule(table.paths(file), 'python', file, `.${name}`) : [];
    return submodule.length > 0 ? submodule.map((target) => table.firstNode[target] ?? 0) : undefined;
  }

  function targets({ files, name, local }: Binding, hops = 0): Found {
    if (files.length === 0) return 'outside';
    if (name === '') return files.map((file) => table.firstNode[file] ?? 0);
    const found = merge(files.map((file) => exported(file, name, hops) ?? []));
    if (found === 'outside' || found.length > 0) return found;
    return name === 'default' ? defaultExport(table, files, local) : [];
  }

  return { of, exported, targets };
}

/** Facts do not say what a file exports by default: the definition of the importer's name, else the only one. */
function defaultExport(table: UnitTable, files: ModuleFiles, local: string): readonly number[] {
  return files.flatMap((file) => {
    const byName = table.atTop(file, local);
    if (byName.length > 0) return byName;
    const all = table.topNames(file);
    return all.length === 1 ? all : [table.firstNode[file] ?? 0];
  });
}

function merge(found: readonly Found[]): Found {
  const inside = found.filter((nodes) => nodes !== 'outside').flat();
  if (inside.length > 0) return [...new Set(inside)];
  return found.includes('outside') ? 'outside' : [];
}

function isPackage(table: UnitTable, file: number): boolean {
  return /\/__init__\.pyi?$/.test(table.paths(file).pathOf(file));
}

function readImports(table: UnitTable, file: number): FileImports {
  const byName = new Map<string, Binding[]>();
  const wildcards: ModuleFiles[] = [];
  const bind = (local: string, files: ModuleFiles, name: string): void => {
    const list = byName.get(local);
    if (list === undefined) byName.set(local, [{ files, name, local }]);
    else list.push({ files, name, local });
  };
  for (const reference of table.files[file]?.references ?? []) {
    if (!isImport(reference)) continue;
    const { files, imported, locals } = readImport(table, file, reference);
    if (imported === '*') wildcards.push(files);
    for (const local of locals) bind(local, files, imported === '*' ? '' : imported);
    // `import a.b` binds `a`, through which `a.b` is reached as a submodule.
    if (table.familyOf(file) === 'python' && isDottedImport(reference)) {
      bind(rootOf(reference.module), resolve(table, file, rootOf(reference.module)), '');
    }
  }
  return { byName, wildcards };
}

interface ReadImport {
  readonly files: ModuleFiles;
  /** '' for the module itself, '*' for all of its names. */
  readonly imported: string;
  /** Names that the import binds in the file. */
  readonly locals: readonly string[];
}

function resolve(table: UnitTable, file: number, module: string): ModuleFiles {
  return resolveModule(table.paths(file), table.familyOf(file), file, module);
}

/** Makes one of the ways in which languages write an import. */
export function readImport(table: UnitTable, file: number, reference: CodeReference): ReadImport {
  const family = table.familyOf(file);
  const { name, module, alias } = reference;
  if (family === 'python') return readPythonImport(table, file, reference);
  if (family === 'script') {
    const isWhole = name === '' || name === '*';
    const locals = alias !== '' ? [alias] : isWhole ? [] : [name];
    return { files: resolve(table, file, module), imported: isWhole && alias !== '' ? '' : name, locals };
  }
  if (family === 'go') {
    const parts = module.split('/').filter((part) => !MAJOR_VERSION.test(part));
    const files = resolve(table, file, module);
    if (name === '*') return { files, imported: '*', locals: [] };
    const local = alias === '' || MAJOR_VERSION.test(alias) ? (parts.at(-1) ?? '') : alias;
    return { files, imported: '', locals: [local.replace(/^go-|\.go$/g, '')] };
  }
  if (family === 'native' || family === 'ruby' || family === 'shell') {
    return { files: resolve(table, file, module || name), imported: '*', locals: [] };
  }
  const isWildcard = name === '*' || name === '_';
  const written = isWildcard ? module : joinModule(family, module, name);
  const files = resolve(table, file, written);
  if (isWildcard || family === 'csharp') return { files, imported: '*', locals: alias === '' ? [] : [alias] };
  const own = name || lastPart(written);
  // A module of its own (`use crate::walk;`, `import Data.Map as M`) binds the module, not something in it.
  const isModule =
    files.some((target) => moduleName(table, target) === own) &&
    !files.some((target) => table.atTop(target, own).length > 0);
  return { files, imported: isModule ? '' : own, locals: [alias || own] };
}

/** `import a.b` without another name: the facts give `a` as what it binds. */
function isDottedImport({ name, module, alias }: CodeReference): boolean {
  return name === '' && !module.startsWith('.') && module.includes('.') && (alias === '' || alias === rootOf(module));
}

function rootOf(module: string): string {
  return module.slice(0, module.indexOf('.'));
}

/** `v5` at the end of a Go module's path is its version, not its name. */
const MAJOR_VERSION = /^v\d+$/;

function readPythonImport(table: UnitTable, file: number, reference: CodeReference): ReadImport {
  const { name, module, alias } = reference;
  const isWhole = name === '' || (name === module && !module.startsWith('.'));
  if (isWhole) {
    const local = isDottedImport(reference) ? module : alias || module;
    return { files: resolve(table, file, module), imported: '', locals: [local] };
  }
  const files = resolve(table, file, module);
  if (name === '*') return { files, imported: '*', locals: [] };
  const isDefined = files.some((target) => table.atTop(target, name).length > 0);
  const submodule = isDefined ? [] : resolve(table, file, module.endsWith('.') ? module + name : `${module}.${name}`);
  if (submodule.length > 0) return { files: submodule, imported: '', locals: [alias || name] };
  return { files, imported: name, locals: [alias || name] };
}

const SEPARATOR: Partial<Record<Family, string>> = { rust: '::', php: '\\' };

/** Grammars differ in whether the module already ends with the name. */
function joinModule(family: Family, module: string, name: string): string {
  const separator = SEPARATOR[family] ?? '.';
  if (module === '' || name === '') return module || name;
  return module === name || module.endsWith(separator + name) ? module : module + separator + name;
}

function lastPart(module: string): string {
  return lastName(module.replaceAll(/::|\\/g, '.'));
}

function moduleName(table: UnitTable, file: number): string {
  const parts = table
    .paths(file)
    .pathOf(file)
    .replace(/\.\w+$/, '')
    .split('/');
  const last = parts.at(-1) ?? '';
  return last === 'mod' || last === 'lib' ? (parts.at(-2) ?? '') : last;
}
