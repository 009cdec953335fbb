export type { GraphState, VectorEngine } from './graph-keeper.ts';
export type { IndexStats } from './index-store.ts';
export { createSearchService, type SearchService, type SearchServiceDeps } from './search-service.ts';
