import type { Passage, SourceRef } from '../../../src-contract/passage.ts';

/** The passages of one file, best first. */
export interface FileGroup {
  readonly source: SourceRef;
  readonly best: Passage;
  readonly others: readonly Passage[];
}

/** Groups passages by file; files stand where their best passage ranks. */
export function groupByFile(passages: readonly Passage[]): FileGroup[] {
  const byFile = new Map<string, Passage[]>();
  for (const passage of passages) {
    const group = byFile.get(passage.source.id);
    if (group === undefined) byFile.set(passage.source.id, [passage]);
    else group.push(passage);
  }
  return [...byFile.values()].flatMap(([best, ...others]) =>
    best === undefined ? [] : [{ source: best.source, best, others }],
  );
}
