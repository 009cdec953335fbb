import type { ChunkId } from '../../../src-contract/ids.ts';
import type { OcrMark } from '../../../src-contract/ocr.ts';
import type { IndexableChunk } from '../search/ports.ts';
import type { CommitResult, ReadResult, SourceWrite } from './ports.ts';

/** The passages that a commit gave ids, as reading them from the catalog would give them; those without vectors are left out. */
export function passagesOf({ written, firstChunk }: Pick<CommitResult, 'written' | 'firstChunk'>): IndexableChunk[] {
  const passages: IndexableChunk[] = [];
  let next = firstChunk;
  for (const write of written) {
    const { chunks, vectors } = write.result;
    const first = next;
    next += chunks.length;
    if (vectors.length === 0) continue;
    const source = sourceOf(write);
    const ocr = ocrMarks(write.result);
    const dimensions = vectors.length / chunks.length;
    for (const [ordinal, { context, text, type, definitions, heading, position }] of chunks.entries()) {
      const mark = ocr.get(position.page ?? 1);
      passages.push({
        id: (first + ordinal) as ChunkId,
        context,
        text,
        type,
        definitions,
        vector: vectors.subarray(ordinal * dimensions, (ordinal + 1) * dimensions),
        source,
        ordinal,
        ...(heading === undefined ? {} : { heading }),
        position,
        ...(mark === undefined ? {} : { ocr: mark }),
      });
    }
  }
  return passages;
}

function sourceOf({ id, path, result: { title, kind, language } }: SourceWrite): IndexableChunk['source'] {
  return { id, path, title, kind, ...(language === undefined ? {} : { language }) };
}

/** Of the pages that text recognition read, by number. */
function ocrMarks({ pages }: ReadResult): ReadonlyMap<number, OcrMark> {
  const read = pages.filter(({ state, confidence }) => state === 'ocr' && confidence !== undefined);
  return new Map(
    read.map(({ page, confidence = 0 }) => [page, { confidence: Math.min(100, Math.max(0, confidence)) }]),
  );
}
