import type { Via } from './graph-file.ts';
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

/** A resolution, unless it means too many things to mean anything. */
export function bounded(targets: readonly number[], via: Via): Resolution | Unresolved {
  return targets.length > MAX_CANDIDATES ? 'too-many' : { targets, via };
}

/** Definitions without the prototypes that declare them; only these where no definition is among them. */
export function withoutPrototypes(table: UnitTable, nodes: readonly number[]): readonly number[] {
  const defined = nodes.filter((node) => table.unitOf(node)?.isDeclaration !== true);
  return defined.length > 0 ? defined : nodes;
}

/** What prototypes declare, wherever the collection defines it; one of the prototypes where it does not. */
export function definedBy(table: UnitTable, nodes: readonly number[]): readonly number[] {
  const own = withoutPrototypes(table, nodes);
  const [first] = own;
  const declared = first === undefined ? undefined : table.unitOf(first);
  if (first === undefined || declared?.isDeclaration !== true) return own;
  const owner = lastName(declared.namespace);
  const defined = table.named(table.fileOf[first] ?? 0, declared.name).filter((node) => {
    const unit = table.unitOf(node);
    return unit?.isDeclaration !== true && lastName(unit?.namespace ?? '') === owner;
  });
  return defined.length > 0 ? defined : [first];
}

/** Whether a place has members that are known: a file, a module or a type. */
export function isModuleOrType(table: UnitTable, node: number): boolean {
  const unit = table.unitOf(node);
  return unit === undefined || unit.kind === 'module' || table.isType(node);
}
