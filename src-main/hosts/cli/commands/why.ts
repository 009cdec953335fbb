import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { Explanation } from '../../../../src-contract/passage.ts';
import type { WhyOutput, WhyStage } from '../../../../src-contract/why.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import type { Output } from '../output.ts';
import type { OpenedClient } from '../ports.ts';
import { counted, formatCount, placeOf, plainLine, shortPath } from '../terminal-text.ts';
import { addScopeOptions, inCollection } from './search.ts';

const { input: schema } = contract.search.why;
const { input: querySchema } = contract.search.query;

const EXAMPLES = `
Examples:
  carrel why 'page replacement' notes/virtual-memory.md
  carrel why 'parse config lang:python' settings-store.ts --explain
  carrel why --mode lexical 'crash' lecture.pdf --chunk 3
`;

/** Adds the options of `carrel why`; answers with what runs it. */
export function declareWhy(command: Command) {
  const parseScope = addScopeOptions(command);
  const pick = addContractOptions(command, querySchema, { mode: 'mode', limit: 'limit', rerank: 'rerank' });
  const pickPlace = addContractOptions(command, schema, { place: 'chunk' });
  command.option('--all-words', 'every word must be in a passage, in any of its forms');
  command.option('--explain', 'show how the scores came about, of what stands before it, too');
  command.addHelpText('after', EXAMPLES);

  return async (
    context: CommandContext,
    { text, source }: { readonly text: string; readonly source: string },
    options: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const { output, environment } = context;
    if (text.trim() === '' || source.trim() === '') {
      throw new Failure('invalid-input', 'Give the words that were searched and the source that was not found', {
        reason: 'cli/bad-arguments',
      });
    }
    const given = pick(options);
    const matching = options.allWords === true ? 'all' : 'any';
    const asked = parseInput(querySchema, { ...given, matching, text, scope: parseScope(options) });
    const named = /^\.{1,2}[/\\]/.test(source) ? resolve(environment.cwd, source) : source;
    const input = parseInput(schema, { ...pickPlace(options), query: asked, source: named });
    await context.withClient(async (opened) => {
      const scope = await inCollection(opened, context, asked.scope);
      const limit = given.limit === undefined ? await limitOf(opened) : asked.limit;
      const query = { ...asked, scope, limit };
      const why = await opened.client.search.why({ ...input, query }, { signal: environment.signal });
      if (output.isJson) output.json(why);
      else print(context, why, options.explain === true);
    });
  };
}

async function limitOf({ client }: OpenedClient): Promise<number> {
  return (await client.settings.get({})).values['search.limit'];
}

function print({ output, environment }: CommandContext, why: WhyOutput, hasExplanations: boolean): void {
  const { passage, source } = why;
  output.line(output.style('bold', shortPath(source.path, environment.cwd, environment.home)));
  output.line(verdictOf(why));
  output.line();
  if (passage !== undefined) {
    const place = placeOf(passage.source, passage.position, environment.cwd, environment.home);
    output.line(`${output.style('dim', why.verdict === 'found' ? 'Best passage' : 'Followed')}  ${place}`);
    if (hasExplanations && passage.explain !== undefined) printExplanation(output, passage.explain, 2);
    output.line();
  }
  output.table(
    why.stages.map((stage) => [stage.name, toLine(stage)]),
    '  ',
  );
  for (const { written, left } of why.narrowing) {
    output.line(output.style('dim', `  ${plainLine(written)} leaves ${counted(left, 'passage')} of it`));
  }
  printWords(output, why);
  if (why.above.length > 0) output.line('\nBefore it stand');
  for (const other of why.above) {
    const place = placeOf(other.source, other.position, environment.cwd, environment.home);
    output.line(`${String(other.rank).padStart(3)}  ${place}  ${output.style('dim', other.score.toFixed(3))}`);
    if (hasExplanations) printExplanation(output, other.explain, 5);
  }
}

/** One sentence that says how it ended and what would help. */
function verdictOf(why: WhyOutput): string {
  const { verdict, rank = 0, limit, stages, status, reason, source } = why;
  const by = plainLine(stages.find(({ outcome }) => outcome === 'stopped')?.by ?? '');
  const sentences: Readonly<Record<WhyOutput['verdict'], string>> = {
    found: `It is found, at place ${rank}.`,
    'below-limit': `It is ranked at place ${formatCount(rank)}, and ${limit} are shown. Ask for more with --limit, or add words that it has.`,
    repeat: 'This passage says the same as an earlier one of its source, which is shown in its place.',
    'outside-lists': `Too many other passages fit better: it is among the first ${CANDIDATES} neither by words nor by meaning.`,
    'no-match': 'No word of the query is in it. Try words that it has.',
    excluded: `${by} keeps it out. Leave that away to find it.`,
    'out-of-scope': `The search was limited to other ${by || 'sources'}.`,
    'not-indexed': 'Its passages are not in the index yet. Wait until reading ends, or run "carrel doctor --repair".',
    'not-read': `It has no text to search (${status})${reason === undefined ? '' : `: ${plainLine(reason)}`}`,
    'nothing-asked': `The query only narrows and has no words; ${plainLine(source.title)} could be found by any.`,
  };
  return sentences[verdict];
}

/** The length of each list of candidates; said only to explain (services/search). */
const CANDIDATES = 200;

function toLine({ outcome, rank, of, score, by, name }: WhyStage): string {
  if (outcome === 'unused') return 'not used by this search';
  if (outcome === 'not-reached' && rank === undefined) return '–';
  const value = score === undefined ? '' : `  ${score.toFixed(3)}`;
  const noun = name === 'limit' ? 'shown' : 'ranked';
  if (rank !== undefined) {
    const total = of === undefined ? '' : ` of ${formatCount(of)}${name === 'limit' ? ` ${noun}` : ''}`;
    const short = outcome === 'passed' ? '' : name === 'limit' ? '' : '  too deep';
    return `place ${formatCount(rank)}${total}${value}${short}`;
  }
  if (outcome === 'missed') return 'not in this list';
  if (outcome === 'stopped') return `stopped${by === undefined ? '' : ` by ${plainLine(by)}`}`;
  return of === undefined ? 'passed' : `${counted(of, 'passage')} passed`;
}

function printWords(output: Output, { words }: WhyOutput): void {
  const missing = words.filter(({ inPassage }) => inPassage === 0);
  if (missing.length === 0) return;
  output.line('\nWords that are missing in it');
  output.table(
    missing.map(({ word, share, inSource, inLibrary, near }) => {
      const where = inSource
        ? 'elsewhere in the source'
        : inLibrary === 0
          ? 'nowhere'
          : `in ${counted(inLibrary, 'other passage')}`;
      const meant = near.length === 0 ? '' : `; the source has ${near.map(plainLine).join(', ')}`;
      return [plainLine(word), `${(share * 100).toFixed(0)} % of the words' weight, ${where}${meant}`];
    }),
    '  ',
  );
}

function printExplanation(output: Output, explanation: Explanation, indent: number): void {
  const detail = explanation.detail === undefined ? '' : `  ${plainLine(explanation.detail)}`;
  output.line(
    output.style(
      'dim',
      `${' '.repeat(indent)}${plainLine(explanation.name)} = ${explanation.value.toFixed(4)}${detail}`,
    ),
  );
  for (const part of explanation.parts ?? []) printExplanation(output, part, indent + 2);
}
