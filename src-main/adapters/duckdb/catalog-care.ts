import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogCare, CatalogFindings } from '../../services/library/ports.ts';
import type { Catalog } from './catalog.ts';
import { execute, numberOf, select } from './rows.ts';
import { SOURCE_COLUMNS, toSource } from './source-rows.ts';

/** Tables whose rows belong to a source. */
const OF_SOURCES = ['chunks', 'pages', 'source_units', 'source_mentions'] as const;
const WITHOUT_SOURCE = 'source_id NOT IN (SELECT id FROM sources)';
const COUNTED = '(SELECT source_id, count(*) AS n FROM chunks GROUP BY source_id)';
const LIVE = `sources s JOIN collections o ON o.id = s.collection_id
  WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL`;

/**
 * Finds and removes what does not fit together in the catalog.
 *
 * Finding took 0.04 to 0.06 s of CPU with 100,000 passages of 2,000 sources (178 MB, all sound), and 0.08 to 0.31 s of
 * time on two cores with a load of 13.
 */
export function createCatalogCare(catalog: Catalog): CatalogCare {
  return {
    find: (model, dimensions) => catalog.read((connection) => find(connection, model, dimensions)),
    removeOrphans: () =>
      catalog.write(async (connection) => {
        for (const table of OF_SOURCES) await execute(connection, `DELETE FROM ${table} WHERE ${WITHOUT_SOURCE}`);
      }),
    discardVectors: (ids, model) =>
      catalog.write(async (connection) => {
        const values = { ids: ids.map(String), model };
        const hashes = 'SELECT hash FROM chunks WHERE id IN (SELECT unnest($ids)::BIGINT)';
        const rows = await select(
          connection,
          `SELECT DISTINCT ${SOURCE_COLUMNS} FROM ${LIVE} AND s.id IN
             (SELECT source_id FROM chunks WHERE hash IN (${hashes}))`,
          { ids: values.ids },
        );
        await execute(connection, `DELETE FROM vectors WHERE model = $model AND hash IN (${hashes})`, values);
        return rows.map(toSource);
      }),
    countUnusedVectors: () =>
      catalog.read(async (connection) => {
        const sql = `SELECT count(*) AS count, coalesce(sum(octet_length(vector)), 0)::DOUBLE AS bytes FROM vectors
          WHERE hash NOT IN (SELECT hash FROM chunks)`;
        const [row] = await select(connection, sql);
        return row === undefined
          ? { count: 0, sizeBytes: 0 }
          : { count: numberOf(row, 'count'), sizeBytes: numberOf(row, 'bytes') };
      }),
    countVectorsOfOthers: (models) =>
      catalog.read(async (connection) => {
        const sql = `SELECT count(*) AS count, coalesce(sum(octet_length(vector)), 0)::DOUBLE AS bytes FROM vectors
          WHERE model NOT IN (SELECT unnest($models))`;
        const [row] = await select(connection, sql, { models });
        return row === undefined
          ? { count: 0, sizeBytes: 0 }
          : { count: numberOf(row, 'count'), sizeBytes: numberOf(row, 'bytes') };
      }),
    discardVectorsOfOthers: (models) =>
      catalog.write((connection) =>
        execute(connection, 'DELETE FROM vectors WHERE model NOT IN (SELECT unnest($models))', { models }),
      ),
    findLastRebuild: () =>
      catalog.read(async (connection) => {
        const sql = `SELECT epoch_ms(max(finished_at))::DOUBLE AS at FROM jobs WHERE kind = 'rebuild' AND state = 'done'`;
        const at = (await select(connection, sql))[0]?.at;
        return typeof at === 'number' ? new Date(at) : undefined;
      }),
    discardMisshapen: (model, dimensions) =>
      catalog.write((connection) =>
        execute(connection, 'DELETE FROM vectors WHERE model = $model AND octet_length(vector) <> $bytes::BIGINT', {
          model,
          bytes: BigInt(dimensions * 4),
        }),
      ),
  };
}

async function find(connection: DuckDBConnection, model: string, dimensions: number): Promise<CatalogFindings> {
  const number = async (sql: string): Promise<number> => {
    const [row] = await select(connection, `SELECT (${sql})::DOUBLE AS found`);
    return row === undefined ? 0 : numberOf(row, 'found');
  };
  let orphans = 0;
  for (const table of OF_SOURCES) orphans += await number(`SELECT count(*) FROM ${table} WHERE ${WITHOUT_SOURCE}`);
  const misshapen = await select(
    connection,
    'SELECT count(*) AS found FROM vectors WHERE model = $model AND octet_length(vector) <> $bytes::BIGINT',
    { model, bytes: BigInt(dimensions * 4) },
  );
  const homeless = `SELECT DISTINCT collection_id AS id FROM sources
    WHERE collection_id NOT IN (SELECT id FROM collections)`;
  return {
    orphans,
    misshapenVectors: misshapen[0] === undefined ? 0 : numberOf(misshapen[0], 'found'),
    lostCollections: (await select(connection, homeless)).map((row) => String(row.id)),
    miscounted: await listMiscounted(connection),
    withoutVector: await listWithoutVector(connection, model),
  };
}

/** Two sums first; rows only when they differ. */
async function listMiscounted(connection: DuckDBConnection) {
  const [sums] = await select(
    connection,
    `SELECT (SELECT coalesce(sum(chunk_count), 0) FROM sources)::DOUBLE AS said,
       (SELECT count(*) FROM chunks WHERE NOT (${WITHOUT_SOURCE}))::DOUBLE AS there`,
  );
  if (sums !== undefined && numberOf(sums, 'said') === numberOf(sums, 'there')) return [];
  const rows = await select(
    connection,
    `SELECT ${SOURCE_COLUMNS} FROM ${LIVE.replace('WHERE', `LEFT JOIN ${COUNTED} c ON c.source_id = s.id WHERE`)}
       AND s.chunk_count <> coalesce(c.n, 0)`,
  );
  return rows.map(toSource);
}

/** Passages without a vector of any model were never embedded; those of another model are that model's affair. */
async function listWithoutVector(connection: DuckDBConnection, model: string) {
  const rows = await select(
    connection,
    `SELECT ${SOURCE_COLUMNS} FROM ${LIVE} AND s.id IN (
       SELECT source_id FROM chunks WHERE hash NOT IN (SELECT hash FROM vectors))
       AND EXISTS (SELECT 1 FROM vectors WHERE model = $model)`,
    { model },
  );
  return rows.map(toSource);
}
