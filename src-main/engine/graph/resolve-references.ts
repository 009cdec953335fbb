/*
 * From mentions to definitions, in the order in which languages look: enclosing scopes of the file, imports (with
 * aliases and re-exports), base classes, files of the same package, and last, where a language has one space of names
 * or a method is called on an object of unknown type, whatever has the name. No types are inferred: that is a
 * compiler's work for each language, and needs a project that builds. What is not found is outside, never invented.
 */
import type { CodeReference } from '../code/code-facts.ts';
import type { Via } from './graph-file.ts';
import { createImports, type Found, type Imports, isImport, readImport } from './imports.ts';
import { type Family, type LanguageRules, rulesOf } from './language-rules.ts';
import { createTypeHierarchy, type TypeHierarchy } from './type-hierarchy.ts';
import { lastName, type UnitTable } from './unit-table.ts';

/** What a mention means: every definition that it may mean, and how they were found. */
export interface Resolution {
  readonly targets: readonly number[];
  readonly via: Via;
  /** All targets are meant together, as the files of a package are; otherwise one of them is. */
  readonly isPackage?: boolean;
}

/** A call that could mean more definitions than this says nothing about any of them. Guess, unmeasured. */
export const MAX_CANDIDATES = 8;

export type Unresolved = 'outside' | 'too-many';

export interface Resolver {
  /** @param from node of the definition, or of the file, that the mention stands in */
  resolve(from: number, reference: CodeReference): Resolution | Unresolved;
}

/** Prepares resolution over all files: imports when first met, base classes at once. */
export function createResolver(table: UnitTable): Resolver {
  const rulesOfFile = (file: number): LanguageRules => rulesOf(table.familyOf(file));
  const types = createTypeHierarchy(table, (file) => rulesOfFile(file).openTypes);
  const context: Context = { table, types, imports: createImports(table), rulesOfFile };
  fillHierarchy(context);
  return { resolve: (from, reference) => resolveReference(context, from, reference) };
}

interface Context {
  readonly table: UnitTable;
  readonly types: TypeHierarchy;
  readonly imports: Imports;
  readonly rulesOfFile: (file: number) => LanguageRules;
}

function fillHierarchy(context: Context): void {
  const { table, types } = context;
  for (const [file, { references }] of table.files.entries()) {
    for (const reference of references) {
      const isBase = reference.relationship === 'inherits' || reference.relationship === 'includes';
      if (!isBase || isImport(reference)) continue;
      const from = (table.firstNode[file] ?? 0) + 1 + reference.from;
      const type = table.isType(from) || table.unitOf(from)?.kind === 'module' ? from : types.enclosingType(from);
      const found = resolveReference(context, from, reference);
      if (type === undefined || typeof found === 'string') continue;
      for (const base of found.targets) types.addBase(type, base);
    }
  }
}

function resolveReference(context: Context, from: number, reference: CodeReference): Resolution | Unresolved {
  const { table } = context;
  const file = table.fileOf[from] ?? 0;
  if (isImport(reference)) return resolveImport(context, file, reference);
  const found =
    reference.qualifier === ''
      ? resolveBare(context, from, reference.name, reference.relationship)
      : resolveQualified(context, from, reference);
  if (typeof found === 'string') return found;
  const targets = found.targets.filter((node) => node !== from || reference.relationship === 'calls');
  return targets.length === 0 ? 'outside' : bounded(targets, found.via);
}

function bounded(targets: readonly number[], via: Via): Resolution | Unresolved {
  return targets.length > MAX_CANDIDATES ? 'too-many' : { targets, via };
}

/** Where a module is a folder, whose every file an import brings in. */
const FOLDER_MODULES: ReadonlySet<Family> = new Set(['go', 'jvm', 'csharp']);

function resolveImport({ table, imports }: Context, file: number, reference: CodeReference): Resolution | Unresolved {
  const { files, imported, locals } = readImport(table, file, reference);
  if (files.length === 0) return 'outside';
  const isWhole = imported === '' || imported === '*';
  const modules = files.map((target) => table.firstNode[target] ?? 0);
  const isPackage = FOLDER_MODULES.has(table.familyOf(file));
  if (isWhole) return isPackage ? { targets: modules, via: 'import', isPackage } : bounded(modules, 'import');
  const found = imports.targets({ files, name: imported, local: locals[0] ?? imported });
  if (found === 'outside') return 'outside';
  return bounded(found.length > 0 ? found : modules, 'import');
}

