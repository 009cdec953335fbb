import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type NewRecovery, type Recovery, recoverySchema } from '../../../src-contract/recovery.ts';
import { errorCode } from '../../platform/atomic-file.ts';
import type { Log } from '../../platform/log.ts';
import type { RecoveryBook } from '../../services/system/ports.ts';

/** Entries kept when the file is opened; the number of each goes on counting. A guess. */
const KEPT = 500;

/**
 * Keeps recoveries in a file of JSON lines, so that they outlive the catalog they may be about.
 *
 * Never throws: a repair must not fail because it cannot be written down. Synchronous, as the log is: there are few.
 */
export function openRecoveryBook(path: string, log: Log, now: () => Date = () => new Date()): RecoveryBook {
  const listeners = new Set<() => void>();
  const known = load(path, log);
  return {
    add(recovery: NewRecovery) {
      const entry: Recovery = { number: (known.at(-1)?.number ?? 0) + 1, at: now().toISOString(), ...recovery };
      known.push(entry);
      log.warn('Recovered', { kind: entry.kind, count: entry.count, what: entry.message });
      try {
        appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true });
      } catch (thrown) {
        log.warn('A recovery could not be written down', { error: String(thrown) });
      }
      for (const listener of listeners) listener();
    },
    list: (limit) => (limit <= 0 ? [] : known.slice(-limit).reverse()),
    total: () => known.at(-1)?.number ?? 0,
    onAdd(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Lines that are none of ours are left out: a torn one at the end, or one that was changed. */
function load(path: string, log: Log): Recovery[] {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') log.warn('The recoveries could not be read', { error: String(thrown) });
    return [];
  }
  const entries = lines.flatMap((line) => parseEntry(line) ?? []);
  const isWhole = lines.at(-1) === '' && entries.length === lines.length - 1;
  if (isWhole && entries.length <= 2 * KEPT) return entries;
  const kept = entries.slice(-KEPT);
  try {
    writeFileSync(path, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600, flush: true });
  } catch (thrown) {
    log.warn('The recoveries could not be shortened', { error: String(thrown) });
  }
  return kept;
}

function parseEntry(line: string): Recovery | undefined {
  try {
    return recoverySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
