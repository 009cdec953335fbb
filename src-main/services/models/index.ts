export { createModelsService } from './models-service.ts';
export type { Machine, ModelsFolder } from './ports.ts';
