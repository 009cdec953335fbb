import { englishOf, type HostMessage, message, plain } from '../../../src-contract/host-message.ts';
import type { Readiness } from '../../../src-contract/system.ts';
import type { GeneratorState } from './ports.ts';

/** Below this, ingesting stops soon; below the second, even a conversation may not be saved. Guesses, unmeasured. */
const LOW_DISK_BYTES = 500 * 1024 * 1024;
const NO_DISK_BYTES = 50 * 1024 * 1024;

/** What readiness is judged by. */
export interface Vitals {
  /** Why the catalog does not answer. */
  readonly catalogProblem?: string;
  readonly chunks: number;
  readonly indexedChunks: number;
  readonly unusableIndexes: number;
  /** While jobs run the index is behind by nature. */
  readonly isBusy: boolean;
  readonly embedderProblem?: string;
  /** Why indexes of another model cannot be written to, one sentence each. */
  readonly otherModels?: readonly string[];
  readonly generator: GeneratorState;
  /** Names of remote backends in use that did not answer when they were last asked. */
  readonly failingRemotes?: readonly string[];
  readonly freeBytes?: number;
}

/** Judges whether questions can be answered, and says what holds it back. Pure. */
export function judgeReadiness(vitals: Vitals): Readiness {
  const reasons: Readiness['reasons'] = [];
  const report = (part: Readiness['reasons'][number]['part'], state: 'degraded' | 'down', said: HostMessage): void => {
    reasons.push({ part, state, message: englishOf(said), ...(said.code === 'plain' ? {} : { messageCode: said }) });
  };
  if (vitals.catalogProblem !== undefined) report('catalog', 'down', plain(vitals.catalogProblem));
  if (vitals.unusableIndexes > 0) {
    report('index', 'degraded', message('index-unusable-short', { count: vitals.unusableIndexes }));
  } else if (!vitals.isBusy && vitals.indexedChunks < vitals.chunks) {
    report('index', 'degraded', message('index-behind', { count: vitals.chunks - vitals.indexedChunks }));
  }
  for (const problem of vitals.otherModels ?? []) report('index', 'degraded', plain(problem));
  if (vitals.embedderProblem !== undefined) report('embedder', 'degraded', plain(vitals.embedderProblem));
  if (vitals.generator.problem !== undefined) report('generator', 'degraded', plain(vitals.generator.problem));
  for (const name of vitals.failingRemotes ?? []) report('remote', 'degraded', message('remote-failing', { name }));
  if (vitals.freeBytes !== undefined && vitals.freeBytes < LOW_DISK_BYTES) {
    const state = vitals.freeBytes < NO_DISK_BYTES ? 'down' : 'degraded';
    report('disk', state, message('disk-low', { megabytes: Math.floor(vitals.freeBytes / 1e6) }));
  }
  const states = reasons.map(({ state }) => state);
  return { state: states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ready', reasons };
}
