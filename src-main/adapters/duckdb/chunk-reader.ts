import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkId } from '../../../src-contract/ids.ts';
import type { Position } from '../../../src-contract/passage.ts';
import type { HydratedChunk } from '../../services/search/ports.ts';
import type { Catalog } from './catalog.ts';
import { createOcrMarks, type MarkOf } from './ocr-marks.ts';
import { numberOf, optionalNumber, optionalText, type Row, textOf } from './rows.ts';
import { createShownSources, LOOKED_UP_AT_ONCE } from './shown-sources.ts';

/** Chunks remembered, about 4 MB: an answer reads what its search has shown, and searching on meets the same ones. */
const REMEMBERED = 4096;

/**
 * Reads chunks as results show them: first the chunks, then the sources they name, both by id, so that the size of the
 * library does not matter.
 *
 * What was read is remembered as long as the catalog stays as it is.
 * @param revision counts the committed changes of the catalog
 */
export function createChunkReader(
  catalog: Catalog,
  revision: () => number,
): (ids: readonly ChunkId[]) => Promise<HydratedChunk[]> {
  const shown = createShownSources(revision);
  const ocrMarks = createOcrMarks(revision);
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
        const rows = await readRows(connection, unknown);
        const shownIds = new Set(rows.map((row) => textOf(row, 'source_id')));
        const sourceById = await sources.find(connection, shownIds);
        const markOf = await ocrMarks.find(connection, [...shownIds]);
        for (const row of rows) {
          const source = sourceById.get(textOf(row, 'source_id'));
          if (source !== undefined) known.set(numberOf(row, 'id'), toChunk(row, source, markOf));
        }
      });
    }
    return ids.map((id) => known.get(id)).filter((chunk) => chunk !== undefined);
  };
}

async function readRows(connection: DuckDBConnection, ids: readonly ChunkId[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += LOOKED_UP_AT_ONCE) {
    // Written out, they save three of five hand-overs to the database's threads; BigInt takes whole numbers only.
    const wanted = ids
      .slice(from, from + LOOKED_UP_AT_ONCE)
      .map(BigInt)
      .join(', ');
    const reader = await connection.runAndReadAll(
      `SELECT id::UINTEGER AS id, source_id, page, start_line, end_line, char_start, char_end, heading, text
       FROM chunks WHERE id IN (${wanted})`,
    );
    rows.push(...reader.getRowObjectsJS());
  }
  return rows;
}

function toChunk(row: Row, source: HydratedChunk['source'], markOf: MarkOf): HydratedChunk {
  const heading = optionalText(row, 'heading');
  const ocr = markOf(source.id, optionalNumber(row, 'page'));
  return {
    id: numberOf(row, 'id') as ChunkId,
    source,
    position: toPosition(row),
    ...(heading === undefined ? {} : { heading }),
    text: textOf(row, 'text'),
    ...(ocr === undefined ? {} : { ocr }),
  };
}

function toPosition(row: Row): Position {
  const page = optionalNumber(row, 'page');
  const startLine = optionalNumber(row, 'start_line');
  const endLine = optionalNumber(row, 'end_line');
  return {
    charStart: numberOf(row, 'char_start'),
    charEnd: numberOf(row, 'char_end'),
    ...(page === undefined ? {} : { page }),
    ...(startLine === undefined ? {} : { startLine }),
    ...(endLine === undefined ? {} : { endLine }),
  };
}
