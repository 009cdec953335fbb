import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import { LOW_OCR_CONFIDENCE, type OcrMark } from '../../../../src-contract/ocr.ts';
import {
  type Explanation,
  type Passage,
  type Scope,
  SOURCE_KINDS,
  scopeSchema,
} from '../../../../src-contract/passage.ts';
import type { SearchLimit, SearchOutput } from '../../../../src-contract/search.ts';
import { type CommandContext, findCollection } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import type { Output } from '../output.ts';
import type { OpenedClient } from '../ports.ts';
import { counted, ocrText, placeOf, plainLine, plainText } from '../terminal-text.ts';

/** More lines of a passage than this are left to an editor. */
const MAX_SNIPPET_LINES = 4;

const query = contract.search.query;

/** Adds the options of a scope that a person can type; answers with what parses them. */
export function addScopeOptions(command: Command): (options: Readonly<Record<string, unknown>>) => Scope {
  const pick = addContractOptions(command, scopeSchema, { paths: 'path', kinds: 'kind' });
  return (options) => parseInput(scopeSchema, pick(options));
}

/** Narrows a scope to `--collection`, whose name is checked here to say which one was meant. */
export async function inCollection(opened: OpenedClient, { globals }: CommandContext, scope: Scope): Promise<Scope> {
  if (globals.collection === undefined) return scope;
  return { ...scope, collections: [(await findCollection(opened, globals.collection)).id] };
}

const OPERATORS_HELP = `
Operators, in all modes:
  "exact phrase"         these words, in this order and form
  +word  +"a phrase"     must be in the passage (a word in any of its forms)
  -word  -"a phrase"     must not be in it
  path:notes  path:*.md  the path has this part, or ends as this pattern
  lang:python            programming language: python, ts, c++, ...
  kind:pdf               kind of file: ${SOURCE_KINDS.join(', ')}
  -path:  -lang:  -kind: leave such sources out; values with spaces in quotes: path:"my notes"
What is not understood is searched as text. Put "--" before a text that begins with a minus sign.

Examples:
  carrel search 'page +"clock algorithm" -lecture'
  carrel search 'parse config lang:python -path:tests'
  carrel search --all-words 'virtual memory page fault'
  carrel search -- '-draft budget kind:pdf,docx'
In "carrel ask" quotes alone do not narrow, as a question quotes what it is about; +"a phrase" does.
`;

/** Adds the options of `carrel search`; answers with what runs it. */
export function declareSearch(command: Command) {
  const parseScope = addScopeOptions(command);
  const pick = addContractOptions(command, query.input, { mode: 'mode', limit: 'limit' });
  command.option('--all-words', 'every word must be in a passage, in any of its forms');
  command.option('--rerank [model]', 'let a model of the models folder read the best passages again; "off": none');
  command.option('--explain', 'show how each score came about');
  command.addHelpText('after', OPERATORS_HELP);

  return async (context: CommandContext, text: string, options: Readonly<Record<string, unknown>>): Promise<void> => {
    const { output, environment } = context;
    if (text.trim() === '') {
      throw new Failure('invalid-input', 'The words to search are empty; give a word or a question', {
        reason: 'cli/bad-arguments',
      });
    }
    const given = pick(options);
    const matching = options.allWords === true ? 'all' : 'any';
    const parsed = parseInput(query.input, { ...given, matching, text, scope: parseScope(options) }); // before a library is opened
    await context.withClient(async (opened) => {
      const scope = await inCollection(opened, context, parsed.scope);
      const limit = given.limit ?? (await opened.client.settings.get({})).values['search.limit'];
      const rerank = await rerankerOf(opened, options.rerank);
      const input = parseInput(query.input, { ...parsed, scope, limit, ...rerank });
      const found = await opened.client.search.query(input, { signal: environment.signal });
      if (output.isJson) output.json(found);
      else print(context, found, options.explain === true);
    });
  };
}

/** `--rerank` alone takes the model of the setting, or the only one there is. @throws Failure naming those there are */
async function rerankerOf({ client }: OpenedClient, given: unknown): Promise<{ rerank?: string }> {
  if (given === undefined) return {};
  const { rerankers } = await client.models.list({});
  if (typeof given === 'string') {
    if (given === 'off' || rerankers.includes(given)) return { rerank: given };
    throw new Failure('not-found', `There is no reranker "${given}". ${those(rerankers)}`, {
      reason: 'rerank/unknown-model',
    });
  }
  const chosen = (await client.settings.get({})).values['search.reranker'];
  if (chosen !== 'off') return { rerank: chosen };
  const [only] = rerankers;
  if (only !== undefined && rerankers.length === 1) return { rerank: only };
  throw new Failure('invalid-input', `It is not said which model should rerank. ${those(rerankers)}`, {
    reason: 'rerank/no-model',
  });
}

const those = (rerankers: readonly string[]): string =>
  rerankers.length === 0
    ? 'The models folder has none: put a cross-encoder there (a folder with an ONNX file, or a GGUF file made for ranking).'
    : `The models folder has ${rerankers.map(plainLine).join(', ')}.`;

