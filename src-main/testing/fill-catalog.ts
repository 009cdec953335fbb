import { createHash } from 'node:crypto';
import type { SourceKind } from '../../src-contract/passage.ts';
import type { Catalog } from '../adapters/duckdb/catalog.ts';

/** A source with its passages as plain texts; ids of chunks are given in order, from 1. */
export interface FilledSource {
  readonly id: string;
  readonly path?: string;
  readonly kind?: SourceKind;
  readonly title?: string;
  readonly chunks: readonly string[];
}

interface TestEmbedder {
  readonly name: string;
  embed(texts: readonly string[]): Float32Array;
}

/** Writes sources and their passages straight into the catalog, as an ingest would have left them. */
export async function fillCatalog(
  catalog: Catalog,
  collection: { readonly id: string; readonly name: string },
  sources: readonly FilledSource[],
  embedder: TestEmbedder,
): Promise<void> {
  await catalog.write(async (connection) => {
    const { id, name } = collection;
    await connection.run(
      `INSERT INTO collections SELECT $id, $name, now()::TIMESTAMP, NULL
       WHERE NOT EXISTS (SELECT 1 FROM collections WHERE id = $id)`,
      { id, name },
    );
    const texts = sources.flatMap((source) => source.chunks);
    const vectors = embedder.embed(texts);
    const dimensions = vectors.length / Math.max(1, texts.length);
    for (const source of sources) {
      await connection.run(
        `INSERT INTO sources VALUES ($id, $collection, $path, 'file', NULL, $kind, $title, NULL, 'ok', NULL, '', NULL,
           $chunks, 1, NULL, 'hash', now()::TIMESTAMP, NULL)`,
        {
          id: source.id,
          collection: id,
          path: source.path ?? `/notes/${source.id}.md`,
          kind: source.kind ?? 'markdown',
          title: source.title ?? source.id,
          chunks: source.chunks.length,
        },
      );
    }
    const ids = await connection.runAndReadAll(`SELECT nextval('chunk_ids') FROM range(${texts.length})`);
    const chunkIds = ids.getRows().map(([value]) => BigInt(String(value)));
    const chunks = await connection.createAppender('chunks');
    const stored = await connection.createAppender('vectors');
    let row = 0;
    for (const source of sources) {
      for (const [ordinal, text] of source.chunks.entries()) {
        const hash = createHash('sha256').update(text).digest('hex');
        chunks.appendBigInt(chunkIds[row] ?? 0n);
        chunks.appendVarchar(id);
        chunks.appendVarchar(source.id);
        chunks.appendInteger(ordinal);
        chunks.appendNull(); // page
        chunks.appendInteger(1);
        chunks.appendInteger(1);
        chunks.appendInteger(0);
        chunks.appendInteger(text.length);
        chunks.appendNull(); // heading
        chunks.appendVarchar(''); // context
        chunks.appendVarchar(text);
        chunks.appendInteger(1);
        chunks.appendVarchar(hash);
        chunks.appendVarchar('text');
        chunks.appendNull(); // parent
        chunks.appendVarchar(''); // definitions
        chunks.endRow();
        stored.appendVarchar(hash);
        stored.appendVarchar(embedder.name);
        stored.appendBlob(new Uint8Array(vectors.slice(row * dimensions, (row + 1) * dimensions).buffer));
        stored.endRow();
        row += 1;
      }
    }
    chunks.closeSync();
    stored.closeSync();
  });
}
