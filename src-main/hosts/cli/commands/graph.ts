import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import type { GraphNeighbour, GraphOverview, GraphUnit, RankedUnit } from '../../../../src-contract/graph.ts';
import { contract } from '../../../../src-contract/index.ts';
import { type CommandContext, findCollection } from '../command-context.ts';
import { addContractOptions, parseInput } from '../contract-options.ts';
import type { OpenedClient } from '../ports.ts';
import { counted, formatCount, plainLine, shortPath } from '../terminal-text.ts';
import { addCompleteness } from './graph-completeness.ts';

const procedures = contract.graph;
type Options = Readonly<Record<string, unknown>>;
type ContextOf = (command: Command) => CommandContext;

/** Adds `carrel graph` with its questions. */
export function addGraphCommands(program: Command, contextOf: ContextOf): void {
  const graph = program
    .command('graph')
    .description('Ask what depends on what in the code of the library')
    .addHelpText(
      'after',
      '\nA name is a definition ("parse", "Client.get"), a file ("src/client.ts") or an id that was printed.',
    );
  graph
    .command('overview')
    .description(procedures.overview.summary)
    .action((_options, command: Command) => overview(contextOf(command)));
  for (const direction of ['dependencies', 'dependents'] as const) addNeighbours(graph, direction, contextOf);
  addCycles(graph, contextOf);
  addCompleteness(graph, contextOf);
  for (const list of ['hubs', 'orphans', 'rank'] as const) addList(graph, list, contextOf);
  const finding = graph.command('find').description(procedures.find.summary).argument('<text>', 'a part of a name');
  const pick = addContractOptions(finding, procedures.find.input, { limit: 'limit' });
  finding.action(async (text: string, options: Options, command: Command) => {
    const context = contextOf(command);
    const input = parseInput(procedures.find.input, { ...pick(options), text });
    await ask(context, async ({ client }, scope) => {
      const found = await client.graph.find({ ...input, ...scope }, { signal: context.environment.signal });
      printRanked(context, found, `have "${text}" in their name`);
    });
  });
}

function addNeighbours(graph: Command, direction: 'dependencies' | 'dependents', contextOf: ContextOf): void {
  const { input: schema } = procedures.neighbours;
  const command = graph
    .command(direction)
    .description(
      direction === 'dependencies'
        ? 'List what a definition or file depends on'
        : 'List what depends on a definition or file',
    )
    .argument('<name>', 'a definition, file or id');
  const pick = addContractOptions(command, schema, { depth: 'depth', limit: 'limit', certain: 'certain' });
  command.action(async (name: string, options: Options, at: Command) => {
    const context = contextOf(at);
    const input = parseInput(schema, { ...pick(options), name, direction });
    await ask(context, async ({ client }, scope) => {
      const call = client.graph.neighbours({ ...input, ...scope }, { signal: context.environment.signal });
      const found = await call.catch((thrown: unknown) => listMeanings(context, thrown));
      if (context.output.isJson) context.output.json(found);
      else printNeighbours(context, found.unit, found.neighbours, found.total, direction);
    });
  });
}

/** Names every meaning of an ambiguous name before the failure itself is reported. */
function listMeanings({ output }: CommandContext, thrown: unknown): never {
  const ids = thrown instanceof Failure && thrown.reason === 'graph/ambiguous-name' ? thrown.details?.ids : undefined;
  if (Array.isArray(ids) && !output.isJson) for (const id of ids) output.note(`  ${plainLine(String(id))}`);
  throw thrown;
}

function addCycles(graph: Command, contextOf: ContextOf): void {
  const command = graph.command('cycles').description(procedures.cycles.summary);
  const pick = addContractOptions(command, procedures.cycles.input, { level: 'level', limit: 'limit' });
  command.action(async (options: Options, at: Command) => {
    const context = contextOf(at);
    const { output } = context;
    const input = parseInput(procedures.cycles.input, pick(options));
    await ask(context, async ({ client }, scope) => {
      const found = await client.graph.cycles({ ...input, ...scope }, { signal: context.environment.signal });
      if (output.isJson) return output.json(found);
      for (const [index, cycle] of found.cycles.entries()) {
        output.line(
          output.style(
            'bold',
            `${index + 1}. ${counted(cycle.length, input.level === 'files' ? 'file' : 'definition')}`,
          ),
        );
        for (const unit of cycle) output.line(`   ${nameOf(unit)}  ${output.style('dim', place(context, unit))}`);
      }
      output.line(
        output.style(
          'dim',
          `${counted(found.total, 'circle')} of ${input.level === 'files' ? 'files' : 'definitions'}`,
        ),
      );
    });
  });
}

const LIST_ENDINGS = {
  hubs: 'refer to others or are referred to',
  orphans: 'are never referred to by name',
  rank: 'are ranked',
} as const;

