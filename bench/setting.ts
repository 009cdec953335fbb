import type { StaticEmbedder } from '../src-main/adapters/embedding/static-embedder.ts';
import type { AppPaths } from '../src-main/platform/app-paths.ts';
import type { Corpus } from './corpus.ts';
import type { Effort } from './measure.ts';

/** What every suite works with. */
export interface Setting extends Effort {
  readonly app: AppPaths;
  /** An empty folder that is removed afterwards. */
  readonly scratch: string;
  readonly corpus: Corpus;
  readonly embedder: StaticEmbedder;
  /** How often what takes seconds is repeated. */
  readonly runs: number;
}
