import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type EgressEntry, egressEntrySchema } from '../../../src-contract/egress.ts';

/** What stands before the first entry. */
export const GENESIS = '0'.repeat(64);

/** What was counted and is no longer kept: the first line of a ledger that was shortened. */
export const checkpointSchema = z.strictObject({
  checkpoint: z.literal(true),
  number: z.int().nonnegative().describe('Of the last entry that was dropped'),
  denied: z.int().nonnegative(),
  allowed: z.int().nonnegative(),
  hash: z.string().describe('Of the last entry that was dropped'),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const NOTHING_DROPPED: Checkpoint = { checkpoint: true, number: 0, denied: 0, allowed: 0, hash: GENESIS };

/** The hash of an entry after another: SHA-256 over the hash before, and the entry as JSON with sorted names. */
export function chainHash(before: string, entry: Omit<EgressEntry, 'hash'>): string {
  const sorted = Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(before).update(JSON.stringify(sorted)).digest('hex');
}

/** The first entry that is not as it was written, or not at its place; undefined when all are. */
export function findBreak(start: Checkpoint, entries: readonly EgressEntry[]): number | undefined {
  let before = start.hash;
  let number = start.number;
  for (const { hash, ...entry } of entries) {
    number++;
    if (entry.number !== number || chainHash(before, entry) !== hash) return number;
    before = hash;
  }
  return undefined;
}

export const isDenied = ({ outcome }: Pick<EgressEntry, 'outcome'>): boolean => outcome === 'denied';

/** What lines of a ledger say; a line that is none ends the chain there. */
export function readLines(lines: readonly string[]): {
  readonly start: Checkpoint;
  readonly entries: readonly EgressEntry[];
  readonly isDamaged: boolean;
} {
  const parsed = lines.map(parseJson);
  const first = checkpointSchema.safeParse(parsed[0]);
  const start = first.success ? first.data : NOTHING_DROPPED;
  const rest = first.success ? parsed.slice(1) : parsed;
  const entries = rest.flatMap((value) => egressEntrySchema.safeParse(value).data ?? []);
  return { start, entries, isDamaged: entries.length < rest.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
