import type { Command } from 'commander';
import type { AnswerResult, AnswerStatus, Citation } from '../../../../src-contract/answer.ts';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { Passage, Scope } from '../../../../src-contract/passage.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import { placeOf, plainLine, plainText } from '../terminal-text.ts';
import { printChecks, printFreshness } from './answer-checks.ts';
import { addScopeOptions, inCollection, ocrNote } from './search.ts';

/** As much of a quote as fits beside a place; the rest is in the document. */
const MAX_QUOTE_LENGTH = 160;

const asking = contract.answer.ask.input;

/** Adds the options of `carrel ask`; answers with what runs it. */
export function declareAsk(command: Command) {
  const parseScope = addScopeOptions(command);
  const pick = addContractOptions(command, asking, {
    topK: 'top-k',
    temperature: 'temperature',
    generator: 'generator',
    conversation: 'conversation',
    query: 'query',
    searchOnly: 'search-only',
  });
  const { instructions } = contract.conversations.configure.input.shape;
  command.option(
    '--instructions <text>',
    'persona, tone or language for this conversation, kept for its later questions; "" takes it away',
  );

  return async (
    context: CommandContext,
    question: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const { environment, output } = context;
    const input = parseInput(asking, { ...pick(options), question, ...givenScope(parseScope(options)) });
    const wish = options.instructions === undefined ? undefined : parseInput(instructions, options.instructions);
    if (wish !== undefined && input.conversation === undefined) {
      throw new Failure('invalid-input', 'Instructions belong to a conversation; name it with --conversation', {
        reason: 'cli/bad-arguments',
      });
    }
    await context.withClient(async (opened) => {
      if (wish !== undefined && input.conversation !== undefined) {
        await opened.client.conversations.configure({ id: input.conversation, instructions: wish });
      }
      const scope = givenScope(await inCollection(opened, context, input.scope ?? {}));
      const call = opened.client.answer.ask({ ...input, ...scope }, { signal: environment.signal });
      let written = '';
      let found: readonly Passage[] = [];
      try {
        for await (const event of call) {
          if (event.type === 'retrieval') found = event.results;
          if (output.isJson) output.json(event);
          else if (event.type === 'query' && event.from !== undefined) {
            output.line(output.style('dim', `Searched for: ${plainLine(event.text)}`));
          } else if (event.type === 'token') {
            written += event.text;
            output.write(plainText(event.text));
          }
        }
      } finally {
        if (written !== '' && !output.isJson) output.line();
      }
      const result = await call.result;
      if (output.isJson) output.json({ type: 'done', ...result });
      else {
        if (result.searchOnly === true) printPassages(context, found);
        else if (written === '') output.line(plainText(result.answer));
        printFooter(context, result);
      }
    });
  };
}

/** Without any option of scope the conversation's own one holds. */
const givenScope = (scope: Scope): { scope?: Scope } => (Object.keys(scope).length === 0 ? {} : { scope });

/** What was found, for a question that wants no text. */
function printPassages({ environment, output }: CommandContext, passages: readonly Passage[]): void {
  for (const { rank, source, position, snippet, ocr } of passages) {
    output.line(`${output.style('cyan', `[${rank}]`)} ${placeOf(source, position, environment.cwd, environment.home)}`);
    output.line(`    ${plainLine(snippet.replace(/\s+/g, ' ').trim())}`);
    if (ocr !== undefined) output.line(`    ${ocrNote(output, ocr)}`);
  }
}

/** What stands under an answer: how it was checked, its sources, how it was made, what held it back. */
export function printFooter(context: CommandContext, result: AnswerResult): void {
  const { environment, output } = context;
  printChecks(context, result);
  printFreshness(context, result);
  if (result.citations.length > 0) {
    output.line();
    output.line(output.style('bold', 'Sources'));
  }
  for (const citation of result.citations) {
    const place = placeOf(citation.source, citation.position, environment.cwd, environment.home);
    output.line(`${output.style('cyan', `[${citation.number}]`)} ${place}`);
    output.line(output.style('dim', `    “${quoteOf(citation)}”`));
    if (citation.ocr !== undefined) output.line(`    ${ocrNote(output, citation.ocr)}`);
  }
  output.line();
  for (const line of findingLines(result)) output.line(output.style('dim', line));
  for (const limit of result.limits) output.line(output.style('yellow', `Note: ${plainLine(limit.message)}`));
}

const STATUS: Readonly<Record<AnswerStatus, string>> = {
  answered: 'your sources answer it',
  partly: 'your sources answer it partly',
  'not-in-sources': 'your sources do not answer it',
};

/** Who answered, how well, and how it was made; a line is left out when nothing of it is known. */
function findingLines({
  generator,
  status,
  confidence,
  missing = [],
  stages = [],
  mode,
  context,
  searchOnly,
}: AnswerResult): string[] {
  const by = [searchOnly === true ? 'Only searched' : `Answered by ${plainLine(generator.name)}`];
  if (status !== undefined) by.push(STATUS[status]);
  if (confidence !== undefined) by.push(`confidence ${Math.round(confidence * 100)} %`);
  const made = stages.map(({ stage, outcome, ms }) => {
    const time = ms < 1 ? '<1 ms' : `${Math.round(ms).toLocaleString('en-US')} ms`;
    return outcome === 'skipped' ? `${stage} skipped` : `${stage} ${outcome === 'done' ? '' : `${outcome} `}${time}`;
  });
  const used =
    context === undefined
      ? undefined
      : [context.usedTokens, context.totalTokens].map((tokens) => tokens.toLocaleString('en-US'));
  return [
    by.join(' · '),
    ...(missing.length === 0 ? [] : [`Missing: ${missing.map(plainLine).join('; ')}`]),
    ...(made.length === 0
      ? []
      : [`Made in: ${[...(mode === undefined ? [] : [`${mode} search`]), ...made].join(' · ')}`]),
    ...(used === undefined ? [] : [`Context: ${used[0]} of ${used[1]} tokens used`]),
  ];
}

function quoteOf({ quote }: Citation): string {
  const line = plainLine(quote).replace(/\s+/g, ' ').trim();
  return line.length <= MAX_QUOTE_LENGTH ? line : `${line.slice(0, MAX_QUOTE_LENGTH - 1).toWellFormed()}…`;
}
