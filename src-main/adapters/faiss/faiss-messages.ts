import * as z from 'zod';

const text = z.string();
const floats = z.instanceof(Float32Array);

/** What the FAISS child is asked; every request has one reply. */
export const faissRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('probe'), id: z.int() }),
  /** Begins a graph, or goes on with the one in `from`. */
  z.strictObject({ kind: z.literal('begin'), id: z.int(), dimensions: z.int().positive(), from: text.optional() }),
  /** Rows × dimensions, row-major, unit norm; their positions follow those before. */
  z.strictObject({ kind: z.literal('add'), id: z.int(), rows: floats }),
  z.strictObject({ kind: z.literal('write'), id: z.int(), file: text }),
  z.strictObject({ kind: z.literal('open'), id: z.int(), index: z.int(), file: text }),
  z.strictObject({ kind: z.literal('search'), id: z.int(), index: z.int(), query: floats, wanted: z.int().positive() }),
  z.strictObject({ kind: z.literal('close'), id: z.int(), index: z.int() }),
]);
export type FaissRequest = z.infer<typeof faissRequestSchema>;

export const faissReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), id: z.int() }),
  z.strictObject({ kind: z.literal('found'), id: z.int(), positions: z.instanceof(Uint32Array) }),
  z.strictObject({ kind: z.literal('failed'), id: z.int(), message: text }),
]);
export type FaissReply = z.infer<typeof faissReplySchema>;
