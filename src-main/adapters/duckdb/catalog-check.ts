import type { CatalogHealth } from '../../services/system/ports.ts';
import type { Catalog } from './catalog.ts';
import { select } from './rows.ts';

/** Rows that point at nothing: each finding is a sentence that begins with its count. */
const FINDINGS: readonly (readonly [sql: string, sentence: string])[] = [
  [
    'SELECT count(*) FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = c.source_id)',
    'passages belong to no source.',
  ],
  [
    'SELECT count(*) FROM pages p WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = p.source_id)',
    'pages belong to no source.',
  ],
  [
    'SELECT count(*) FROM source_units u WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = u.source_id)',
    'lists of definitions belong to no source.',
  ],
  [
    'SELECT count(*) FROM source_mentions r WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = r.source_id)',
    'mentions in code belong to no source.',
  ],
  [
    'SELECT count(*) FROM sources s WHERE NOT EXISTS (SELECT 1 FROM collections c WHERE c.id = s.collection_id)',
    'sources belong to no collection.',
  ],
  [
    `SELECT count(*) FROM sources s WHERE s.deleted_at IS NULL AND s.chunk_count <>
       (SELECT count(*) FROM chunks c WHERE c.source_id = s.id)`,
    'sources have another number of passages than they say.',
  ],
  [
    'SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id)',
    'messages belong to no conversation.',
  ],
];

/** `late`: collections whose vectors may come after their passages. */
const WITHOUT_VECTOR = `SELECT count(*) FROM chunks c WHERE c.collection_id NOT IN (SELECT unnest($late))
  AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.hash = c.hash)`;

/**
 * A quick look through the open catalog: that tables can be read, and that what they say fits together.
 *
 * @param lateCollections ids of those whose model embeds in the background, so that vectors may lack
 */
export function createCatalogCheck(
  catalog: Pick<Catalog, 'read'>,
  lateCollections: () => readonly string[] = () => [],
): () => Promise<CatalogHealth> {
  return () =>
    catalog.read(async (connection) => {
      const number = async (sql: string): Promise<number> =>
        Number((await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0] ?? 0);
      const problems: string[] = [];
      for (const [sql, sentence] of FINDINGS) {
        const found = await number(sql);
        if (found > 0) problems.push(`${found} ${sentence}`);
      }
      const [without] = await select(connection, WITHOUT_VECTOR, { late: lateCollections() });
      const lost = Number(Object.values(without ?? {})[0] ?? 0);
      if (lost > 0) problems.push(`${lost} passages have no vector.`);
      return {
        version: await number('SELECT max(version) FROM schema_version'),
        rows: await number('SELECT sum(estimated_size) FROM duckdb_tables() WHERE NOT internal'),
        problems,
      };
    });
}
