import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaticEmbedder } from '../../../src-main/adapters/embedding/static-embedder.ts';

const FOLDER = join(tmpdir(), 'carrel-ablation');

/** Cosines of every text to every query, one array a query; kept in the temporary folder under the hash of the texts. */
export function cosinesOf(
  embedder: StaticEmbedder,
  texts: readonly string[],
  queries: readonly string[],
): Float32Array[] {
  const key = createHash('sha256')
    .update(JSON.stringify([embedder.name, texts, queries]))
    .digest('hex')
    .slice(0, 32);
  const file = join(FOLDER, `${key}.f32`);
  const known = existsSync(file) ? readFileSync(file) : undefined;
  const all =
    known?.length === texts.length * queries.length * 4
      ? new Float32Array(known.buffer, known.byteOffset, known.length / 4)
      : keep(file, multiply(embedder.embed(texts), embedder.embed(queries), embedder.dimensions));
  return queries.map((_, at) => all.subarray(at * texts.length, (at + 1) * texts.length));
}

function keep(file: string, values: Float32Array): Float32Array {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, new Uint8Array(values.buffer));
  renameSync(`${file}.${process.pid}`, file);
  return values;
}

function multiply(rows: Float32Array, queries: Float32Array, width: number): Float32Array {
  const count = rows.length / width;
  const out = new Float32Array((queries.length / width) * count);
  for (let query = 0; query < queries.length; query += width) {
    for (let row = 0; row < count; row += 1) {
      let sum = 0;
      for (let at = 0; at < width; at += 1) sum += queries[query + at]! * rows[row * width + at]!;
      out[(query / width) * count + row] = sum;
    }
  }
  return out;
}
