import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { GenerationManifest } from '../../services/search/ports.ts';
import { DamagedFile } from './verified-file.ts';

/** Raised when a generation holds other files; one of another format is built anew. */
export const INDEX_FORMAT = 4;

/** Thrown for a whole manifest of an older or newer program. */
export class OtherFormat extends Error {
  override readonly name = 'OtherFormat';
  readonly format: number;

  constructor(format: number) {
    super(`the manifest is of format ${format}`);
    this.format = format;
  }
}

const count = z.int().nonnegative();
const fileSchema = z.strictObject({
  name: z.string().regex(/^[\w-]+\.[\w-]+$/),
  sizeBytes: count,
  sha256: z.hex().length(64),
});
/** What an index, or a graph of its vectors, was made with. */
export const contractSchema = z.strictObject({
  model: z.string(),
  weights: z.hex().length(64),
  dimensions: z.int().positive(),
  pooling: z.enum(['static', 'mean', 'cls', 'last']),
  normalised: z.boolean(),
  queryPrefix: z.string(),
  passagePrefix: z.string(),
  tokenizer: count,
  chunker: count,
  fusionCentre: z.number().optional(),
  fusionQuestions: count.optional(),
});
const segmentSchema = z.strictObject({
  chunks: count,
  lexical: fileSchema,
  vector: fileSchema,
  facts: fileSchema,
  passages: fileSchema,
});
const manifestSchema = z.strictObject({
  format: z.literal(INDEX_FORMAT),
  generation: z.int().positive(),
  createdAt: z.iso.datetime(),
  contract: contractSchema,
  chunks: count,
  segments: z.array(segmentSchema),
  tombstones: fileSchema,
});
const anySignedSchema = z.object({ manifest: z.looseObject({ format: count }), sha256: z.string() });
const signedSchema = z.strictObject({ manifest: manifestSchema, sha256: z.hex().length(64) });

/** The text of a manifest file: the manifest, and the SHA-256 of its JSON. */
export function formatManifest(manifest: GenerationManifest): string {
  return `${JSON.stringify({ manifest, sha256: hashOf(manifest) }, undefined, 2)}\n`;
}

/**
 * @throws OtherFormat for a manifest of another format that was not changed
 * @throws DamagedFile when the text is no manifest, or was changed
 */
export function parseManifest(text: string): GenerationManifest {
  let signed: z.infer<typeof signedSchema>;
  try {
    const read: unknown = JSON.parse(text);
    assertFormat(read);
    signed = signedSchema.parse(read);
  } catch (cause) {
    if (cause instanceof OtherFormat) throw cause;
    throw new DamagedFile('the manifest is not one', { cause });
  }
  if (hashOf(signed.manifest) !== signed.sha256) throw new DamagedFile('the manifest was changed');
  return signed.manifest;
}

function assertFormat(read: unknown): void {
  const parsed = anySignedSchema.safeParse(read);
  if (!parsed.success || parsed.data.manifest.format === INDEX_FORMAT) return;
  const { manifest, sha256 } = parsed.data;
  const isWhole = createHash('sha256').update(JSON.stringify(manifest)).digest('hex') === sha256;
  if (isWhole) throw new OtherFormat(manifest.format);
}

/** Parsing keeps the order that the schema gives, so equal manifests have equal JSON. */
function hashOf(manifest: GenerationManifest): string {
  return createHash('sha256')
    .update(JSON.stringify(manifestSchema.parse(manifest)))
    .digest('hex');
}
