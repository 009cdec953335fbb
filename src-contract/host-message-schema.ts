import * as z from 'zod';
import type { HostMessage } from './host-message.ts';

/** A message on the wire. */
export const hostMessageSchema = z.strictObject({
  code: z.string().describe('Names the sentence; see host-sentences.ts'),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<HostMessage>;
