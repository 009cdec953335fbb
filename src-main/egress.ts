import { openEgressLedgerFile } from './adapters/files/egress-ledger-file.ts';
import type { Disposals } from './platform/disposals.ts';
import type { Log } from './platform/log.ts';
import { onNetworkAttempt } from './platform/network-guard.ts';
import {
  createEgressService,
  createKeptSigningKey,
  type EgressService,
  type KeySafe,
} from './services/egress/index.ts';

/** The ledger of a library, which hears of every attempt of this process, its threads, children and pages. */
export function openEgress(
  place: {
    readonly file: string;
    readonly libraryId: string;
    readonly secrets: KeySafe;
    readonly log: Log;
    readonly onChange: () => void;
  },
  disposals: Disposals,
): EgressService {
  const egress = createEgressService({
    ...place,
    file: openEgressLedgerFile(place.file),
    signingKeys: createKeptSigningKey(place.secrets, place.log),
  });
  const stop = onNetworkAttempt(egress.record);
  disposals.add(() => void stop());
  return egress;
}
