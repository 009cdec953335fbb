import { lastName, type UnitTable } from './unit-table.ts';

/** Which types a type is made from, filled before anything else is resolved. */
export interface TypeHierarchy {
  /** Resolved base types, mixins and traits of a type, in the order they are written. */
  addBase(type: number, base: number): void;
  basesOf(type: number): readonly number[];
  /** Members of the type itself, wherever they are written. */
  ownMembers(type: number, name: string): readonly number[];
  /** Members of the nearest bases that have one of this name. */
  inherited(type: number, name: string): readonly number[];
  /** The innermost type around a unit, the unit itself included; undefined outside of types. */
  enclosingType(node: number): number | undefined;
}

const NONE: readonly number[] = [];

export function createTypeHierarchy(table: UnitTable, areTypesOpen: (file: number) => boolean): TypeHierarchy {
  const bases = new Map<number, number[]>();
  const enclosing = new Map<number, number | undefined>();

  function ownMembers(type: number, name: string): readonly number[] {
    const file = table.fileOf[type] ?? 0;
    const path = table.pathOf(type);
    const beside = table.inFile(file, `${path}.${name}`);
    if (beside.length > 0 || !areTypesOpen(file)) return beside;
    const all = table.members(file, lastName(path), name).filter((node) => endsAlike(table.pathOf(node), path, name));
    const folder = table.paths(file).folderOf(file);
    const near = all.filter((node) => table.paths(file).folderOf(table.fileOf[node] ?? 0) === folder);
    return near.length > 0 ? near : all;
  }

  /** Level by level, so that the nearest definition wins whatever the number of bases; safe against circles. */
  function inherited(type: number, name: string): readonly number[] {
    const seen = new Set([type]);
    let level = bases.get(type) ?? NONE;
    while (level.length > 0) {
      const found = level.flatMap((base) => ownMembers(base, name));
      if (found.length > 0) return [...new Set(found)];
      for (const base of level) seen.add(base);
      level = [...new Set(level.flatMap((base) => bases.get(base) ?? NONE))].filter((base) => !seen.has(base));
    }
    return NONE;
  }

  function findEnclosing(node: number): number | undefined {
    const file = table.fileOf[node] ?? 0;
    for (let path = table.pathOf(node); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
      const type = [...table.inFile(file, path)]
        .reverse()
        .find((candidate) => candidate <= node && table.isType(candidate));
      if (type !== undefined) return type;
      if (!areTypesOpen(file)) continue;
      // `func (c *Client) Do`, `void Client::run()`: the type may be written in another file.
      const folder = table.paths(file).folderOf(file);
      const types = table.named(file, lastName(path)).filter((candidate) => table.isType(candidate));
      const near = types.filter((candidate) => table.paths(file).folderOf(table.fileOf[candidate] ?? 0) === folder);
      const open = near[0] ?? types[0];
      if (open !== undefined && path !== table.pathOf(node)) return open;
    }
    return undefined;
  }

  return {
    addBase(type, base) {
      if (type === base) return;
      const list = bases.get(type);
      if (list === undefined) bases.set(type, [base]);
      else if (!list.includes(base)) list.push(base);
    },
    basesOf: (type) => bases.get(type) ?? NONE,
    ownMembers,
    inherited,
    enclosingType(node) {
      if (!enclosing.has(node)) enclosing.set(node, findEnclosing(node));
      return enclosing.get(node);
    },
  };
}

/** Whether two namespaces could be one written from different depths: `json::Value` and `Value` both own `get`. */
function endsAlike(member: string, type: string, name: string): boolean {
  const owner = member.slice(0, member.length - name.length - 1);
  return owner === type || owner.endsWith(`.${type}`) || type.endsWith(`.${owner}`);
}
