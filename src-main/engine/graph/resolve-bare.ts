import type { CodeReference } from '../code/code-facts.ts';
import type { Found, Imports } from './imports.ts';
import type { Family } from './language-rules.ts';
import { bounded, type Resolution, type Unresolved, withoutPrototypes } from './resolution.ts';
import type { ResolutionContext } from './resolution-context.ts';
import type { UnitTable } from './unit-table.ts';

type Relationship = CodeReference['relationship'];

/** What a name without anything before it means: scopes, imports, members, then whatever the language offers. */
export function resolveBare(
  context: ResolutionContext,
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
function inScopes({ table, rulesOfFile }: ResolutionContext, from: number, name: string): readonly number[] {
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

/** What the imports of a file bind a name to; empty when they do not. */
export function importedAs({ imports }: ResolutionContext, file: number, name: string): Found {
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
function besideOrAnywhere(
  { table, rulesOfFile }: ResolutionContext,
  file: number,
  name: string,
): Resolution | Unresolved {
  const { folderIsPackage, globalNames } = rulesOfFile(file);
  if (!folderIsPackage && !globalNames) return 'outside';
  const named = table.named(file, name).filter((node) => table.atTop(table.fileOf[node] ?? 0, name).includes(node));
  const top = withoutPrototypes(table, named);
  const folder = table.paths(file).folderOf(file);
  const beside = top.filter((node) => table.paths(file).folderOf(table.fileOf[node] ?? 0) === folder);
  if (folderIsPackage && beside.length > 0) return bounded(beside, 'same-package');
  return globalNames && top.length > 0 ? bounded(top, 'name') : 'outside';
}

/** `super(…)` calls the base class in these; in Python it only names it. */
const CALLS_SUPER: ReadonlySet<Family> = new Set(['script', 'jvm']);

function superConstructor({ table, types }: ResolutionContext, from: number): Resolution | Unresolved {
  if (!CALLS_SUPER.has(table.familyOf(table.fileOf[from] ?? 0))) return 'outside';
  const type = types.enclosingType(from);
  const bases = type === undefined ? [] : types.basesOf(type);
  return bases.length === 0 ? 'outside' : { targets: bases, via: 'inherited' };
}
