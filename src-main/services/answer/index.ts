export { type AnswerService, type AnswerServiceDeps, createAnswerService } from './answer-service.ts';
export { createPickGenerator } from './pick-generator.ts';
export type {
  AnswerDraft,
  AnswerRecorder,
  AnswerSettings,
  ConversationStore,
  GenerateRequest,
  Generator,
  GeneratorChoice,
  PassageFinder,
  PickGenerator,
  RecordedAnswer,
  SourceCoverage,
  Turn,
} from './ports.ts';
