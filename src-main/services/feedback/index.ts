export { createFeedbackService, type FeedbackService } from './feedback-service.ts';
export type { FeedbackStore } from './ports.ts';
