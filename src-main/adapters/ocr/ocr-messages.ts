import * as z from 'zod';
import type { OcrLanguage } from '../../../src-contract/ocr.ts';
import { sourceStatusSchema } from '../../../src-contract/source.ts';
import type { ReadTarget } from '../../services/library/ports.ts';

/** One page to read. A page of a picture is 1. */
export interface OcrRequest {
  readonly id: number;
  readonly target: ReadTarget;
  readonly page: number;
  readonly languages: readonly OcrLanguage[];
  readonly maxBytes: number;
  readonly memoryMb: number;
  readonly dataFolder: string;
  readonly pdfjsFolder: string;
}

/** A word's half-open range in the page's text, then its box in points from the lower left: x, y, width, height. */
export const ocrWordSchema = z.tuple([z.int(), z.int(), z.number(), z.number(), z.number(), z.number()]);

export const ocrPageSchema = z.object({
  text: z.string(),
  /** 0–100; how sure the recogniser is of its words, weighted by their length. */
  confidence: z.number().min(0).max(100),
  width: z.number().positive(),
  height: z.number().positive(),
  words: z.array(ocrWordSchema),
});

/** `begun`: the process has started and works on the request of this id. */
export const ocrReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun'), id: z.int() }),
  z.object({ kind: z.literal('read'), id: z.int(), page: ocrPageSchema }),
  z.object({ kind: z.literal('refused'), id: z.int(), status: sourceStatusSchema, reason: z.string() }),
]);
export type OcrReply = z.infer<typeof ocrReplySchema>;
