import type { Catalog } from './adapters/duckdb/catalog.ts';
import { createEraseStore } from './adapters/duckdb/erase-store.ts';
import { createFeedbackStore } from './adapters/duckdb/feedback-store.ts';
import { createEraseService, type EraseServiceDeps } from './services/erase/index.ts';
import { createFeedbackService } from './services/feedback/index.ts';

/** Builds what works on answers that are kept: ratings of them, and erasing for good. */
export function buildKeptParts({ catalog, ...deps }: Omit<EraseServiceDeps, 'store'> & { readonly catalog: Catalog }) {
  return {
    erase: createEraseService({ ...deps, store: createEraseStore(catalog) }),
    feedback: createFeedbackService({ store: createFeedbackStore(catalog), onChange: deps.onChange }).handlers,
  };
}
