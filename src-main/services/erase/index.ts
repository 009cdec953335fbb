export { createEraseService, type EraseService, type EraseServiceDeps } from './erase-service.ts';
export type { ErasedSource, EraseStore, ErasingLibrary, ErasingTraces } from './ports.ts';
