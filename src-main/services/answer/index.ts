export { type AnswerService, type AnswerServiceDeps, createAnswerService } from './answer-service.ts';
export { createPickGenerator } from './pick-generator.ts';
export type {
  AnswerDraft,
  AnswerSettings,
  ConversationStore,
  GenerateRequest,
  Generator,
  GeneratorChoice,
  PassageFinder,
  PickGenerator,
  SourceCoverage,
  Turn,
} from './ports.ts';
