import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { createStaticModel, type StaticModel, type StaticModelParts } from '../../engine/embedding/static-model.ts';
import { indexVocabulary } from '../../engine/embedding/word-pieces.ts';
import { DEFAULT_CENTRE } from '../../engine/fusion/fuse-scores.ts';
import type { Embedder } from '../../services/search/ports.ts';

/** A static embedding model opened from a folder. Not for concurrent use from several threads: each opens its own. */
export interface StaticEmbedder extends Embedder {
  /** Rows of unit vectors, `texts.length` × `dimensions`; zeros for a text of which the model knows no word. */
  embed(texts: readonly string[]): Float32Array;
  embedQuery(text: string): Float32Array;
  /** Of what it is made, for the threads that embed, too: its files lie in shared memory and are held once. */
  readonly parts: StaticModelParts;
  /** Bytes of the model's files, all of which are held in memory. */
  readonly sizeBytes: number;
  readonly centre: number;
}

const VOCABULARY = 'vocab.txt';
const WEIGHTS = 'weights.i8';
const SCALES = 'scales.f32';

const fileSchema = z.object({ bytes: z.int().nonnegative(), sha256: z.hex().length(64) });

/** The part of `model.json` that is read; MODEL_CARD.md of the model describes the whole. */
const manifestSchema = z.object({
  name: z.string().min(1),
  format: z.literal(1),
  kind: z.literal('static'),
  dimensions: z.int().positive(),
  vocabulary: z.int().positive(),
  maxTokens: z.int().positive(),
  files: z.object({ [VOCABULARY]: fileSchema, [WEIGHTS]: fileSchema, [SCALES]: fileSchema }),
});
type Manifest = z.infer<typeof manifestSchema>;

/**
 * Opens the static model in `folder`, after checking length and SHA-256 of each file against `model.json`.
 *
 * @throws Failure `not-found` without a model there, `corrupt` (naming the file) when a file is not as it shipped
 */
export async function openStaticEmbedder(folder: string): Promise<StaticEmbedder> {
  return openStaticEmbedderSync(folder);
}

/** The same at once; 12 MB are read and hashed in about 20 ms. */
export function openStaticEmbedderSync(folder: string): StaticEmbedder {
  const manifest = readManifest(folder);
  const vocabulary = readVerified(folder, VOCABULARY, manifest);
  const weights = readVerified(folder, WEIGHTS, manifest);
  const scales = readVerified(folder, SCALES, manifest);
  const parts = {
    dimensions: manifest.dimensions,
    maxTokens: manifest.maxTokens,
    vocabulary: indexVocabulary(vocabulary),
    weights: new Int8Array(weights.buffer),
    scales: new Float32Array(scales.buffer, 0, scales.length >>> 2),
  };
  const model = createModel(folder, parts);
  return {
    parts,
    name: manifest.name,
    dimensions: manifest.dimensions,
    contract: {
      model: manifest.name,
      weights: manifest.files[WEIGHTS].sha256,
      dimensions: manifest.dimensions,
      pooling: 'static',
      normalised: true,
      queryPrefix: '',
      passagePrefix: '',
    },
    centre: DEFAULT_CENTRE,
    sizeBytes: vocabulary.length + weights.length + scales.length,
    known: (text) => model.known(text),
    embedQuery: (text) => model.embed([text]),
    embed: model.embed,
  };
}

function readManifest(folder: string): Manifest {
  const file = join(folder, 'model.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure(
      'not-found',
      `Could not open the embedding model: ${file} cannot be read. Install Carrel again.`,
      {
        reason: 'models/no-manifest',
        cause,
      },
    );
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(file, 'is not a manifest of a static model', cause);
  }
}

function readVerified(
  folder: string,
  name: keyof Manifest['files'],
  manifest: Manifest,
): Uint8Array<SharedArrayBuffer> {
  const file = join(folder, name);
  const expected = manifest.files[name];
  let bytes: Uint8Array<SharedArrayBuffer>;
  try {
    bytes = readShared(file);
  } catch (cause) {
    throw corrupt(file, 'cannot be read', cause);
  }
  if (bytes.length !== expected.bytes) throw corrupt(file, `has ${bytes.length} bytes instead of ${expected.bytes}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256) throw corrupt(file, 'does not have the SHA-256 that model.json names');
  return bytes;
}

function readShared(file: string): Uint8Array<SharedArrayBuffer> {
  const handle = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(handle).size));
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(handle, bytes, at, bytes.length - at, at);
      if (count === 0) throw new Error(`${file} became shorter while it was read`);
      at += count;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

function createModel(folder: string, parts: StaticModelParts): StaticModel {
  try {
    return createStaticModel(parts);
  } catch (cause) {
    throw corrupt(join(folder, 'model.json'), 'does not fit the files beside it', cause);
  }
}

function corrupt(file: string, what: string, cause?: unknown): Failure {
  return new Failure('corrupt', `Could not open the embedding model: ${file} ${what}. Install Carrel again.`, {
    reason: 'models/damaged-file',
    details: { file },
    cause,
  });
}
