import type { Citation } from '../../../src-contract/answer.ts';
import type { CitationStatus } from '../../../src-contract/citation-status.ts';
import type { Passage } from '../../../src-contract/passage.ts';
import type { SourceTarget } from '../source/source-store.ts';

/** What the source pane walks through for an answer: its citations, in the order of their numbers, where they are now. */
export function citationTargets(
  citations: readonly Citation[],
  changes: ReadonlyMap<number, CitationStatus> = new Map(),
): SourceTarget[] {
  return citations.map((citation) => ({
    source: citation.source,
    position: changes.get(citation.number)?.movedTo?.position ?? citation.position,
    number: citation.number,
  }));
}

/** A passage that was read as a place for the source pane. */
export function passageTarget(passage: Passage): SourceTarget {
  return { source: passage.source, position: passage.position };
}

/** Passages given to the generator that no citation came from, best first. */
export function uncitedPassages(passages: readonly Passage[], citations: readonly Citation[]): Passage[] {
  return passages.filter(
    (passage) =>
      !citations.some(
        ({ source, position }) =>
          source.id === passage.source.id &&
          position.page === passage.position.page &&
          position.charStart < passage.position.charEnd &&
          position.charEnd > passage.position.charStart,
      ),
  );
}