function print({ output, environment }: CommandContext, found: SearchOutput, hasExplanations: boolean): void {
  for (const passage of found.results) {
    const place = placeOf(passage.source, passage.position, environment.cwd, environment.home);
    const rank = output.style('dim', String(passage.rank).padStart(2));
    output.line(`${rank}  ${output.style('bold', place)}  ${output.style('dim', passage.score.toFixed(3))}`);
    if (passage.heading !== undefined) output.line(`    ${output.style('dim', plainLine(passage.heading))}`);
    if (passage.ocr !== undefined) output.line(`    ${ocrNote(output, passage.ocr)}`);
    for (const line of snippetLines(passage, output)) output.line(`    ${line}`);
    if (hasExplanations) printExplanation(output, passage.explain, 4);
    output.line();
  }
  const milliseconds = found.timings.total;
  const time = milliseconds === undefined ? '' : ` in ${milliseconds.toFixed(0)} ms`;
  const summary =
    found.results.length === 0
      ? `${whyNothing(found)}${time}. Try other words, or a wider scope.`
      : `${counted(found.results.length, 'passage')} of ${found.searched.toLocaleString('en-US')}${time}`;
  output.line(output.style('dim', summary));
  for (const note of notesOn(found)) output.line(output.style('dim', note));
}

/** How sure text recognition was of what it read; in another colour and with a warning when that is little. */
export function ocrNote(output: Output, ocr: OcrMark): string {
  if (ocr.confidence >= LOW_OCR_CONFIDENCE) return output.style('dim', ocrText(ocr));
  return output.style('yellow', `${ocrText(ocr)}; much of it may be wrong`);
}

/** Names the restriction that left nothing, where there is one. */
function whyNothing({ searched, query }: SearchOutput): string {
  const last = query.narrowing.find(({ left }) => left === 0);
  if (last !== undefined) return `Nothing found: ${plainLine(last.written)} leaves no passage`;
  if (query.text === '') return 'Nothing to look for: the query only narrows, add a word';
  return `Nothing found in ${counted(searched, 'passage')}`;
}

const LIMITS: Readonly<Record<SearchLimit, string>> = {
  'model-late': 'Only the words were searched: the embedding model took too long.',
  'model-failed': 'Only the words were searched: the embedding model stopped working.',
  'model-missing': 'Only the words were searched: the model that made the index is gone. Run "carrel reindex".',
  'mixed-models':
    'Only the words were searched: the collections have indexes of different models. Run "carrel reindex".',
  'lexical-late': 'Only meaning was searched: the search by words took too long.',
  'lexical-failed': 'Only meaning was searched: the search by words failed.',
  'vector-late': 'Only the words were searched: the search by meaning took too long.',
  'vector-failed': 'Only the words were searched: the search by meaning failed.',
  'sparse-late': 'Without learned words: their model was late, or has not read all passages yet.',
  'sparse-failed': 'Without learned words: their model cannot be used. Set search.sparseModel to another, or to "off".',
  'rerank-late': 'Not reranked: the model took too long (search.rerankBudgetMs). This is the order before it.',
  'rerank-failed': 'Not reranked: the model stopped working. This is the order before it.',
  'rerank-missing': 'Not reranked: the model is not in the models folder. Set search.reranker to another, or to "off".',
  'rerank-skipped': 'Not reranked: finding took the time that the reranker had. This is the order before it.',
  'still-reading': 'Not all files have been read yet: what the others say cannot be found.',
};

function notesOn({ query, results, reranked, limits = [] }: SearchOutput): string[] {
  const steps = query.narrowing.map(
    ({ written, left }) => `${plainLine(written)} left ${left.toLocaleString('en-US')}`,
  );
  return [
    ...(steps.length === 0 || results.length === 0 ? [] : [`Narrowed: ${steps.join(', ')}`]),
    ...(reranked === undefined ? [] : [`Reranked by ${plainLine(reranked.by)}: it read ${reranked.passages}`]),
    ...limits.map((limit) => LIMITS[limit]),
    ...(query.isPartial ? ['Very many passages have the words of a phrase; only the best were read for it.'] : []),
  ];
}

/** The first lines of a snippet with the found words lit. */
function snippetLines({ snippet, highlights }: Passage, output: Output): string[] {
  const text = plainText(snippet);
  let lit = '';
  let at = 0;
  for (const [start, end] of highlights) {
    if (start < at || end > text.length) continue; // overlapping or out of the text: show the words unlit
    lit += text.slice(at, start) + output.style('yellow', text.slice(start, end));
    at = end;
  }
  const lines = (lit + text.slice(at)).split('\n').filter((line) => line.trim() !== '');
  return lines.length <= MAX_SNIPPET_LINES ? lines : [...lines.slice(0, MAX_SNIPPET_LINES), '…'];
}

function printExplanation(output: Output, explanation: Explanation, indent: number): void {
  const detail = explanation.detail === undefined ? '' : `  ${plainLine(explanation.detail)}`;
  output.line(
    output.style('dim', `${' '.repeat(indent)}${explanation.name} = ${explanation.value.toFixed(4)}${detail}`),
  );
  for (const part of explanation.parts ?? []) printExplanation(output, part, indent + 2);
}
