import { REMOTE_PREFIX } from '../../../src-contract/remote.ts';
import type { NewEgress } from '../egress/index.ts';

/** What the ledger says a request to a backend was for begins so. */
const PURPOSE = 'remote backend ';

/** Whether backends answered when they were last asked; nothing is asked for the sake of it. */
export interface RemoteHealth {
  /** Hears of every attempt that is written into the ledger. */
  heard(attempt: Pick<NewEgress, 'purpose' | 'outcome'>): void;
  /** Names of backends among `choices` (settings such as `remote:name`) whose last request failed. */
  failing(choices: readonly string[]): string[];
}

export function createRemoteHealth(): RemoteHealth {
  const failed = new Set<string>();
  return {
    heard({ purpose, outcome }) {
      if (purpose?.startsWith(PURPOSE) !== true) return;
      const name = purpose.slice(PURPOSE.length);
      if (outcome === 'done') failed.delete(name);
      else failed.add(name);
    },
    failing(choices) {
      const names = choices.flatMap((choice) =>
        choice.startsWith(REMOTE_PREFIX) ? [choice.slice(REMOTE_PREFIX.length)] : [],
      );
      return [...new Set(names)].filter((name) => failed.has(name)).sort();
    },
  };
}
