import type { EgressEntry } from '../../../src-contract/egress.ts';
import type { CarrelHandlers } from '../../../src-contract/index.ts';
import type { Log } from '../../platform/log.ts';
import { type Checkpoint, chainHash, findBreak, isDenied, readLines } from './chain.ts';
import type { LedgerFile, NewEgress, SigningKeys } from './ports.ts';
import { fingerprintOf, signLedger, verifyExport } from './signed-export.ts';

export interface EgressService {
  readonly handlers: CarrelHandlers['egress'];
  /** Never throws: what cannot be written down is logged, and counted all the same. */
  record(attempt: NewEgress): void;
  counts(): { readonly denied: number; readonly allowed: number };
}

/** Entries kept; twice as many are shortened to this. A program that tries in a loop must not fill the disk. A guess. */
const KEPT = 10_000;

/**
 * The ledger of everything that tried to reach the network: a chain of hashes, in a file of the library.
 *
 * The chain shows whether an entry was changed, taken out or put in between; the signature of an export shows it for
 * the document. Neither shows that an owner of the computer threw the whole ledger away.
 */
export function createEgressService(deps: {
  readonly file: LedgerFile;
  readonly libraryId: string;
  readonly signingKeys: SigningKeys;
  readonly onChange: () => void;
  readonly log: Log;
  readonly now?: () => Date;
  readonly kept?: number;
}): EgressService {
  const now = deps.now ?? (() => new Date());
  const kept = deps.kept ?? KEPT;
  const read = readLines(deps.file.read());
  let start: Checkpoint = read.start;
  let entries: EgressEntry[] = [...read.entries];
  let denied = start.denied + entries.filter(isDenied).length;
  let allowed = start.allowed + entries.length - entries.filter(isDenied).length;
  if (read.isDamaged) deps.log.warn('The ledger of network attempts has damaged lines');

  function record(attempt: NewEgress): void {
    const last = entries.at(-1) ?? start;
    const entry = { number: last.number + 1, at: now().toISOString(), ...attempt };
    const whole: EgressEntry = { ...entry, hash: chainHash(last.hash, entry) };
    entries.push(whole);
    if (isDenied(whole)) denied++;
    else allowed++;
    try {
      if (entries.length >= 2 * kept) shorten();
      else deps.file.append(JSON.stringify(whole));
    } catch (thrown) {
      deps.log.error('An attempt to reach the network could not be written down', { error: String(thrown) });
    }
    deps.onChange();
  }

  function shorten(): void {
    const dropped = entries.slice(0, entries.length - kept);
    const last = dropped.at(-1);
    if (last === undefined) return;
    const ofThem = dropped.filter(isDenied).length;
    start = {
      checkpoint: true,
      number: last.number,
      denied: start.denied + ofThem,
      allowed: start.allowed + dropped.length - ofThem,
      hash: last.hash,
    };
    entries = entries.slice(-kept);
    deps.file.replace([start, ...entries].map((line) => JSON.stringify(line)));
  }

  return {
    record,
    counts: () => ({ denied, allowed }),
    handlers: {
      async list({ offset, limit }) {
        const brokenAt = findBreak(start, entries);
        return {
          denied,
          allowed,
          kept: entries.length,
          entries: entries.toReversed().slice(offset, offset + limit),
          ...(brokenAt === undefined ? {} : { brokenAt }),
        };
      },
      async export() {
        const signedAt = now().toISOString();
        const ledger = { library: deps.libraryId, signedAt, denied, allowed, start, entries };
        const signing = await deps.signingKeys.ensure();
        return {
          fileName: `carrel-network-${signedAt.slice(0, 10)}.json`,
          mediaType: 'application/json',
          text: signLedger(ledger, signing),
          key: fingerprintOf(signing.publicKey),
          ...(signing.notKept === undefined ? {} : { notKept: signing.notKept }),
        };
      },
      async verify({ text }) {
        const verdict = verifyExport(text);
        if (!verdict.isGenuine) return { ...verdict, entries: 0, denied: 0, allowed: 0 };
        const { ledger, key } = verdict;
        const { denied, allowed, signedAt } = ledger;
        const isOurs = await deps.signingKeys.owns(key);
        return {
          isGenuine: true,
          entries: ledger.entries.length,
          denied,
          allowed,
          signedAt,
          key,
          ...(isOurs === undefined ? {} : { isOurs }),
        };
      },
    },
  };
}
