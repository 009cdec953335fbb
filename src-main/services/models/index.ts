export { createModelsService } from './models-service.ts';
export type { ModelsFolder } from './ports.ts';
