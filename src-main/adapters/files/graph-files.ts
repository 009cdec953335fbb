import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { syncFolder, writeFileAtomic } from '../../platform/atomic-file.ts';
import type { Log } from '../../platform/log.ts';
import type { FileRecord, GraphFiles, StoredGraph } from '../../services/search/ports.ts';
import { fileFailure, hasCode } from './file-failure.ts';
import { contractSchema } from './index-manifest.ts';
import { assertUnchanged, DamagedFile, readVerified, recordOf, writeRecorded } from './verified-file.ts';

const GRAPH_FOLDER = /^graph-(\d+)$/;
const GRAPH = 'vectors.faiss';
const IDS = 'ids.u32';
const MANIFEST = 'manifest.json';

const count = z.int().nonnegative();
const fileSchema = z.strictObject({ name: z.string(), sizeBytes: count, sha256: z.hex().length(64) });
const manifestSchema = z.strictObject({
  format: z.literal(2),
  contract: contractSchema,
  recall: z.number().min(0).max(1),
  graph: fileSchema,
  ids: fileSchema,
});
const signedSchema = z.strictObject({ manifest: manifestSchema, sha256: z.hex().length(64) });
type GraphManifest = z.infer<typeof manifestSchema>;

/**
 * Keeps neighbour graphs in `<root>/<collection>/graph-N` with a manifest written last.
 *
 * Size and SHA-256 of every file are checked before FAISS sees it, because it dies of damaged ones. A damaged or
 * unfinished graph is removed: it holds nothing that the segments do not.
 */
export function createGraphFiles(root: string, log: Log): GraphFiles {
  return {
    async load(collectionId) {
      const folder = join(root, collectionId);
      let found: StoredGraph | undefined;
      for (const name of (await graphsIn(folder)).reverse()) {
        found ??= await loadSound(join(folder, name), log);
        if (found === undefined || !found.file.startsWith(join(folder, name))) await remove(join(folder, name));
      }
      return found;
    },
    async draft(collectionId) {
      const parent = join(root, collectionId);
      const folder = join(parent, `graph-${await nextNumber(parent)}`);
      await mkdir(folder, { recursive: true });
      const file = join(folder, GRAPH);
      return {
        file,
        async publish({ ids, contract, recall }) {
          const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
          const files = { graph: await recordOf(file), ids: await writeRecorded(join(folder, IDS), bytes) };
          await writeFileAtomic(join(folder, MANIFEST), format({ format: 2, contract, recall, ...files }));
          await syncFolder(parent);
          for (const name of await graphsIn(parent)) {
            if (join(parent, name) !== folder) await remove(join(parent, name));
          }
          return { file, ids, contract, recall };
        },
        discard: () => remove(folder),
      };
    },
    async drop(collectionId) {
      const folder = join(root, collectionId);
      for (const name of await graphsIn(folder)) await remove(join(folder, name));
    },
  };
}

async function loadSound(folder: string, log: Log): Promise<StoredGraph | undefined> {
  try {
    const { manifest, sha256 } = signedSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    if (hashOf(manifest) !== sha256) throw new DamagedFile('its manifest was changed');
    const file = join(folder, GRAPH);
    await assertUnchanged(file, manifest.graph);
    const ids = await readIds(join(folder, IDS), manifest.ids);
    return { file, ids, contract: manifest.contract, recall: manifest.recall };
  } catch (thrown) {
    const isUnreadable = thrown instanceof Error && 'code' in thrown && !hasCode(thrown, 'ENOENT', 'ENOTDIR');
    if (isUnreadable) throw fileFailure('read the vector graph in', folder, thrown);
    log.warn('A vector graph is damaged or unfinished and is removed', { folder, why: String(thrown) });
    return undefined;
  }
}

async function readIds(path: string, record: FileRecord): Promise<Uint32Array> {
  const bytes = await readVerified(path, record);
  if (bytes.length % 4 !== 0) throw new DamagedFile(`${record.name} has an odd length`);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

const format = (manifest: GraphManifest): string =>
  `${JSON.stringify({ manifest, sha256: hashOf(manifest) }, undefined, 2)}\n`;

/** Parsing gives keys in the order of the schema, so equal manifests have equal JSON. */
function hashOf(manifest: GraphManifest): string {
  return createHash('sha256')
    .update(JSON.stringify(manifestSchema.parse(manifest)))
    .digest('hex');
}

const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const numberIn = (name: string): number => Number(GRAPH_FOLDER.exec(name)?.[1] ?? 0);

async function nextNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await graphsIn(folder)).map(numberIn)) + 1;
}

/** Names of graph folders, oldest first. */
async function graphsIn(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => GRAPH_FOLDER.test(name));
    return names.sort((one, other) => numberIn(one) - numberIn(other));
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  }
}
