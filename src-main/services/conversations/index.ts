export { type ConversationsService, createConversationsService } from './conversations-service.ts';
export type { ConversationStore } from './ports.ts';
export { titleFromQuestion } from './title-from-question.ts';
