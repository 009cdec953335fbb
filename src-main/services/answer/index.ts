export { type AnswerService, type AnswerServiceDeps, createAnswerService } from './answer-service.ts';
export { type CitationStatusDeps, createCitationStatus } from './citation-status.ts';
export { createPickGenerator } from './pick-generator.ts';
export type {
  AnswerDraft,
  AnswerRecorder,
  AnswerSettings,
  AnswerVerifier,
  CitedSource,
  CitedSources,
  ConversationStore,
  DiffWords,
  GenerateRequest,
  Generator,
  GeneratorChoice,
  NumberedPassage,
  PassageFinder,
  PickGenerator,
  RecordedAnswer,
  SourceCoverage,
  SourceFreshness,
  Turn,
  Written,
} from './ports.ts';
export { createAnswerVerifier } from './verify-answer.ts';
