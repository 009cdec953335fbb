import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { RATINGS, type Rating } from '../../../../src-contract/feedback.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, plainLine } from '../terminal-text.ts';

interface FeedbackOptions {
  readonly rating?: string;
  readonly conversation?: string;
  readonly message?: string;
  readonly rate?: string;
  readonly citation?: string;
  readonly note?: string;
  readonly export?: string;
  readonly limit: string;
}

const WORDS: Readonly<Record<Rating, string>> = {
  up: 'good',
  down: 'bad',
  'wrong-citation': 'wrong citation',
  'missing-source': 'missing source',
};

/** `carrel feedback`: lists, exports and gives ratings of answers. */
export function declareFeedback(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('feedback')
    .description(contract.feedback.list.summary)
    .option('--rating <rating>', `only these: ${RATINGS.join(', ')}`)
    .option('--conversation <id>', 'of one conversation')
    .option('--rate <rating>', 'rate an answer; name it with --conversation and --message')
    .option('--message <id>', 'with --rate: the answer')
    .option('--citation <n>', 'with --rate wrong-citation: its number')
    .option('--note <text>', 'with --rate: what is wrong or missing')
    .option('--export <file>', 'write all feedback to a new file, as CSV when it ends in .csv, else as JSON Lines')
    .option('--limit <n>', 'entries to show', '100')
    .action((options: FeedbackOptions, command: Command) => feedback(contextOf(command), options));
}

async function feedback(context: CommandContext, options: FeedbackOptions): Promise<void> {
  if (options.rate !== undefined) return rate(context, options);
  if (options.export !== undefined) return writeExport(context, options.export);
  const { rating, conversation, limit } = options;
  const input = parseInput(contract.feedback.list.input, { rating, conversation, limit: Number(limit) });
  const { output } = context;
  await context.withClient(async ({ client }) => {
    const { total, counts, feedback: entries } = await client.feedback.list(input);
    if (output.isJson) return output.json({ total, counts, feedback: entries });
    const sums = RATINGS.filter((one) => (counts[one] ?? 0) > 0).map((one) => `${counts[one]} ${WORDS[one]}`);
    output.line(`${counted(total, 'rating')}${sums.length === 0 ? '.' : `: ${sums.join(', ')}.`}`);
    for (const { rating: given, citation, question, note, createdAt } of entries) {
      const what = citation === undefined ? WORDS[given] : `${WORDS[given]} [${citation}]`;
      output.line(plainLine(`${createdAt}  ${what.padEnd(18)}  ${question}${note === undefined ? '' : ` — ${note}`}`));
    }
  });
}

async function rate({ output, withClient }: CommandContext, options: FeedbackOptions): Promise<void> {
  const { rate: rating, conversation, message, citation, note } = options;
  const number = citation === undefined ? undefined : Number(citation);
  const input = parseInput(contract.feedback.rate.input, { rating, conversation, message, citation: number, note });
  await withClient(async ({ client }) => {
    const kept = await client.feedback.rate(input);
    if (output.isJson) output.json(kept);
    else output.line(`Kept: ${WORDS[kept.rating]}.`);
  });
}

async function writeExport({ environment, output, withClient }: CommandContext, file: string): Promise<void> {
  await withClient(async ({ client }) => {
    const format = file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl';
    const { text } = await client.feedback.export({ format });
    const path = resolve(environment.cwd, file);
    await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
      throw new Failure('refused', `Feedback cannot be written to ${path}: ${String(cause)}. Name a new file.`, {
        reason: 'feedback/export',
        cause,
      });
    });
    if (output.isJson) output.json({ path });
    else output.line(`Written to ${path}.`);
  });
}
