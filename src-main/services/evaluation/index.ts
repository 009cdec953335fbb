export { createEvaluationService, type EvaluationService, type EvaluationServiceDeps } from './evaluation-service.ts';
export type { JudgedSet, JudgedSets, ScratchFile, ScratchLibraries, ScratchLibrary } from './ports.ts';
