import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { type SourceId, sourceIdSchema } from '../../../../src-contract/ids.ts';
import { type CarrelClient, contract } from '../../../../src-contract/index.ts';
import { LOW_OCR_CONFIDENCE, OCR_LANGUAGES } from '../../../../src-contract/ocr.ts';
import type { SourceDetails } from '../../../../src-contract/source.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, plainLine, shortPath } from '../terminal-text.ts';
import { cancelled, failed, followJob } from './ingest.ts';

interface OcrOptions {
  readonly lang: string;
  readonly password?: string;
}

/** `carrel ocr <path|source>…`: reads pages without text and follows the work to its end. */
export function declareOcr(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('ocr')
    .description(contract.library.readWithOcr.summary)
    .argument('<paths...>', 'files, folders, or ids of sources; what is not in the library is added')
    .option('--lang <languages>', `languages of the pages, by commas: ${OCR_LANGUAGES.join(', ')}`, 'eng')
    .option('--password <password>', 'opens protected files; it is not stored')
    .action((paths: string[], options: OcrOptions, command: Command) => ocr(contextOf(command), paths, options));
}

async function ocr(context: CommandContext, named: readonly string[], { lang, password }: OcrOptions): Promise<void> {
  const { environment, output } = context;
  const { signal } = environment;
  // Asked before anything is added: a wrong language should change nothing.
  const languages = parseInput(contract.library.readWithOcr.input.shape.languages, lang.split(','));
  await context.withClient(async ({ client }) => {
    const ids = await sourcesOf(context, client, named);
    if (ids.length === 0) {
      throw new Failure('invalid-input', 'Nothing to read was found there. Name PDF files, pictures or sources', {
        reason: 'library/nothing-for-ocr',
      });
    }
    const more = password === undefined ? {} : { password };
    const { job } = await client.library.readWithOcr({ ids, languages, ...more }, { signal });
    const progress = output.startProgress('Reading');
    const summary = await followJob(context, { client, job }, progress).finally(() => progress.end());
    if (summary.state === 'cancelled' || signal.aborted) throw cancelled(summary);
    if (summary.state === 'failed') throw await failed(client, job);
    if (output.isJson) output.json({ type: 'done', ...summary });
    else for (const id of ids) report(context, await client.library.getSource({ id }));
  });
}

/** Sources that are named by id stay as they are; paths are added, or found as they are. */
async function sourcesOf(context: CommandContext, client: CarrelClient, named: readonly string[]): Promise<SourceId[]> {
  const { environment, output, globals } = context;
  const paths: string[] = [];
  const ids = new Set<SourceId>();
  for (const name of named) {
    const path = resolve(environment.cwd, name);
    const id = sourceIdSchema.safeParse(name);
    const isSource = !existsSync(path) && id.success && (await isKnown(client, id.data));
    if (isSource) ids.add(id.data);
    else paths.push(path);
  }
  if (paths.length === 0) return [...ids];
  const collection = globals.collection === undefined ? {} : { collection: globals.collection };
  const input = parseInput(contract.library.addSources.input, { paths, ...collection, watch: false });
  const { job } = await client.library.addSources(input, { signal: environment.signal });
  const progress = output.startProgress('Looking');
  const onEvent: Parameters<typeof followJob>[1]['onEvent'] = (event) => {
    if (event.type === 'source') ids.add(event.id);
  };
  const summary = await followJob(context, { client, job, onEvent }, progress).finally(() => progress.end());
  if (summary.state === 'cancelled' || environment.signal.aborted) throw cancelled(summary);
  return [...ids];
}

async function isKnown(client: CarrelClient, id: SourceId): Promise<boolean> {
  try {
    await client.library.getSource({ id });
    return true;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'not-found') return false;
    throw thrown;
  }
}

function report({ environment, output }: CommandContext, source: SourceDetails): void {
  const read = source.coverage.filter(({ state }) => state === 'ocr');
  const path = shortPath(source.path, environment.cwd, environment.home);
  if (read.length === 0) {
    output.line(`${path}  ${output.style('yellow', 'nothing read')}  ${plainLine(source.reason ?? 'It has text.')}`);
    return;
  }
  const confidence = read.reduce((sum, page) => sum + (page.confidence ?? 0), 0) / read.length;
  const isLow = confidence < LOW_OCR_CONFIDENCE;
  const share = output.style(isLow ? 'yellow' : 'green', `${Math.round(confidence)} % sure`);
  output.line(`${path}  ${counted(read.length, 'page')} read by OCR  ${share}`);
  if (isLow) output.line('  Much of it may be wrong. Check it against the page, or try other languages.');
  if (source.reason !== undefined) output.line(`  ${plainLine(source.reason)}`);
}
