import { crc32 } from 'node:zlib';
import type { SourceOrigin } from '../../services/library/ports.ts';

/** Version of the journal's format, in its first line. */
const JOURNAL_VERSION = 1;

type AcknowledgedColumns = readonly [
  id: string,
  /** SHA-256 of the original, hexadecimal; empty when it could not be read. */
  hash: string,
  origin: SourceOrigin,
  path: string,
  /** Id of the archive it is in. */
  parent: string | null,
];

export type JournalRecord =
  | { readonly type: 'journal'; readonly version: typeof JOURNAL_VERSION }
  | {
      readonly type: 'acknowledged';
      /** Milliseconds, as in the catalog's `indexed_at`. */
      readonly at: number;
      readonly collection: readonly [id: string, name: string];
      readonly sources: readonly AcknowledgedColumns[];
    }
  | { readonly type: 'forgotten'; readonly ids: readonly string[] };

export const FIRST_LINE = formatLine({ type: 'journal', version: JOURNAL_VERSION });

/** One record as a line: the CRC-32 of its JSON in eight hexadecimal digits, a space, the JSON. */
export function formatLine(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksumOf(json)} ${json}\n`;
}

/**
 * The record of a line without its end, or undefined when the line is not as it was written.
 *
 * The checksum vouches for the shape: checking that as well doubled the time of a start.
 */
export function parseLine(line: string): JournalRecord | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || checksumOf(json) !== line.slice(0, 8)) return undefined;
  const record = JSON.parse(json) as JournalRecord;
  return ['journal', 'acknowledged', 'forgotten'].includes(record.type) ? record : undefined;
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
