import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import type { GraphCompleteness } from '../../../../src-contract/graph.ts';
import type { ChunkId, SourceId } from '../../../../src-contract/ids.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import type { OpenedClient } from '../ports.ts';
import { counted, formatCount, plainLine, shortPath } from '../terminal-text.ts';
import { inCollection } from './search.ts';

const { query } = contract.search;

/** Lines named of each definition that is missing. */
const MENTIONS_SHOWN = 3;

/** `carrel graph completeness <query|path>`: what the passages found, or a file, refer to and do not show. */
export function addCompleteness(graph: Command, contextOf: (command: Command) => CommandContext): void {
  const command = graph
    .command('completeness')
    .description(contract.graph.completeness.summary)
    .argument('<query-or-path>', 'what to search for, or a file of code in the library');
  const pick = addContractOptions(command, query.input, { limit: 'limit' });
  command.action(async (asked: string, options: Readonly<Record<string, unknown>>, at: Command) => {
    const context = contextOf(at);
    const { signal } = context.environment;
    await context.withClient(async (opened) => {
      const file = await findFile(context, opened, asked);
      const input =
        file === undefined
          ? { chunks: await searched(context, opened, { ...pick(options), text: asked }) }
          : { sources: [file] };
      const found = await opened.client.graph.completeness(input, { signal });
      if (context.output.isJson) context.output.json(found);
      else print(context, found);
    });
  });
}

/** The source of a path that exists, or that the library knows; undefined for words. */
async function findFile(
  context: CommandContext,
  { client }: OpenedClient,
  asked: string,
): Promise<SourceId | undefined> {
  const path = resolve(context.environment.cwd, asked);
  const { sources } = await client.library.listSources({ text: path, limit: 1000 });
  const known = sources.find((source) => source.path === path);
  if (known !== undefined) return known.id;
  if (!existsSync(path)) return undefined;
  throw new Failure('not-found', `${asked} is not in the library. Read it with "carrel ingest".`, {
    reason: 'graph/unknown-file',
  });
}

async function searched(context: CommandContext, opened: OpenedClient, given: object): Promise<ChunkId[]> {
  const input = parseInput(query.input, given);
  const scope = await inCollection(opened, context, input.scope);
  const { results } = await opened.client.search.query({ ...input, scope }, { signal: context.environment.signal });
  return results.filter(({ source }) => source.kind === 'code').map(({ chunk }) => chunk);
}

function print({ output, environment }: CommandContext, found: GraphCompleteness): void {
  const { cwd, home } = environment;
  if (found.passages === 0) {
    output.line('Nothing of it is code.');
    return;
  }
  for (const { unit, mentions } of found.missing) {
    const name = plainLine(unit.namespace === '' ? unit.name : `${unit.namespace}.${unit.name}`);
    const place = `${shortPath(unit.path, cwd, home)}:${unit.startLine}`;
    output.line(`${output.style('bold', name)}  ${output.style('dim', `${unit.kind} ${place}`)}`);
    const shown = mentions.slice(0, MENTIONS_SHOWN).map(({ path, line }) => `${shortPath(path, cwd, home)}:${line}`);
    const more = mentions.length > shown.length ? ` and ${formatCount(mentions.length - shown.length)} more` : '';
    output.line(output.style('dim', `    referred to in ${shown.join(', ')}${more}`));
  }
  const doubtful = found.doubtful === 0 ? '' : `; ${formatCount(found.doubtful)} more may be meant`;
  output.line(
    `${formatCount(found.present)} of ${counted(found.referenced, 'referenced definition')} present in ${counted(found.passages, 'passage')}${doubtful}`,
  );
}
