import { type ChunkId, chunkIdSchema, collectionIdSchema, sourceIdSchema } from '../../src-contract/ids.ts';
import type { Passage, SourceKind } from '../../src-contract/passage.ts';
import type { UnderstoodQuery } from '../../src-contract/search.ts';
import type { NumberedPassage } from '../services/answer/ports.ts';
import type { IndexableChunk } from '../services/search/ports.ts';

/** A passage of a Markdown note; `text` starts at `charStart` of line `startLine`. */
export function aPassage(
  options: {
    readonly rank?: number;
    readonly text?: string;
    readonly title?: string;
    readonly kind?: SourceKind;
    readonly page?: number;
    readonly charStart?: number;
    readonly startLine?: number;
    readonly score?: number;
  } = {},
): Passage {
  const { rank = 1, text = 'The second lab is due on 14 October.', kind = 'markdown', charStart = 0 } = options;
  const { page, startLine = 1, title = `Note ${rank}`, score = 1 - rank / 20 } = options;
  const lines = { startLine, endLine: startLine + text.split('\n').length - 1 };
  return {
    rank,
    score,
    explain: { name: 'score', value: score },
    source: {
      id: sourceIdSchema.parse(`source-${rank}`),
      path: `/notes/${rank}.md`,
      title,
      kind,
      collection: 'Documents',
      collectionId: collectionIdSchema.parse('documents'),
    },
    chunk: chunkIdSchema.parse(rank),
    position: { charStart, charEnd: charStart + text.length, ...(page === undefined ? lines : { page }) },
    snippet: text.slice(0, 200),
    highlights: [],
  };
}

/** A lecture in PDF. */
const HEAPS: Passage['source'] = {
  id: sourceIdSchema.parse('s1'),
  path: '/courses/lectures/heaps.pdf',
  title: 'Heaps',
  kind: 'pdf',
  collection: 'Documents',
  collectionId: collectionIdSchema.parse('c-Documents'),
};

/** A passage on page 2 of `HEAPS`, with "heap" lit. */
export function aHeapPassage(overrides: Partial<Passage> = {}): Passage {
  return {
    rank: 1,
    score: 0.82,
    explain: { name: 'fused', value: 0.82, parts: [{ name: 'lexical', value: 0.5 }] },
    source: HEAPS,
    chunk: chunkIdSchema.parse(7),
    position: { page: 2, charStart: 10, charEnd: 60 },
    snippet: 'A heap is a complete binary tree.',
    highlights: [[2, 6]],
    ...overrides,
  };
}

/** Passages as a generator gets them, numbered from 1. */
export function numbered(texts: readonly string[], kind: SourceKind = 'markdown'): readonly NumberedPassage[] {
  return texts.map((text, at) => ({ number: at + 1, text, passage: aPassage({ rank: at + 1, text, kind }) }));
}

/** A query of plain words as search understood it. */
export function anUnderstoodQuery(text: string, more: Partial<UnderstoodQuery> = {}): UnderstoodQuery {
  return {
    kind: 'words',
    script: 'latin',
    text,
    terms: [],
    phrases: [],
    required: [],
    excluded: [],
    filters: [],
    narrowing: [],
    isPartial: false,
    ...more,
  };
}

/** A passage as the index takes it, with one word and one dimension. */
export function anIndexableChunk(id: number): IndexableChunk {
  return {
    id: id as ChunkId,
    context: '',
    text: 'trout',
    type: 'text',
    definitions: [],
    vector: Float32Array.of(1),
    source: { id: 'fish', path: '/fish.md', title: 'Fish', kind: 'markdown' },
    ordinal: 0,
    position: { charStart: 0, charEnd: 5 },
  };
}
