export { createEvaluationService, type EvaluationService, type EvaluationServiceDeps } from './evaluation-service.ts';
export type {
  FileQuestion,
  FileQuestionSet,
  FileQuestionSets,
  JudgedSet,
  JudgedSets,
  LabelledPairFiles,
  ScratchFile,
  ScratchLibraries,
  ScratchLibrary,
} from './ports.ts';
