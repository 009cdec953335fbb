import * as z from 'zod';

/**
 * What an embedding child is asked. `embed`: texts with a model, which the child opens when it is another than before;
 * answered once, in turn. `drop`: nobody waits for that answer any more; what has not begun is not done.
 */
export type EmbeddingRequest<M> =
  | { readonly kind: 'embed'; readonly id: number; readonly model: M; readonly texts: readonly string[] }
  | { readonly kind: 'drop'; readonly id: number };

/** `rows`: texts × dimensions, row-major, unit norm. */
export const embeddingReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('embedded'),
    id: z.int(),
    rows: z.custom<Float32Array>((value) => value instanceof Float32Array),
  }),
  z.strictObject({ kind: z.literal('failed'), id: z.int(), isMemory: z.boolean().optional(), message: z.string() }),
]);
export type EmbeddingReply = z.infer<typeof embeddingReplySchema>;
