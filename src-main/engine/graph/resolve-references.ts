/*
 * From mentions to definitions, in the order in which languages look: enclosing scopes of the file, imports (with
 * aliases and re-exports), base classes, files of the same package, and last, where a language has one space of names
 * or a method is called on an object of unknown type, whatever has the name. Of types only what is written down is
 * known (receiver-types.ts): inferring them is a compiler's work for each language, and needs a project that builds.
 * What is not found is outside, never invented.
 */
import type { CodeReference } from '../code/code-facts.ts';
import { createImports, isImport, readImport } from './imports.ts';
import { type Family, type LanguageRules, rulesOf } from './language-rules.ts';
import { createReceiverTypes } from './receiver-types.ts';
import { bounded, definedBy, type Resolution, type Unresolved } from './resolution.ts';
import type { ResolutionContext } from './resolution-context.ts';
import { resolveBare } from './resolve-bare.ts';
import { resolveQualified } from './resolve-qualified.ts';
import { createTypeHierarchy } from './type-hierarchy.ts';
import type { UnitTable } from './unit-table.ts';

export interface Resolver {
  /** @param from node of the definition, or of the file, that the mention stands in */
  resolve(from: number, reference: CodeReference): Resolution | Unresolved;
}

/** Prepares resolution over all files: imports when first met, base classes at once. */
export function createResolver(table: UnitTable): Resolver {
  const rulesOfFile = (file: number): LanguageRules => rulesOf(table.familyOf(file));
  const types = createTypeHierarchy(table, (file) => rulesOfFile(file).openTypes);
  const receivers = createReceiverTypes(table, types, (from, reference) =>
    reference.qualifier === ''
      ? resolveBare(context, from, reference.name, 'references')
      : resolveQualified(context, from, reference),
  );
  const context: ResolutionContext = { table, types, imports: createImports(table), rulesOfFile, receivers };
  fillHierarchy(context);
  return { resolve: (from, reference) => resolveReference(context, from, reference) };
}

function fillHierarchy(context: ResolutionContext): void {
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

function resolveReference(context: ResolutionContext, from: number, reference: CodeReference): Resolution | Unresolved {
  const { table } = context;
  const file = table.fileOf[from] ?? 0;
  if (reference.relationship === 'binds') return 'outside';
  if (isImport(reference)) return resolveImport(context, file, reference);
  const found =
    reference.qualifier === ''
      ? resolveBare(context, from, reference.name, reference.relationship)
      : resolveQualified(context, from, reference);
  if (typeof found === 'string') return found;
  const targets = definedBy(table, found.targets).filter((node) => node !== from || reference.relationship === 'calls');
  return targets.length === 0 ? 'outside' : bounded(targets, found.via);
}

/** Where a module is a folder, whose every file an import brings in. */
const FOLDER_MODULES: ReadonlySet<Family> = new Set(['go', 'jvm', 'csharp']);

function resolveImport(
  { table, imports }: ResolutionContext,
  file: number,
  reference: CodeReference,
): Resolution | Unresolved {
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
