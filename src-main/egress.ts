import { generateKeyPairSync } from 'node:crypto';
import { openEgressLedgerFile } from './adapters/files/egress-ledger-file.ts';
import type { Disposals } from './platform/disposals.ts';
import type { Log } from './platform/log.ts';
import { onNetworkAttempt } from './platform/network-guard.ts';
import { createEgressService, type EgressService, type SigningKey } from './services/egress/index.ts';

/** The ledger of a library, which hears of every attempt of this process, its threads, children and pages. */
export function openEgress(
  place: { readonly file: string; readonly libraryId: string; readonly log: Log; readonly onChange: () => void },
  disposals: Disposals,
): EgressService {
  let key: SigningKey | undefined;
  const egress = createEgressService({
    ...place,
    file: openEgressLedgerFile(place.file),
    signingKey: async () => {
      key ??= generateKeyPairSync('ed25519'); // of this process: a secret that outlives it has no place on disk
      return key;
    },
  });
  const stop = onNetworkAttempt(egress.record);
  disposals.add(() => void stop());
  return egress;
}
