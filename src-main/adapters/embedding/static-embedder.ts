import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import { createStaticModel, type StaticModel } from '../../engine/embedding/static-model.ts';
import { DEFAULT_CENTRE } from '../../engine/fusion/fuse-scores.ts';
import type { Embedder } from '../../services/search/ports.ts';

/** A static embedding model opened from a folder. Not for concurrent use from several threads: each opens its own. */
export interface StaticEmbedder extends Embedder {
  /** Rows of unit vectors, `texts.length` × `dimensions`; zeros for a text of which the model knows no word. */
  embed(texts: readonly string[]): Float32Array;
  embedQuery(text: string): Float32Array;
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

/** The same at once, for worker threads that have nothing else to do; 12 MB are read and hashed in about 20 ms. */
export function openStaticEmbedderSync(folder: string): StaticEmbedder {
  const manifest = readManifest(folder);
  const vocabulary = readVerified(folder, VOCABULARY, manifest);
  const weights = readVerified(folder, WEIGHTS, manifest);
  const scales = readVerified(folder, SCALES, manifest);
  const model = createModel(folder, {
    dimensions: manifest.dimensions,
    maxTokens: manifest.maxTokens,
    vocabulary,
    weights: new Int8Array(weights.buffer, weights.byteOffset, weights.length),
    // A fresh copy begins on a boundary that Float32Array accepts; a buffer of Node may not.
    scales: new Float32Array(new Uint8Array(scales).buffer),
  });
  return {
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
    embedQuery: (text) => embedAll(model, [text]),
    embed: (texts) => embedAll(model, texts),
  };
}

function embedAll(model: StaticModel, texts: readonly string[]): Float32Array {
  const vectors = new Float32Array(texts.length * model.dimensions);
  texts.forEach((text, row) => {
    model.embedInto(text, vectors, row * model.dimensions);
  });
  return vectors;
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

function readVerified(folder: string, name: keyof Manifest['files'], manifest: Manifest): Uint8Array {
  const file = join(folder, name);
  const expected = manifest.files[name];
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw corrupt(file, 'cannot be read', cause);
  }
  if (bytes.length !== expected.bytes) throw corrupt(file, `has ${bytes.length} bytes instead of ${expected.bytes}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256) throw corrupt(file, 'does not have the SHA-256 that model.json names');
  return bytes;
}

function createModel(folder: string, files: Parameters<typeof createStaticModel>[0]): StaticModel {
  try {
    return createStaticModel(files);
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
