import type { IndexHealth } from '../../../src-contract/index-health.ts';
import type { RecoveryKind } from '../../../src-contract/recovery.ts';
import type { IndexState, RecoveryBook, SystemProbes } from './ports.ts';

interface IndexHealthDeps {
  readonly index: IndexState;
  readonly recoveries: Pick<RecoveryBook, 'list' | 'total'>;
  readonly probes: Pick<SystemProbes, 'listCataloged'>;
}

const OF_THE_INDEX: ReadonlySet<RecoveryKind> = new Set(['index-rebuilt', 'index-corrected']);

/** Holds the catalog and the live index side by side, collection by collection. */
export async function tellIndexHealth({ index, recoveries, probes }: IndexHealthDeps): Promise<IndexHealth> {
  const cataloged = await probes.listCataloged();
  const { collections: indexed, learned } = index.stats();
  return {
    collections: cataloged.map((collection) => {
      const words = learned?.get(collection.id);
      return { ...collection, ...indexed.get(collection.id), ...(words === undefined ? {} : { learned: words }) };
    }),
    recoveries: recoveries.list(recoveries.total()).filter(({ kind }) => OF_THE_INDEX.has(kind)).length,
  };
}
