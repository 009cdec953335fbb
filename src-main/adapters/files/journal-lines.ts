import { crc32 } from 'node:zlib';
import * as z from 'zod';

/** Version of the journal's format, in its first line. */
const JOURNAL_VERSION = 1;

const acknowledgedSchema = z.tuple([
  z.string(), // id
  z.string(), // SHA-256 of the original, hexadecimal; empty when it could not be read
  z.enum(['file', 'upload', 'paste', 'member']),
  z.string(), // path
  z.string().nullable(), // id of the archive it is in
]);
const recordSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('journal'), version: z.literal(JOURNAL_VERSION) }),
  z.strictObject({
    type: z.literal('acknowledged'),
    at: z.int().nonnegative(), // milliseconds, as in the catalog's `indexed_at`
    collection: z.tuple([z.string(), z.string()]), // id and name
    sources: z.array(acknowledgedSchema),
  }),
  z.strictObject({ type: z.literal('forgotten'), ids: z.array(z.string()) }),
]);
export type JournalRecord = z.infer<typeof recordSchema>;

export const FIRST_LINE = formatLine({ type: 'journal', version: JOURNAL_VERSION });

/** One record as a line: the CRC-32 of its JSON in eight hexadecimal digits, a space, the JSON. */
export function formatLine(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksumOf(json)} ${json}\n`;
}

/** The record of a line without its end, or undefined when the line is not as it was written. */
export function parseLine(line: string): JournalRecord | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || checksumOf(json) !== line.slice(0, 8)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(json));
  } catch {
    return undefined; // whole, but not of this program's making
  }
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
