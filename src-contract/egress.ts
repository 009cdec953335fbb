import * as z from 'zod';
import { unary } from './procedure.ts';

/** SHA-256, hexadecimal. */
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * One attempt to reach the network, or one request that was made with leave.
 *
 * `connection`, `datagram` and `name` come from the guard below all libraries, `page` from the window's own, `request`
 * from a client that sent something a person asked for; the last has what was sent and received, in bytes, never what.
 */
export const egressEntrySchema = z.strictObject({
  number: z.int().positive(),
  at: z.iso.datetime(),
  by: z.string().describe('The process or thread that tried'),
  channel: z.enum(['connection', 'datagram', 'name', 'page', 'request']),
  outcome: z.enum(['denied', 'allowed', 'done', 'failed']),
  host: z.string(),
  port: z.int().min(0).max(65_535).optional(),
  purpose: z.string().optional().describe('What it was for; absent when nobody asked for it'),
  method: z.string().optional(),
  status: z.int().optional(),
  bytesSent: z.int().nonnegative().optional(),
  bytesReceived: z.int().nonnegative().optional(),
  hash: hashSchema.describe('Of the entry before and this one: the chain that a changed entry breaks'),
});
export type EgressEntry = z.infer<typeof egressEntrySchema>;

const count = z.int().nonnegative();
const fingerprintSchema = z.string().describe('Of the key that signed it: the first 16 digits of its SHA-256');

export const egressLedgerSchema = z.strictObject({
  denied: count,
  allowed: count.describe('Connections and requests that somebody asked for'),
  kept: count.describe('Entries that can be shown; the oldest of very many are only counted'),
  entries: z.array(egressEntrySchema).describe('Latest first'),
  brokenAt: z.int().positive().optional().describe('The first entry that is not as it was written'),
});

export const egressProcedures = {
  list: unary({
    summary: 'Every attempt to reach the network, and what became of it',
    effect: 'reads',
    input: z.strictObject({ offset: count.default(0), limit: z.int().min(1).max(1000).default(100) }),
    output: egressLedgerSchema,
  }),
  export: unary({
    summary: 'The ledger as a signed document',
    effect: 'reads',
    input: z.strictObject({}),
    output: z.strictObject({
      fileName: z.string(),
      mediaType: z.string(),
      text: z.string(),
      key: fingerprintSchema,
      notKept: z
        .enum(['no-keychain', 'keychain-failed'])
        .optional()
        .describe('Why this key ends with the program; absent: one key signs all exports of the library'),
    }),
  }),
  verify: unary({
    summary: 'Whether an exported ledger is as it was signed',
    effect: 'reads',
    input: z.strictObject({ text: z.string().max(32_000_000) }),
    output: z.strictObject({
      isGenuine: z.boolean(),
      problem: z.string().optional(),
      entries: count,
      denied: count,
      allowed: count,
      signedAt: z.iso.datetime().optional(),
      key: fingerprintSchema.optional(),
      isOurs: z
        .boolean()
        .optional()
        .describe(
          'Whether the key is one of this library. False: not with the key that is kept, though an earlier process without the keychain may have signed it; absent where no kept key can be read',
        ),
    }),
  }),
} as const;
