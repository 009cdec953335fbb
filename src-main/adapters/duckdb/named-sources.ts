import type { DuckDBConnection } from '@duckdb/node-api';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { KnownSource } from '../../services/search/ports.ts';
import { optionalText, type Row, select, textOf } from './rows.ts';
import { toSource } from './shown-sources.ts';

const LIVE_SOURCES = `sources s JOIN collections o ON o.id = s.collection_id
  WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL`;
const PATH = `lower(replace(s.path, '\\', '/'))`;
/** More than that is no list one would read. */
const MOST_FOUND = 10;
const MOST_NEAR = 3;

/** Sources with this id or path; without one those whose path ends so or whose title it is. */
export async function findSources(connection: DuckDBConnection, named: string): Promise<KnownSource[]> {
  const exact = await read(connection, 's.id = $named OR s.path = $named', named);
  if (exact.length > 0) return exact;
  const plain = named.trim().replaceAll('\\', '/').toLowerCase();
  return read(connection, `${PATH} = $named OR ends_with(${PATH}, '/' || $named) OR lower(s.title) = $named`, plain);
}

async function read(connection: DuckDBConnection, condition: string, named: string): Promise<KnownSource[]> {
  const rows = await select(
    connection,
    `SELECT s.id, s.path, s.title, s.kind, s.status, s.reason, o.id AS collection_id, o.name AS collection
     FROM ${LIVE_SOURCES} AND (${condition}) ORDER BY s.path, s.id LIMIT ${MOST_FOUND}`,
    { named },
  );
  return rows.map(toKnown);
}

function toKnown(row: Row): KnownSource {
  const reason = optionalText(row, 'reason');
  return {
    source: toSource(row),
    status: sourceStatusSchema.parse(textOf(row, 'status')),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Paths whose last part, or whole, is written most alike (Jaro-Winkler similarity), best first. */
export async function nearPaths(connection: DuckDBConnection, named: string): Promise<string[]> {
  const plain = named.trim().replaceAll('\\', '/').toLowerCase();
  const last = plain.split('/').at(-1) ?? plain;
  const rows = await select(
    connection,
    `SELECT path FROM (
       SELECT s.path, greatest(jaro_winkler_similarity(regexp_extract(${PATH}, '[^/]*$'), $last),
         jaro_winkler_similarity(lower(s.title), $plain)) AS likeness FROM ${LIVE_SOURCES})
     WHERE likeness > 0.7 ORDER BY likeness DESC, path LIMIT ${MOST_NEAR}`,
    { plain, last },
  );
  return rows.map((row) => textOf(row, 'path'));
}
