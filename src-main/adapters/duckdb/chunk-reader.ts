import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkId } from '../../../src-contract/ids.ts';
import type { Position } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import type { Catalog } from './catalog.ts';
import type { MarkOf, OcrMarks } from './ocr-marks.ts';
import { createShownSources, LOOKED_UP_AT_ONCE } from './shown-sources.ts';

/** Chunks remembered, about 4 MB: an answer reads what its search has shown, and searching on meets the same ones. */
const REMEMBERED = 4096;

/**
 * Reads chunks as results show them: first the chunks, then the sources they name, both by id, so that the size of the
 * library does not matter.
 *
 * What was read is remembered as long as the catalog stays as it is; `revision` counts the committed changes of it.
 */
export function createChunkReader(
  catalog: Catalog,
  { revision, ocrMarks }: { readonly revision: () => number; readonly ocrMarks: OcrMarks },
): (ids: readonly ChunkId[]) => Promise<HydratedChunk[]> {
  const shown = createShownSources(revision);
  let remembered = new Map<number, HydratedChunk>();
  let asOf = revision();

  return async (ids) => {
    if (asOf !== revision() || remembered.size > REMEMBERED) remembered = new Map();
    asOf = revision();
    const known = remembered; // whoever began before a change goes on with the map of that time
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      const sources = shown.now();
      await catalog.read(async (connection) => {
        const found = await readChunks(connection, unknown);
        const shownIds = new Set(found.map(({ sourceId }) => sourceId));
        const sourceById = await sources.find(connection, shownIds);
        const markOf = await ocrMarks.find(connection, [...shownIds]);
        for (const { sourceId, ...chunk } of found) {
          const source = sourceById.get(sourceId);
          if (source !== undefined) known.set(chunk.id, toHydrated(chunk, source, markOf));
        }
      });
    }
    return ids.map((id) => known.get(id)).filter((chunk) => chunk !== undefined);
  };
}

type StoredChunk = Omit<HydratedChunk, 'source' | 'ocr'>;
type FoundChunk = StoredChunk & { readonly sourceId: string };

function toHydrated(chunk: StoredChunk, source: HydratedChunk['source'], markOf: MarkOf): HydratedChunk {
  const ocr = markOf(source.id, chunk.position.page);
  return { ...chunk, source, ...(ocr === undefined ? {} : { ocr }) };
}

/** By column: rows as objects took 1 of 2.8 ms of processor time for 18 chunks, half of it on the main thread. */
async function readChunks(connection: DuckDBConnection, ids: readonly ChunkId[]): Promise<FoundChunk[]> {
  const chunks: FoundChunk[] = [];
  for (let from = 0; from < ids.length; from += LOOKED_UP_AT_ONCE) {
    // Written out, they save three of five hand-overs to the database's threads; whole numbers only.
    const wanted = Uint32Array.from(ids.slice(from, from + LOOKED_UP_AT_ONCE));
    const result = await connection.run(
      `SELECT id::UINTEGER, source_id, page, start_line, end_line, char_start, char_end, heading, text
       FROM chunks WHERE id IN (${wanted.join(', ')})`,
    );
    // Asking once more whether there is more is a hand-over, too.
    for (let left = wanted.length; left > 0; ) {
      const block = await result.fetchChunk();
      if (block === null || block.rowCount === 0) break;
      const columns = block.getColumns();
      for (let row = 0; row < block.rowCount; row += 1) chunks.push(toChunk(columns.map((column) => column[row])));
      left -= block.rowCount;
    }
  }
  return chunks;
}

/** Values in the order of the query's columns. */
function toChunk(values: readonly unknown[]): FoundChunk {
  const [id, sourceId, page, startLine, endLine, charStart, charEnd, heading, text] = values;
  return {
    id: Number(id) as ChunkId,
    sourceId: String(sourceId),
    position: toPosition([page, startLine, endLine, charStart, charEnd]),
    ...(heading === null ? {} : { heading: String(heading) }),
    text: String(text),
  };
}

/** From page, first and last line, first and last character, as columns have them. */
export function toPosition([page, startLine, endLine, charStart, charEnd]: readonly unknown[]): Position {
  return {
    charStart: Number(charStart),
    charEnd: Number(charEnd),
    ...(page === null ? {} : { page: Number(page) }),
    ...(startLine === null ? {} : { startLine: Number(startLine) }),
    ...(endLine === null ? {} : { endLine: Number(endLine) }),
  };
}
