import type { Command } from 'commander';
import type { AnswerResult, Citation } from '../../../../src-contract/answer.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { Scope } from '../../../../src-contract/passage.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import { placeOf, plainLine, plainText } from '../terminal-text.ts';
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
  });

  return async (
    context: CommandContext,
    question: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const { environment, output } = context;
    const input = parseInput(asking, { ...pick(options), question, ...givenScope(parseScope(options)) });
    await context.withClient(async (opened) => {
      const scope = givenScope(await inCollection(opened, context, input.scope ?? {}));
      const call = opened.client.answer.ask({ ...input, ...scope }, { signal: environment.signal });
      let written = '';
      try {
        for await (const event of call) {
          if (output.isJson) output.json(event);
          else if (event.type === 'token') {
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
        if (written === '') output.line(plainText(result.answer));
        printFooter(context, result);
      }
    });
  };
}

/** Without any option of scope the conversation's own one holds. */
const givenScope = (scope: Scope): { scope?: Scope } => (Object.keys(scope).length === 0 ? {} : { scope });

function printFooter({ environment, output }: CommandContext, result: AnswerResult): void {
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
  output.line(output.style('dim', `Answered by ${plainLine(result.generator.name)}`));
  for (const limit of result.limits) output.line(output.style('yellow', `Note: ${plainLine(limit.message)}`));
}

function quoteOf({ quote }: Citation): string {
  const line = plainLine(quote).replace(/\s+/g, ' ').trim();
  return line.length <= MAX_QUOTE_LENGTH ? line : `${line.slice(0, MAX_QUOTE_LENGTH - 1).toWellFormed()}…`;
}
