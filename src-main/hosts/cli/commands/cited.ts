import { conversationIdSchema, messageIdSchema } from '../../../../src-contract/ids.ts';
import type { CommandContext } from '../command-context.ts';
import { plainLine } from '../terminal-text.ts';

/** `carrel cited`: what became of the passages an answer cites. */
export async function cited(context: CommandContext, conversation: string, message: string): Promise<void> {
  const { environment, output } = context;
  await context.withClient(async ({ client }) => {
    const input = { conversation: conversationIdSchema.parse(conversation), message: messageIdSchema.parse(message) };
    const citations = await client.answer.citationStatus(input, { signal: environment.signal });
    if (output.isJson) {
      output.json({ citations });
      return;
    }
    for (const { number, status, movedTo, diff, isStale } of citations) {
      const place = movedTo === undefined ? '' : ` to ${plainLine(movedTo.path)}`;
      output.line(`[${number}] ${status}${place}${isStale ? ' (the file changed since it was read)' : ''}`);
      const words = diff?.map(({ kind, text }) =>
        kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`,
      );
      if (words !== undefined) output.line(`    ${plainLine(words.join(''))}`);
    }
  });
}
