import { abortInference } from './aborts.ts';
import { crashAtEachOperation, killAtRandom } from './crashes.ts';
import { flipOpenPassages } from './flip-passages.ts';
import { flipBackup, flipCatalog, flipIndex, flipRecords } from './flips.ts';
import { restoreAgain, searchDuringSwaps } from './steady.ts';
import type { Outcome, TrialOptions } from './trial.ts';

interface Trial {
  readonly name: string;
  /** What the design asks of a release ("Goals per release"); an upper bound where the tries are listed, not drawn. */
  readonly goal: number;
  /** Of the time, when it is limited. */
  readonly share: number;
  readonly run: (options: TrialOptions) => Promise<Outcome>;
}

/** Everything that is tried. The bit flips are 26,000 together. */
export const TRIALS: readonly Trial[] = [
  { name: 'kills', goal: 5000, share: 6, run: killAtRandom },
  { name: 'operations', goal: 1000, share: 6, run: crashAtEachOperation },
  { name: 'flips-index', goal: 6000, share: 3, run: flipIndex },
  { name: 'flips-records', goal: 12_000, share: 1, run: flipRecords },
  { name: 'flips-catalog', goal: 4000, share: 3, run: flipCatalog },
  { name: 'flips-passages', goal: 2000, share: 1, run: flipOpenPassages },
  { name: 'flips-backup', goal: 2000, share: 2, run: flipBackup },
  { name: 'swaps', goal: 1000, share: 2, run: searchDuringSwaps },
  { name: 'restores', goal: 100, share: 1, run: restoreAgain },
  { name: 'aborts', goal: 100, share: 2, run: abortInference },
];
