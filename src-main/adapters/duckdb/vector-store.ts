import type { ChunkType } from '../../engine/chunking/chunk-type.ts';
import type { VectorStore } from '../../services/search/ports.ts';
import type { Catalog } from './catalog.ts';
import { execute, numberOf, select, textOf } from './rows.ts';

/** Vectors as the catalog keeps them: float32 little-endian by the hash of the embedded text and the model. */
export function createVectorStore(catalog: Catalog): VectorStore {
  return {
    listMissing: (collection, model) =>
      catalog.read(async (connection) => {
        const rows = await select(
          connection,
          `SELECT min(c.id)::UINTEGER AS id FROM chunks c JOIN sources s ON s.id = c.source_id
             ANTI JOIN (SELECT hash FROM vectors WHERE model = $model) v ON v.hash = c.hash
           WHERE c.collection_id = $collection AND s.deleted_at IS NULL GROUP BY c.hash ORDER BY id`,
          { collection, model },
        );
        return Uint32Array.from(rows, (row) => numberOf(row, 'id'));
      }),
    readToEmbed: (ids) =>
      catalog.read(async (connection) => {
        if (ids.length === 0) return [];
        const rows = await select(
          connection,
          `SELECT hash, context, text, type FROM chunks WHERE id IN (${ids.join(',')}) ORDER BY id`,
        );
        return rows.map((row) => ({
          hash: textOf(row, 'hash'),
          context: textOf(row, 'context'),
          text: textOf(row, 'text'),
          type: textOf(row, 'type') as ChunkType,
        }));
      }),
    add: (model, hashes, vectors) =>
      catalog.write(async (connection) => {
        const dimensions = vectors.length / Math.max(1, hashes.length);
        const appender = await connection.createAppender('vectors');
        try {
          for (const [row, hash] of hashes.entries()) {
            const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
            appender.appendVarchar(hash);
            appender.appendVarchar(model);
            appender.appendBlob(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
            appender.endRow();
          }
        } finally {
          appender.closeSync();
        }
      }),
    discard: (model) =>
      catalog.write((connection) => execute(connection, 'DELETE FROM vectors WHERE model = $model', { model })),
  };
}
