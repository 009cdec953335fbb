import type { Citation } from '../../src-contract/answer.ts';
import { chunkIdSchema, collectionIdSchema, sourceIdSchema } from '../../src-contract/ids.ts';
import type { Passage, SourceRef } from '../../src-contract/passage.ts';
import type { UnderstoodQuery } from '../../src-contract/search.ts';
import type { Source } from '../../src-contract/source.ts';

/** A query of plain words as search understood it. */
export function anUnderstoodQuery(text: string, over: Partial<UnderstoodQuery> = {}): UnderstoodQuery {
  const nothing = { terms: [], phrases: [], required: [], excluded: [], filters: [], narrowing: [] };
  return { kind: 'words', script: 'latin', text, ...nothing, isPartial: false, ...over };
}

/** A source as lists of results name it. */
export function aSourceRef(over: Partial<SourceRef> = {}): SourceRef {
  return {
    id: sourceIdSchema.parse('src-1'),
    path: '/courses/os/lecture-7.pdf',
    title: 'lecture-7.pdf',
    kind: 'pdf',
    collection: 'Operating systems',
    collectionId: collectionIdSchema.parse('col-1'),
    ...over,
  };
}

/** A citation of page 12 of a PDF. */
export function aCitation(over: Partial<Citation> = {}): Citation {
  return {
    number: 1,
    source: aSourceRef(),
    position: { page: 12, charStart: 10, charEnd: 42 },
    quote: 'The rename call is atomic.',
    ...over,
  };
}

/** The passage that `aCitation` rests on. */
export function aPassage(over: Partial<Passage> = {}): Passage {
  return {
    rank: 1,
    score: 0.8,
    explain: { name: 'score', value: 0.8 },
    source: aSourceRef(),
    chunk: chunkIdSchema.parse(7),
    position: { page: 12, charStart: 0, charEnd: 80 },
    snippet: 'The rename call is atomic.',
    highlights: [[4, 10]],
    ...over,
  };
}

/** A source of a collection that was read without trouble. */
export function aSource(over: Partial<Source> = {}): Source {
  return {
    id: sourceIdSchema.parse('src-1'),
    collectionId: collectionIdSchema.parse('col-1'),
    path: '/courses/os/lecture-7.pdf',
    title: 'lecture-7',
    kind: 'pdf',
    status: 'ok',
    chunks: 12,
    pages: 42,
    sizeBytes: 2_100_000,
    indexedAt: '2026-11-21T10:00:00.000Z',
    excerpt: 'Crash consistency',
    ...over,
  };
}
