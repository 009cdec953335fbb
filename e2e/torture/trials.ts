import { abortInference } from './aborts.ts';
import { crashAtEachOperation, killAtRandom } from './crashes.ts';
import { flipOpenPassages } from './flip-passages.ts';
import { flipBackup, flipCatalog, flipIndex, flipRecords } from './flips.ts';
import { restoreAgain, searchDuringSwaps } from './steady.ts';
import type { Outcome, TrialOptions } from './trial.ts';

interface Trial {
  readonly name: string;
  /** What it does, and what must hold; no sentence. */
  readonly about: string;
  /** What the design asks of a release ("Goals per release"); an upper bound where the tries are listed, not drawn. */
  readonly goal: number;
  /** Of the time, when it is limited. */
  readonly share: number;
  readonly run: (options: TrialOptions) => Promise<Outcome>;
}

/** Everything that is tried. The bit flips are 26,000 together. */
export const TRIALS: readonly Trial[] = [
  {
    name: 'kills',
    about:
      'SIGKILL at random moments while documents are read, deleted, erased and backed up: nothing acknowledged is lost',
    goal: 5000,
    share: 6,
    run: killAtRandom,
  },
  {
    name: 'operations',
    about: 'an end before, within and after each operation on files: nothing acknowledged is lost',
    goal: 1000,
    share: 6,
    run: crashAtEachOperation,
  },
  {
    name: 'flips-index',
    about: 'a bit flips in a file of an index: the answer of before, or the index is refused',
    goal: 6000,
    share: 3,
    run: flipIndex,
  },
  {
    name: 'flips-records',
    about: 'a bit flips in a manifest or the journal: it is refused or counted',
    goal: 12_000,
    share: 1,
    run: flipRecords,
  },
  {
    name: 'flips-catalog',
    about: 'a bit flips in the catalog or its log: refused, equal, or what is lost is named and read again',
    goal: 4000,
    share: 3,
    run: flipCatalog,
  },
  {
    name: 'flips-passages',
    about: 'a bit flips in a passage file of an open index: the answer of before',
    goal: 2000,
    share: 1,
    run: flipOpenPassages,
  },
  {
    name: 'flips-backup',
    about: 'a bit flips in a backup: an equal library, or it is refused and leaves nothing',
    goal: 2000,
    share: 2,
    run: flipBackup,
  },
  {
    name: 'swaps',
    about: 'searches while generations of an index are swapped: none fails, none mixes two',
    goal: 1000,
    share: 2,
    run: searchDuringSwaps,
  },
  {
    name: 'restores',
    about: 'a backup is restored again and again: the same rows and originals',
    goal: 100,
    share: 1,
    run: restoreAgain,
  },
  {
    name: 'aborts',
    about: "the model's process is ended by signals while it answers: each question is answered still",
    goal: 100,
    share: 2,
    run: abortInference,
  },
];
