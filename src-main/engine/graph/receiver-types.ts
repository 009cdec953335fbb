/*
 * What class the object of a call is of, as far as it is written down: `x = Shelf()`, `x: Shelf`, a parameter with a
 * type, and fields of `self` or `this` that were given one of these. No flow of control, no types that calls return: a
 * variable has every type that it is given anywhere in its scope. What is read is in the facts as mentions that bind.
 */
import type { CodeReference } from '../code/code-facts.ts';
import type { Via } from './graph-file.ts';
import { rulesOf } from './language-rules.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import type { UnitTable } from './unit-table.ts';

/** The classes that an object may be of, or that it is of a class of a library; undefined when nothing says. */
export type ReceiverType = { readonly types: readonly number[]; readonly via: Via } | 'outside' | undefined;

interface Binding {
  readonly from: number;
  readonly reference: CodeReference;
}

/** What finds the definition that a type's name means. */
export type ResolveType = (
  from: number,
  reference: CodeReference,
) => { readonly targets: readonly number[]; readonly via: Via } | 'outside' | 'too-many';

export interface ReceiverTypes {
  /** The type of `a.b.c` as seen from a definition. */
  typeOf(from: number, parts: readonly string[]): ReceiverType;
}

/** Assignments that are followed from variable to variable; further ones say nothing that is worth the time. A guess. */
const MAX_STEPS = 6;
/** A variable that is given more types than this has none. A guess. */
const MAX_TYPES = 4;

