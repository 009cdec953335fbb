export type { GraphState, VectorEngine } from './graph-keeper.ts';
export type { IndexStats } from './index-store-type.ts';
export type { Embedder, Reranker, SparseEncoders } from './ports.ts';
export type { RerankTools } from './rerank-best.ts';
export { createSearchService, type SearchService, type SearchServiceDeps } from './search-service.ts';
