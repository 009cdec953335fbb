import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { GenerationManifest } from '../../services/search/ports.ts';
import { DamagedFile } from './verified-file.ts';

const count = z.int().nonnegative();
const fileSchema = z.strictObject({
  name: z.string().regex(/^[\w-]+\.[\w-]+$/),
  sizeBytes: count,
  sha256: z.hex().length(64),
});
const manifestSchema = z.strictObject({
  format: z.literal(1),
  generation: z.int().positive(),
  createdAt: z.iso.datetime(),
  contract: z.strictObject({ model: z.string(), dimensions: z.int().positive(), tokenizer: count }),
  chunks: count,
  segments: z.array(z.strictObject({ chunks: count, lexical: fileSchema, vector: fileSchema })),
  tombstones: fileSchema,
});
const signedSchema = z.strictObject({ manifest: manifestSchema, sha256: z.hex().length(64) });

/** The text of a manifest file: the manifest, and the SHA-256 of its JSON. */
export function formatManifest(manifest: GenerationManifest): string {
  return `${JSON.stringify({ manifest, sha256: hashOf(manifest) }, undefined, 2)}\n`;
}

/** @throws DamagedFile when the text is not a manifest of this format, or was changed */
export function parseManifest(text: string): GenerationManifest {
  let signed: z.infer<typeof signedSchema>;
  try {
    signed = signedSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DamagedFile('the manifest is not one', { cause });
  }
  if (hashOf(signed.manifest) !== signed.sha256) throw new DamagedFile('the manifest was changed');
  return signed.manifest;
}

/** Parsing keeps the order that the schema gives, so equal manifests have equal JSON. */
function hashOf(manifest: GenerationManifest): string {
  return createHash('sha256')
    .update(JSON.stringify(manifestSchema.parse(manifest)))
    .digest('hex');
}