function addList(graph: Command, list: keyof typeof LIST_ENDINGS, contextOf: ContextOf): void {
  const { input: schema, summary } = procedures[list];
  const command = graph.command(list).description(summary);
  const pick = addContractOptions(command, schema, { limit: 'limit' });
  command.action(async (options: Options, at: Command) => {
    const context = contextOf(at);
    const input = parseInput(schema, pick(options));
    await ask(context, async ({ client }, scope) => {
      const found = await client.graph[list]({ ...input, ...scope }, { signal: context.environment.signal });
      printRanked(context, found, LIST_ENDINGS[list]);
    });
  });
}

/** Opens the library and narrows the question to `--collection`, whose name is checked here to say which was meant. */
function ask(
  context: CommandContext,
  question: (opened: OpenedClient, scope: { collections?: string[] }) => Promise<void>,
): Promise<void> {
  const { collection } = context.globals;
  return context.withClient(async (opened) =>
    question(opened, collection === undefined ? {} : { collections: [(await findCollection(opened, collection)).id] }),
  );
}

async function overview(context: CommandContext): Promise<void> {
  const { output, environment } = context;
  await ask(context, async ({ client }, scope) => {
    const found = await client.graph.overview(scope, { signal: environment.signal });
    if (output.isJson) output.json(found);
    else printOverview(context, found);
  });
}

function printOverview({ output }: CommandContext, found: GraphOverview): void {
  if (found.units === 0) {
    output.line('No code with definitions has been read yet. Read a folder of code with "carrel ingest".');
    return;
  }
  const { resolved, outside, tooMany } = found.mentions;
  output.table([
    ['Code', `${counted(found.files, 'file')} · ${counted(found.units, 'definition')}`],
    ['References', `${formatCount(found.edges)} between them, ${formatCount(found.certainEdges)} of them certain`],
    [
      'Mentions',
      `${formatCount(resolved)} resolved · ${formatCount(outside)} outside · ${formatCount(tooMany)} too ambiguous`,
    ],
    [
      'Circles',
      `${counted(found.fileCycles, 'circle')} of files · ${counted(found.unitCycles, 'circle')} of definitions`,
    ],
    ['Orphans', counted(found.orphans, 'definition')],
    ...Object.entries(found.relationships).map(([name, count]): [string, string] => [
      `  ${name}`,
      formatCount(count ?? 0),
    ]),
  ]);
  output.line();
  output.line(output.style('bold', 'Languages'));
  output.table(
    found.languages.map(({ language, files, units }) => [
      language || 'unknown',
      `${counted(files, 'file')} · ${counted(units, 'definition')}`,
    ]),
  );
}

function printNeighbours(
  context: CommandContext,
  unit: GraphUnit,
  neighbours: readonly GraphNeighbour[],
  total: number,
  direction: 'dependencies' | 'dependents',
): void {
  const { output } = context;
  output.line(`${output.style('bold', nameOf(unit))}  ${output.style('dim', place(context, unit))}`);
  for (const neighbour of neighbours) {
    const doubt = neighbour.certain ? '' : output.style('yellow', ` ? ${doubtOf(neighbour)}`);
    const how = output.style('dim', `${neighbour.relationship}, ${neighbour.via}`);
    output.line(
      `${'  '.repeat(neighbour.depth)}${nameOf(neighbour.unit)}  ${output.style('dim', place(context, neighbour.unit))}  ${how}${doubt}`,
    );
  }
  const verb =
    direction === 'dependencies'
      ? total === 1
        ? 'dependency'
        : 'dependencies'
      : total === 1
        ? 'dependent'
        : 'dependents';
  const cut = neighbours.length < total ? `; the first ${formatCount(neighbours.length)} are shown` : '';
  output.line(output.style('dim', `${formatCount(total)} ${verb}${cut}`));
}

function doubtOf({ candidates, via }: GraphNeighbour): string {
  return candidates > 1 ? `one of ${candidates}` : via === 'name' ? 'by its name only' : '';
}

function printRanked(
  context: CommandContext,
  found: { readonly total: number; readonly units: readonly RankedUnit[] },
  what: string,
): void {
  const { output } = context;
  if (output.isJson) {
    output.json(found);
    return;
  }
  for (const { unit, dependents, dependencies, rank } of found.units) {
    output.line(
      `${rank.toFixed(5)}  ${formatCount(dependents).padStart(5)} in ${formatCount(dependencies).padStart(5)} out  ${output.style('bold', nameOf(unit))}  ${output.style('dim', `${unit.kind} ${place(context, unit)}`)}`,
    );
  }
  output.line(output.style('dim', `${counted(found.total, 'definition')} ${what}`));
}

function nameOf({ namespace, name }: GraphUnit): string {
  return plainLine(namespace === '' ? name : `${namespace}.${name}`);
}

function place({ environment }: CommandContext, { path, kind, startLine }: GraphUnit): string {
  const short = shortPath(path, environment.cwd, environment.home);
  return kind === 'file' ? short : `${short}:${startLine}`;
}