export function createReceiverTypes(
  table: UnitTable,
  hierarchy: TypeHierarchy,
  resolveType: ResolveType,
): ReceiverTypes {
  const variables = new Map<number, Map<string, Binding[]>>();
  const fields = new Map<number, Map<string, Binding[]>>();
  const known = new Map<Binding, ReceiverType>();
  for (const [file, { references }] of table.files.entries()) {
    const first = (table.firstNode[file] ?? 0) + 1;
    const { selves } = rulesOf(table.familyOf(file));
    for (const reference of references) {
      if (reference.relationship !== 'binds') continue;
      const from = first + reference.from;
      const [head = '', field = '', ...rest] = reference.alias.split('.');
      if (rest.length > 0) continue;
      const isSelf = field !== '' && selves.includes(head);
      if (field !== '' && !isSelf) continue;
      const owner = isSelf || isFieldOf(table, from, head, reference) ? hierarchy.enclosingType(from) : undefined;
      if (isSelf && owner === undefined) continue;
      const place = owner === undefined ? variables : fields;
      append(place, owner ?? from, isSelf ? field : head, { from, reference });
    }
  }
  return { typeOf: (from, parts) => typeOf(from, parts, 0) };

  function typeOf(from: number, parts: readonly string[], step: number): ReceiverType {
    const [head = '', ...rest] = parts;
    if (step > MAX_STEPS) return undefined;
    const { selves, bareMembers } = rulesOf(table.familyOf(table.fileOf[from] ?? 0));
    const self = hierarchy.enclosingType(from);
    let found: ReceiverType;
    if (selves.includes(head)) {
      if (self === undefined || rest.length === 0) return undefined;
      found = { types: [self], via: 'local' };
    } else {
      const bindings = inScopes(from, head);
      if (bindings !== undefined) found = union(bindings, step);
      else if (bareMembers && self !== undefined) found = fieldOf(self, head, step);
    }
    for (const part of rest) {
      if (found === undefined || found === 'outside') return undefined; // what libraries hold, nobody here knows
      found = merge(found.types.map((type) => fieldOf(type, part, step)));
    }
    return found;
  }

  /** Bindings of the innermost scope that has some, the file's own last. */
  function inScopes(from: number, name: string): readonly Binding[] | undefined {
    const file = table.fileOf[from] ?? 0;
    const own = variables.get(from)?.get(name);
    if (own !== undefined) return own;
    const path = table.pathOf(from);
    for (let end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
      const around = table.inFile(file, path.slice(0, end)).filter((node) => !table.isType(node));
      const found = around.flatMap((node) => variables.get(node)?.get(name) ?? []);
      if (found.length > 0) return found;
    }
    return variables.get(table.firstNode[file] ?? 0)?.get(name) ?? ownBinding(file, name);
  }

  /** A constant at the top of a file is a definition of its own, which its assignment then stands in. */
  function ownBinding(file: number, name: string): readonly Binding[] | undefined {
    const found = table.atTop(file, name).flatMap((node) => variables.get(node)?.get(name) ?? []);
    return found.length > 0 ? found : undefined;
  }

  /** The field of a type, or of the nearest base that has it. */
  function fieldOf(type: number, name: string, step: number): ReceiverType {
    const seen = new Set<number>();
    for (let level: readonly number[] = [type]; level.length > 0; ) {
      const found = level.flatMap((one) => fields.get(one)?.get(name) ?? []);
      if (found.length > 0) return union(found, step);
      for (const one of level) seen.add(one);
      level = level.flatMap((one) => hierarchy.basesOf(one)).filter((base) => !seen.has(base));
    }
    return undefined;
  }

  function union(bindings: readonly Binding[], step: number): ReceiverType {
    return merge(bindings.map((binding) => bound(binding, step)));
  }

  /** Each binding is looked at once; one that leads back to itself (`x = x.copy()`) says nothing. */
  function bound(binding: Binding, step: number): ReceiverType {
    if (known.has(binding)) return known.get(binding);
    known.set(binding, undefined);
    const found = lookAt(binding, step);
    known.set(binding, found);
    return found;
  }

  function lookAt({ from, reference }: Binding, step: number): ReceiverType {
    const { name, qualifier, module: mode } = reference;
    if (mode === 'same') return typeOf(from, [name], step + 1);
    const found = resolveType(from, { ...reference, relationship: 'references', module: '', alias: '' });
    if (typeof found === 'string') {
      // What a function of a library returns, nobody here knows; a class of a library is none of ours.
      return found === 'outside' && (mode === 'typed' || isClassName(name)) && !isOwn(from, qualifier)
        ? 'outside'
        : undefined;
    }
    const isKnown = found.targets.every((node) => table.isType(node) && table.unitOf(node)?.kind !== 'type');
    return isKnown ? { types: found.targets, via: found.via } : undefined;
  }

  function isOwn(from: number, qualifier: string): boolean {
    const { selves } = rulesOf(table.familyOf(table.fileOf[from] ?? 0));
    return selves.includes(qualifier.split('.')[0] ?? '');
  }
}

const isClassName = (name: string): boolean => /^_*\p{Lu}/u.test(name);

/** A field with a type: it stands in the class itself, or is the definition of that name in it. */
function isFieldOf(table: UnitTable, from: number, name: string, { module: mode }: CodeReference): boolean {
  const unit = table.unitOf(from);
  if (mode === 'field') return true;
  return unit !== undefined && (table.isType(from) || (unit.kind === 'property' && unit.name === name));
}

/** All that is known together; one type of a library beside ours says nothing sure. */
function merge(all: readonly ReceiverType[]): ReceiverType {
  const known = all.filter((one) => one !== undefined);
  const ours = known.filter((one) => one !== 'outside');
  const [first] = ours;
  if (first === undefined) return known.length > 0 && known.length === all.length ? 'outside' : undefined;
  const types = [...new Set(ours.flatMap((one) => one.types))];
  return types.length > MAX_TYPES
    ? undefined
    : { types, via: ours.some(({ via }) => via === 'name') ? 'name' : first.via };
}

function append(map: Map<number, Map<string, Binding[]>>, node: number, name: string, binding: Binding): void {
  const names = map.get(node) ?? new Map<string, Binding[]>();
  map.set(node, names);
  const list = names.get(name);
  if (list === undefined) names.set(name, [binding]);
  else list.push(binding);
}
