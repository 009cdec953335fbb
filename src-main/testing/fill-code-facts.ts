import type { Catalog } from '../adapters/duckdb/catalog.ts';
import { factsAsText } from '../engine/code/facts-as-text.ts';
import type { GraphFile } from '../engine/graph/graph-file.ts';

/** Writes files of code with their definitions and mentions straight into the catalog, as an ingest would leave them. */
export async function fillCodeFacts(catalog: Catalog, collection: string, files: readonly GraphFile[]): Promise<void> {
  await catalog.write(async (connection) => {
    await connection.run(
      `INSERT INTO collections SELECT $id, $id, now()::TIMESTAMP, NULL
       WHERE NOT EXISTS (SELECT 1 FROM collections WHERE id = $id)`,
      { id: collection },
    );
    for (const { sourceId, path, language, units, references } of files) {
      await connection.run(
        `INSERT INTO sources VALUES ($id, $collection, $path, 'file', NULL, 'code', $path, $language, 'ok', NULL, '', NULL,
           0, 1, NULL, 'hash', now()::TIMESTAMP, NULL)`,
        { id: sourceId, collection, path, language },
      );
      const texts = factsAsText({ units, references });
      if (units.length > 0) {
        await connection.run('INSERT INTO source_units VALUES ($sourceId, $collection, $units, $hashes)', {
          sourceId,
          collection,
          units: texts.units,
          hashes: texts.unitHashes,
        });
      }
      if (references.length > 0) {
        await connection.run('INSERT INTO source_mentions VALUES ($sourceId, $collection, $mentions)', {
          sourceId,
          collection,
          mentions: texts.mentions,
        });
      }
    }
  });
}
