import type { GraphUnit } from '../../../src-contract/graph.ts';
import type { CollectionId, SourceId } from '../../../src-contract/ids.ts';
import { lastSegment } from './path-index.ts';
import type { UnitTable } from './unit-table.ts';

/** A node as the contract describes it. */
export function describeNode(table: UnitTable, node: number): GraphUnit {
  const number = table.fileOf[node] ?? 0;
  const file = table.files[number];
  if (file === undefined) throw new RangeError(`The graph has no node ${node}`);
  const unit = table.unitOf(node);
  const path = table.paths(number).pathOf(number);
  return {
    id: idOf(table, node),
    kind: unit?.kind ?? 'file',
    name: unit?.name ?? lastSegment(path),
    namespace: unit?.namespace ?? '',
    language: file.language,
    path: file.path,
    sourceId: file.sourceId as SourceId,
    collectionId: file.collectionId as CollectionId,
    startLine: unit?.startLine ?? 1,
    endLine: unit?.endLine ?? 1,
    charStart: unit?.charStart ?? 0,
    charEnd: unit?.charEnd ?? 0,
  };
}

/** The id of the contract: collection, path, "#" and the names; "~2" for the second definition of one name. */
export function idOf(table: UnitTable, node: number): string {
  const number = table.fileOf[node] ?? 0;
  const file = `${table.files[number]?.collectionId ?? ''}/${table.paths(number).pathOf(number)}`;
  const path = table.pathOf(node);
  if (path === '') return file;
  const place = table.inFile(number, path).indexOf(node);
  return `${file}#${path}${place > 0 ? `~${place + 1}` : ''}`;
}

/**
 * The nodes that a person may mean by an id, a path or its end, a full name or its end, or a bare name.
 *
 * The most exact reading that fits anything wins; several nodes when it fits several. O(units).
 */
export function nodesNamed(table: UnitTable, wanted: string): readonly number[] {
  const text = wanted.trim().replaceAll('\\', '/');
  const [filePart = '', unitPart] = splitId(text);
  if (unitPart !== undefined) return inFiles(table, filesNamed(table, filePart), unitPart);
  const files = filesNamed(table, text);
  if (files.length > 0) return files.map((file) => table.firstNode[file] ?? 0);
  const dotted = text.replaceAll(/::|\//g, '.');
  return (
    [
      matching(table, (path) => path === dotted),
      matching(table, (path) => path.endsWith(`.${dotted}`)),
      matching(table, (path) => path.toLowerCase() === dotted.toLowerCase()),
      matching(table, (path) => path.toLowerCase().endsWith(`.${dotted.toLowerCase()}`)),
    ].find((nodes) => nodes.length > 0) ?? []
  );
}

function splitId(text: string): [string, string?] {
  const hash = text.lastIndexOf('#');
  return hash < 1 ? [text] : [text.slice(0, hash), text.slice(hash + 1)];
}

function filesNamed(table: UnitTable, text: string): number[] {
  if (!/[/.]/.test(text)) return [];
  const files = [...table.files.keys()];
  const pathOf = (file: number): string => table.paths(file).pathOf(file);
  const exact = files.filter(
    (file) => pathOf(file) === text || `${table.files[file]?.collectionId}/${pathOf(file)}` === text,
  );
  return exact.length > 0 ? exact : files.filter((file) => pathOf(file).endsWith(`/${text}`));
}

function inFiles(table: UnitTable, files: readonly number[], unit: string): number[] {
  const [, path = '', ordinal] = /^(.*?)(?:~(\d+))?$/.exec(unit) ?? [];
  return files.flatMap((file) => {
    const nodes = table.inFile(file, path);
    return ordinal === undefined ? nodes.slice(0, 1) : nodes.slice(Number(ordinal) - 1, Number(ordinal));
  });
}

function matching(table: UnitTable, fits: (path: string) => boolean): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < table.nodes; node += 1) {
    const path = table.pathOf(node);
    if (path !== '' && fits(path)) nodes.push(node);
  }
  return nodes;
}
