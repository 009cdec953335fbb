import type { AskInput } from '../../../src-contract/answer.ts';
import { Failure } from '../../../src-contract/failure.ts';
import type { OpenQuestion } from './make-answer.ts';
import type { ConversationStore } from './ports.ts';

/**
 * What holds for a question: earlier turns, its scope, and the instructions of its conversation.
 *
 * A new question is stored at once, so that a crash does not lose it; a scope it names holds for the later ones.
 *
 * @throws Failure `not-found` for an unknown conversation or answer, `invalid-input` for an answer without one
 */
export async function openConversation(conversations: ConversationStore, input: AskInput): Promise<OpenQuestion> {
  const { conversation, regenerate, edit, question } = input;
  if (conversation === undefined) {
    if (regenerate === undefined && edit === undefined)
      return { input, scope: input.scope ?? {}, history: [], instructions: undefined };
    throw new Failure('invalid-input', 'A message can only be replaced in its conversation. Name the conversation.', {
      reason: 'answer/no-conversation',
    });
  }
  if (edit !== undefined && regenerate !== undefined) {
    throw new Failure('invalid-input', 'Either a question is asked anew or an answer is made again, not both.', {
      reason: 'answer/edit-or-regenerate',
    });
  }
  const history = await (edit === undefined
    ? conversations.history(conversation, regenerate)
    : conversations.history(conversation, edit, 'question'));
  const setup = await conversations.setup(conversation);
  const scope = input.scope ?? setup.scope ?? {};
  if (input.scope !== undefined) await conversations.keepScope(conversation, scope);
  if (regenerate === undefined) await conversations.appendUser(conversation, { text: question, scope }, edit);
  return { input, scope, history, instructions: setup.instructions };
}
