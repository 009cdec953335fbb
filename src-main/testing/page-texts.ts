import { openCatalog } from '../adapters/duckdb/catalog.ts';
import type { JsonLine } from './run-carrel.ts';

/**
 * The extracted texts of a library that nobody has open: what the positions of passages and citations count in.
 *
 * Answers with a function from a source and a position to the words that stand there; undefined when there are none.
 */
export async function readPageTexts(catalogFile: string): Promise<(sourceId: unknown, position: JsonLine) => string> {
  const catalog = await openCatalog(catalogFile);
  const rows = await catalog.read(async (connection) =>
    (await connection.runAndReadAll('SELECT source_id, page, text FROM pages')).getRowsJS(),
  );
  await catalog.close();
  const textByPage = new Map(rows.map(([source, page, text]) => [`${source} ${page}`, String(text)]));
  return (sourceId, { page = 1, charStart, charEnd }) =>
    textByPage.get(`${sourceId} ${page}`)?.slice(Number(charStart), Number(charEnd)) ?? '';
}
