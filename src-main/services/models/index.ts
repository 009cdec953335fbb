export { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
export { createModelsService } from './models-service.ts';
export type { ModelsFolder } from './ports.ts';
export { predictMemory } from './predict-memory.ts';