type Relationship = CodeReference['relationship'];

function resolveBare(
  context: Context,
  from: number,
  name: string,
  relationship: Relationship,
): Resolution | Unresolved {
  const { table, imports, types, rulesOfFile } = context;
  const file = table.fileOf[from] ?? 0;
  const rules = rulesOfFile(file);
  if (name === 'super' && relationship === 'calls') return superConstructor(context, from);
  const local = inScopes(context, from, name);
  if (local.length > 0) return { targets: local, via: 'local' };
  const bound = importedAs(context, file, name);
  if (bound === 'outside') return 'outside';
  if (bound.length > 0) return { targets: bound, via: 'import' };
  const type = rules.bareMembers ? types.enclosingType(from) : undefined;
  const members = type === undefined ? [] : types.ownMembers(type, name);
  if (members.length > 0) return { targets: members, via: 'local' };
  const inherited = type === undefined ? [] : types.inherited(type, name);
  if (inherited.length > 0) return { targets: inherited, via: 'inherited' };
  const starred = fromWildcards(imports, table, file, name);
  if (starred.length > 0) return { targets: starred, via: 'import' };
  return besideOrAnywhere(context, file, name);
}

/** Definitions that the enclosing scopes see, the innermost first. */
function inScopes({ table, rulesOfFile }: Context, from: number, name: string): readonly number[] {
  const file = table.fileOf[from] ?? 0;
  const { bareMembers } = rulesOfFile(file);
  const own = table.pathOf(from);
  for (let scope = own; scope !== ''; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
    const isMembers = scope !== own && !bareMembers && table.inFile(file, scope).some((node) => table.isType(node));
    const found = isMembers ? [] : table.inFile(file, `${scope}.${name}`);
    if (found.length > 0) return found;
  }
  return table.atTop(file, name);
}

function importedAs({ imports }: Context, file: number, name: string): Found {
  const bindings = imports.of(file).byName.get(name);
  if (bindings === undefined) return [];
  const found = bindings.map((binding) => imports.targets(binding));
  const inside = found.filter((nodes) => nodes !== 'outside').flat();
  return inside.length > 0 ? [...new Set(inside)] : 'outside';
}

function fromWildcards(imports: Imports, table: UnitTable, file: number, name: string): readonly number[] {
  const found = new Set<number>();
  for (const files of imports.of(file).wildcards) {
    for (const target of files) {
      if (target === file) continue;
      const nodes = table.familyOf(file) === 'script' ? undefined : imports.exported(target, name);
      if (nodes !== undefined && nodes !== 'outside') for (const node of nodes) found.add(node);
    }
  }
  return [...found];
}

/** Files of the same folder, then the one space of names, where the language has them. */
function besideOrAnywhere({ table, rulesOfFile }: Context, file: number, name: string): Resolution | Unresolved {
  const { folderIsPackage, globalNames } = rulesOfFile(file);
  if (!folderIsPackage && !globalNames) return 'outside';
  const top = table.named(file, name).filter((node) => table.atTop(table.fileOf[node] ?? 0, name).includes(node));
  const folder = table.paths(file).folderOf(file);
  const beside = top.filter((node) => table.paths(file).folderOf(table.fileOf[node] ?? 0) === folder);
  if (folderIsPackage && beside.length > 0) return bounded(beside, 'same-package');
  return globalNames && top.length > 0 ? bounded(top, 'name') : 'outside';
}

/** `super(…)` calls the base class in these; in Python it only names it. */
const CALLS_SUPER: ReadonlySet<Family> = new Set(['script', 'jvm']);

function superConstructor({ table, types }: Context, from: number): Resolution | Unresolved {
  if (!CALLS_SUPER.has(table.familyOf(table.fileOf[from] ?? 0))) return 'outside';
  const type = types.enclosingType(from);
  const bases = type === undefined ? [] : types.basesOf(type);
  return bases.length === 0 ? 'outside' : { targets: bases, via: 'inherited' };
}

