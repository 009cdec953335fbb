import type { Catalog } from '../adapters/duckdb/catalog.ts';
import { mentionsAsText } from '../adapters/duckdb/mentions-text.ts';
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
      for (const [ordinal, unit] of units.entries()) {
        const { kind, name, namespace, startLine, endLine, charStart, charEnd, hash } = unit;
        await connection.run(
          `INSERT INTO units VALUES ($sourceId, $collection, $ordinal, $kind, $name, $namespace, $startLine, $endLine,
             $charStart, $charEnd, $hash)`,
          { sourceId, collection, ordinal, kind, name, namespace, startLine, endLine, charStart, charEnd, hash },
        );
      }
      if (references.length === 0) continue;
      await connection.run('INSERT INTO source_mentions VALUES ($sourceId, $collection, $mentions)', {
        sourceId,
        collection,
        mentions: mentionsAsText(references),
      });
    }
  });
}
