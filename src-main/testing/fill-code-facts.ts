import type { Catalog } from '../adapters/duckdb/catalog.ts';
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
      for (const { from, relationship, name, qualifier, module, alias, line } of references) {
        await connection.run(
          `INSERT INTO unit_references VALUES ($sourceId, $collection, $from, $relationship, $name, $qualifier, $module,
             $alias, $line)`,
          { sourceId, collection, from, relationship, name, qualifier, module, alias, line },
        );
      }
    }
  });
}