/** `a.b::c->d` as its names; undefined for the result of a call or an index, whose type nobody knows. */
function splitQualifier(qualifier: string): readonly string[] | undefined {
  const plain = qualifier.replace(/^\(?\s*(?:new|await)\s+/, '').replace(/^super\(.*\)$/, 'super()');
  const parts = plain.split(/::|->|\?\.|!\.|[.\\]/).filter((part) => part !== '');
  const isPlain = parts.every((part) => /^[\p{L}_$@][\p{L}\p{N}_$!?]*$/u.test(part) || part === 'super()');
  return isPlain && parts.length > 0 ? parts : undefined;
}

function resolveQualified(context: Context, from: number, reference: CodeReference): Resolution | Unresolved {
  const { table, types, rulesOfFile } = context;
  const { name, qualifier, relationship } = reference;
  const parts = splitQualifier(qualifier);
  const head = parts?.[0];
  const made = relationship === 'calls' ? /^(.*[^.])\(\)$/.exec(qualifier)?.[1] : undefined;
  if (made !== undefined && parts === undefined) {
    const found = onMade(context, from, reference, made);
    if (found !== undefined) return found;
  }
  if (parts === undefined || head === undefined) return onUnknown(context, from, reference, lastWord(qualifier));
  const rules = rulesOfFile(table.fileOf[from] ?? 0);
  const type = types.enclosingType(from);
  if (rules.supers.includes(head) && parts.length === 1) {
    const inherited = type === undefined ? [] : types.inherited(type, name);
    return inherited.length > 0 ? { targets: inherited, via: 'inherited' } : 'outside';
  }
  if (type !== undefined && parts.length === 1 && (rules.selves.includes(head) || isGoReceiver(context, type, head))) {
    return onSelf(context, type, name);
  }
  if (!rules.selves.includes(head)) {
    const found = throughPath(context, from, parts, reference);
    if (found !== undefined) return found;
  }
  return relationship === 'calls' ? onUnknown(context, from, reference, parts.at(-1) ?? '') : 'outside';
}

/** `Shelf().take()`: a member of the class whose object was just made; undefined when `made` is no class. */
function onMade(context: Context, from: number, reference: CodeReference, made: string): Resolution | undefined {
  const dot = made.lastIndexOf('.');
  const type = { ...reference, name: made.slice(dot + 1), qualifier: made.slice(0, Math.max(0, dot)) };
  const found = resolveReference(context, from, { ...type, relationship: 'references' });
  if (typeof found === 'string' || !found.targets.every((target) => context.table.isType(target))) return undefined;
  const targets = [...new Set(found.targets.flatMap((target) => memberOf(context, target, reference.name)))];
  return targets.length === 0 ? undefined : { targets, via: found.via };
}

function onSelf({ types }: Context, type: number, name: string): Resolution | Unresolved {
  const own = types.ownMembers(type, name);
  if (own.length > 0) return { targets: own, via: 'local' };
  const inherited = types.inherited(type, name);
  return inherited.length > 0 ? { targets: inherited, via: 'inherited' } : 'outside';
}

/** By custom a Go receiver is the first letter or letters of its type; facts do not name it. */
function isGoReceiver({ table }: Context, type: number, head: string): boolean {
  const isGo = table.familyOf(table.fileOf[type] ?? 0) === 'go';
  return (
    isGo &&
    head.length <= 3 &&
    lastName(table.pathOf(type))
      .toLowerCase()
      .startsWith(head[0] ?? '\0')
  );
}

/** Follows `module.Class.member`; undefined when the head is a variable or the way ends at one. */
function throughPath(
  context: Context,
  from: number,
  parts: readonly string[],
  { name, relationship }: CodeReference,
): Resolution | Unresolved | undefined {
  const { table, imports } = context;
  const file = table.fileOf[from] ?? 0;
  const { byName } = imports.of(file);
  // `import a.b` binds the whole path, so the longest bound beginning is taken.
  let taken = parts.length;
  while (taken > 1 && !byName.has(parts.slice(0, taken).join('.'))) taken -= 1;
  const head = parts.slice(0, taken).join('.');
  const start =
    taken > 1 ? asResolution(importedAs(context, file, head)) : resolveBare(context, from, head, 'references');
  if (start === 'outside' && byName.has(head)) return 'outside';
  let places: readonly number[];
  let via: Via;
  if (typeof start === 'string') {
    const module = byModulePath(context, file, parts);
    if (module === undefined) return undefined;
    ({ targets: places, via } = module);
  } else {
    ({ targets: places, via } = start);
    for (const part of parts.slice(taken)) places = places.flatMap((place) => memberOf(context, place, part));
  }
  const found = [...new Set(places.flatMap((place) => memberOf(context, place, name)))];
  if (found.length > 0) return bounded(found, via);
  const isKnown = places.length > 0 && places.every((place) => isModuleOrType(table, place));
  return isKnown && relationship === 'calls' ? 'outside' : undefined;
}

function asResolution(found: Found): Resolution | Unresolved {
  return found === 'outside' || found.length === 0 ? 'outside' : { targets: found, via: 'import' };
}

const PATHS_WITHOUT_IMPORT: ReadonlySet<Family> = new Set(['rust', 'native', 'csharp', 'ruby']);

/** Rust's `crate::a::b()` and a C++ `Type::member()` name their way without an import. */
function byModulePath({ table }: Context, file: number, parts: readonly string[]): Resolution | undefined {
  if (!PATHS_WITHOUT_IMPORT.has(table.familyOf(file))) return undefined;
  const owner = parts.at(-1) ?? '';
  const types = table.named(file, owner).filter((node) => isModuleOrType(table, node));
  if (types.length === 0 || types.length > MAX_CANDIDATES) return undefined;
  return { targets: types, via: 'name' };
}

function isModuleOrType(table: UnitTable, node: number): boolean {
  const unit = table.unitOf(node);
  return unit === undefined || unit.kind === 'module' || table.isType(node);
}

/** The definitions called `name` inside a file, a module or a type. */
function memberOf({ table, types, imports }: Context, place: number, name: string): readonly number[] {
  const unit = table.unitOf(place);
  const file = table.fileOf[place] ?? 0;
  if (unit === undefined) {
    const found = imports.exported(file, name);
    return found === undefined || found === 'outside' ? [] : found;
  }
  if (table.isType(place) || unit.kind === 'module') {
    const own = types.ownMembers(place, name);
    return own.length > 0 ? own : types.inherited(place, name);
  }
  return table.inFile(file, `${table.pathOf(place)}.${name}`);
}

function lastWord(text: string): string {
  return /([\p{L}_$][\p{L}\p{N}_$]*)[^\p{L}_$]*$/u.exec(text)?.[1] ?? '';
}

/**
 * A call on something of unknown type: every method of that name, or those of the type that the variable is named for
 * (`session.get` and `self._session.get` of `Session`).
 */
function onUnknown(
  context: Context,
  from: number,
  { name, relationship }: CodeReference,
  receiver: string,
): Resolution | Unresolved {
  const { table } = context;
  if (relationship !== 'calls') return 'outside';
  const methods = table.named(table.fileOf[from] ?? 0, name).filter((node) => isMember(context, node));
  if (methods.length === 0) return 'outside';
  const wanted = receiver.replaceAll('_', '').toLowerCase();
  const ofType = methods.filter((node) => lastName(ownerOf(table, node)).replaceAll('_', '').toLowerCase() === wanted);
  return bounded(ofType.length > 0 ? ofType : methods, 'name');
}

function ownerOf(table: UnitTable, node: number): string {
  return table.unitOf(node)?.namespace ?? '';
}

function isMember({ table, types }: Context, node: number): boolean {
  const unit = table.unitOf(node);
  if (unit === undefined || unit.namespace === '' || (unit.kind !== 'method' && unit.kind !== 'function')) return false;
  const type = types.enclosingType(node);
  return unit.kind === 'method' || (type !== undefined && lastName(table.pathOf(type)) === lastName(unit.namespace));
}
