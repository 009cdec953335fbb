import type { Command } from 'commander';
import type { Conversation, PinnedAnswer } from '../../../../src-contract/conversations.ts';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, plainLine, plainText } from '../terminal-text.ts';
import { printFooter } from './ask.ts';

interface PinnedOptions {
  readonly text?: string;
  readonly pin?: string;
  readonly unpin?: boolean;
}

/** `carrel pinned`: lists pinned answers and opens them; pins and unpins. */
export function declarePinned(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('pinned')
    .description(contract.conversations.listPinned.summary)
    .argument('[answer]', 'print this one whole: its number in the list, or the id of the answer')
    .option('--text <words>', 'only those whose answer, question or title contains this')
    .option('--pin <conversation>', 'pin the answer of this conversation, which is named by its id')
    .option('--unpin', 'take the pin off the answer')
    .action((answer: string | undefined, options: PinnedOptions, command: Command) =>
      pinned(contextOf(command), answer, options),
    );
}

async function pinned(context: CommandContext, answer: string | undefined, options: PinnedOptions): Promise<void> {
  if (answer === undefined && (options.pin !== undefined || options.unpin === true)) {
    throw new Failure('invalid-input', 'Name the answer: its id, or to unpin it its number in the list.', {
      reason: 'cli/bad-arguments',
    });
  }
  if (answer !== undefined && options.pin !== undefined) return pinOne(context, options.pin, answer);
  const { text } = parseInput(contract.conversations.listPinned.input, { text: options.text });
  const { output } = context;
  await context.withClient(async ({ client }) => {
    const list = await client.conversations.listPinned(text === undefined ? {} : { text });
    if (answer === undefined) {
      if (output.isJson) return output.json({ pinned: list });
      return printList(context, list);
    }
    const wanted = pick(list, answer);
    const { conversation: id, message } = wanted;
    if (options.unpin === true) {
      await client.conversations.pin({ id, message, pinned: false });
      return output.isJson ? output.json({ message, pinned: false }) : output.line('The pin is off.');
    }
    printWhole(context, wanted, await client.conversations.get({ id }));
  });
}

async function pinOne({ output, withClient }: CommandContext, conversation: string, message: string): Promise<void> {
  const input = parseInput(contract.conversations.pin.input, { id: conversation, message, pinned: true });
  await withClient(async ({ client }) => {
    await client.conversations.pin(input);
    if (output.isJson) output.json({ message, pinned: true });
    else output.line('Pinned.');
  });
}

function printList({ output }: CommandContext, list: readonly PinnedAnswer[]): void {
  output.line(list.length === 0 ? 'No answer is pinned.' : `${counted(list.length, 'pinned answer')}.`);
  for (const [index, { question, excerpt, title, pinnedAt }] of list.entries()) {
    output.line(`${output.style('cyan', String(index + 1).padStart(3))}  ${plainLine(question || title)}`);
    output.line(`     ${plainLine(excerpt)}`);
    output.line(output.style('dim', `     ${plainLine(title)} · ${pinnedAt.slice(0, 10)}`));
  }
}

/** By its number in the list, counted from 1, or by its id. */
function pick(list: readonly PinnedAnswer[], named: string): PinnedAnswer {
  const found =
    list.find(({ message }) => message === named) ?? (/^\d+$/.test(named) ? list[Number(named) - 1] : undefined);
  if (found !== undefined) return found;
  throw notPinned(named);
}

const notPinned = (named: string): Failure =>
  new Failure('not-found', `No pinned answer is ${plainLine(named)}; "carrel pinned" lists them.`, {
    reason: 'conversations/unknown-message',
  });

function printWhole(context: CommandContext, { message, question }: PinnedAnswer, conversation: Conversation): void {
  const { output } = context;
  const item = conversation.items.find(({ id }) => id === message);
  if (item?.role !== 'assistant') throw notPinned(message); // it was erased between the two calls
  if (output.isJson) {
    output.json({ conversation: conversation.id, question, ...item });
    return;
  }
  output.line(output.style('bold', plainText(question)));
  output.line();
  output.line(plainText(item.text));
  printFooter(context, { answer: item.text, ...item });
}
