import type { Command } from 'commander';
import type { Erased } from '../../../../src-contract/erased.ts';
import { Failure } from '../../../../src-contract/failure.ts';
import { conversationIdSchema, sourceIdSchema } from '../../../../src-contract/ids.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, plainLine } from '../terminal-text.ts';

interface EraseOptions {
  readonly conversation?: string;
  readonly source?: string;
  readonly confirm?: string;
}

/** `carrel erase`: removes a conversation or a source for good, at once. */
export function declareErase(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('erase')
    .description('Erase a conversation or a source at once and for good, and say what may be left of it')
    .option('--conversation <id>', 'id of the conversation')
    .option('--source <id>', 'id of the source')
    .option('--confirm <title>', 'its title, exactly; without it nothing is erased and the title is told')
    .action((options: EraseOptions, command: Command) => erase(contextOf(command), options));
}

async function erase(context: CommandContext, { conversation, source, confirm = '' }: EraseOptions): Promise<void> {
  if ((conversation === undefined) === (source === undefined)) {
    throw new Failure('invalid-input', 'Name what to erase: either --conversation ID or --source ID.', {
      reason: 'cli/bad-arguments',
    });
  }
  const { output, environment } = context;
  await context.withClient(async ({ client }) => {
    const erased =
      conversation === undefined
        ? await client.library.erase({ id: parseInput(sourceIdSchema, source), confirm })
        : await client.conversations.erase({ id: parseInput(conversationIdSchema, conversation), confirm });
    if (erased.job !== undefined) {
      // The files of the index hold its words until they are made anew, so the command ends with that.
      const call = client.library.followJob({ id: erased.job }, { signal: environment.signal });
      for await (const _event of call) void _event;
      await call.result;
    }
    if (output.isJson) return output.json(erased);
    for (const line of linesOf(erased)) output.line(plainLine(line));
  });
}

function linesOf({ messages, sources, passages, feedback, traces, uploads, backups, remains }: Erased): string[] {
  const counts = [
    ...(sources === 0 ? [] : [counted(sources, 'source'), counted(passages, 'passage')]),
    ...(uploads === 0 ? [] : [counted(uploads, 'copied original')]),
    sources === 0 ? counted(messages, 'message') : `the words of ${counted(messages, 'answer')}`,
    counted(feedback, 'rating'),
    counted(traces, 'trace'),
  ];
  const kept =
    backups.length === 0
      ? 'No backup holds it.'
      : 'These backups may still hold it; delete them to be rid of it everywhere:';
  return [`Erased: ${counts.join(', ')}.`, kept, ...backups.map(({ file }) => `  ${file}`), ...remains];
}
