export { createFeedbackService, type FeedbackService } from './feedback-service.ts';
export type { FeedbackStore, RatedAnswer } from './ports.ts';
export { recallOfFeedback } from './recall-of-feedback.ts';
