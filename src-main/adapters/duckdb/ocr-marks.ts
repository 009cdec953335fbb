import type { DuckDBConnection } from '@duckdb/node-api';
import type { OcrMark } from '../../../src-contract/ocr.ts';
import { numberOf, select, textOf } from './rows.ts';

/** The mark of a page that text recognition read; a source without pages (a picture) has one, its first. */
export type MarkOf = (source: string, page: number | undefined) => OcrMark | undefined;

const NO_MARKS: MarkOf = () => undefined;

/** Which pages text recognition read. A library without such pages pays one look per revision. */
export interface OcrMarks {
  find(connection: DuckDBConnection, sources: readonly string[]): Promise<MarkOf>;
}

/** @param revision counts the committed changes of the catalog */
export function createOcrMarks(revision: () => number): OcrMarks {
  let noneAsOf: number | undefined;

  return {
    async find(connection, sources) {
      const asOf = revision();
      if (noneAsOf === asOf || sources.length === 0) return NO_MARKS;
      const [any] = await select(connection, `SELECT 1 AS found FROM pages WHERE state = 'ocr' LIMIT 1`);
      if (any === undefined) {
        noneAsOf = asOf;
        return NO_MARKS;
      }
      return readMarks(connection, sources);
    },
  };
}

/** The marks as they are now; for what is written into a file, which no later revision puts right. */
export async function readMarks(connection: DuckDBConnection, sources: readonly string[]): Promise<MarkOf> {
  const rows = await select(
    connection,
    `SELECT source_id, page, confidence FROM pages
     WHERE state = 'ocr' AND confidence IS NOT NULL AND source_id IN (SELECT unnest($sources))`,
    { sources },
  );
  const marks = new Map(
    rows.map((row) => [
      `${textOf(row, 'source_id')} ${numberOf(row, 'page')}`,
      { confidence: Math.min(100, Math.max(0, numberOf(row, 'confidence'))) },
    ]),
  );
  return (source, page = 1) => marks.get(`${source} ${page}`);
}
