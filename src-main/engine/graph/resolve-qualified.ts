import type { CodeReference } from '../code/code-facts.ts';
import type { Via } from './graph-file.ts';
import type { Found } from './imports.ts';
import type { Family } from './language-rules.ts';
import {
  bounded,
  isModuleOrType,
  MAX_CANDIDATES,
  type Resolution,
  type Unresolved,
  withoutPrototypes,
} from './resolution.ts';
import type { ResolutionContext } from './resolution-context.ts';
import { importedAs, resolveBare } from './resolve-bare.ts';
import { lastName, type UnitTable } from './unit-table.ts';

/** `a.b::c->d` as its names; undefined for the result of a call or an index, whose type nobody knows. */
function splitQualifier(qualifier: string): readonly string[] | undefined {
  const plain = qualifier.replace(/^\(?\s*(?:new|await)\s+/, '').replace(/^super\(.*\)$/, 'super()');
  const parts = plain.split(/::|->|\?\.|!\.|[.\\]/).filter((part) => part !== '');
  const isPlain = parts.every((part) => /^[\p{L}_$@][\p{L}\p{N}_$!?]*$/u.test(part) || part === 'super()');
  return isPlain && parts.length > 0 ? parts : undefined;
}

/** What a name behind something else means: a member of `self`, of a base, of a module or type, or of who knows. */
export function resolveQualified(
  context: ResolutionContext,
  from: number,
  reference: CodeReference,
): Resolution | Unresolved {
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
  const typed = context.receivers.typeOf(from, parts);
  if (typed === 'outside') return 'outside';
  if (typed !== undefined) return onTyped(context, typed, reference);
  if (!rules.selves.includes(head)) {
    const found = throughPath(context, from, parts, reference);
    if (found !== undefined) return found;
  }
  return relationship === 'calls' ? onUnknown(context, from, reference, parts.at(-1) ?? '') : 'outside';
}

/** `Shelf().take()`: a member of the class whose object was just made; undefined when `made` is no class. */
function onMade(
  context: ResolutionContext,
  from: number,
  reference: CodeReference,
  made: string,
): Resolution | undefined {
  const dot = made.lastIndexOf('.');
  const type = { ...reference, name: made.slice(dot + 1), qualifier: made.slice(0, Math.max(0, dot)) };
  const mention = { ...type, relationship: 'references' } as const;
  const found =
    mention.qualifier === ''
      ? resolveBare(context, from, mention.name, mention.relationship)
      : resolveQualified(context, from, mention);
  if (typeof found === 'string' || !found.targets.every((target) => context.table.isType(target))) return undefined;
  const targets = [...new Set(found.targets.flatMap((target) => memberOf(context, target, reference.name)))];
  return targets.length === 0 ? undefined : { targets, via: found.via };
}

function onSelf({ types }: ResolutionContext, type: number, name: string): Resolution | Unresolved {
  const own = types.ownMembers(type, name);
  if (own.length > 0) return { targets: own, via: 'local' };
  const inherited = types.inherited(type, name);
  return inherited.length > 0 ? { targets: inherited, via: 'inherited' } : 'outside';
}

/** A member of the types that the object may be of; one that none of them has came from outside. */
function onTyped(
  context: ResolutionContext,
  { types, via }: { readonly types: readonly number[]; readonly via: Via },
  { name }: CodeReference,
): Resolution | Unresolved {
  const found = [...new Set(types.flatMap((type) => memberOf(context, type, name)))];
  return found.length === 0 ? 'outside' : bounded(found, via);
}

/** By custom a Go receiver is the first letter or letters of its type; facts do not name it. */
function isGoReceiver({ table }: ResolutionContext, type: number, head: string): boolean {
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
  context: ResolutionContext,
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
function byModulePath({ table }: ResolutionContext, file: number, parts: readonly string[]): Resolution | undefined {
  if (!PATHS_WITHOUT_IMPORT.has(table.familyOf(file))) return undefined;
  const owner = parts.at(-1) ?? '';
  const types = table.named(file, owner).filter((node) => isModuleOrType(table, node));
  if (types.length === 0 || types.length > MAX_CANDIDATES) return undefined;
  return { targets: types, via: 'name' };
}

/** The definitions called `name` inside a file, a module or a type. */
function memberOf({ table, types, imports }: ResolutionContext, place: number, name: string): readonly number[] {
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
  context: ResolutionContext,
  from: number,
  { name, relationship }: CodeReference,
  receiver: string,
): Resolution | Unresolved {
  const { table } = context;
  if (relationship !== 'calls') return 'outside';
  const named = table.named(table.fileOf[from] ?? 0, name).filter((node) => isMember(context, node));
  const methods = withoutPrototypes(table, named);
  if (methods.length === 0) return 'outside';
  const wanted = receiver.replaceAll('_', '').toLowerCase();
  const ofType = methods.filter((node) => lastName(ownerOf(table, node)).replaceAll('_', '').toLowerCase() === wanted);
  return bounded(ofType.length > 0 ? ofType : methods, 'name');
}

function ownerOf(table: UnitTable, node: number): string {
  return table.unitOf(node)?.namespace ?? '';
}

function isMember({ table, types }: ResolutionContext, node: number): boolean {
  const unit = table.unitOf(node);
  if (unit === undefined || unit.namespace === '' || (unit.kind !== 'method' && unit.kind !== 'function')) return false;
  const type = types.enclosingType(node);
  return unit.kind === 'method' || (type !== undefined && lastName(table.pathOf(type)) === lastName(unit.namespace));
}
