import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import type { WatchedFolder } from '../../../../src-contract/folder.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import type { OpenedClient } from '../ports.ts';
import { plainLine, shortPath } from '../terminal-text.ts';

/** `carrel watch …`: the folders whose changes are followed while Carrel is open. */
export function declareWatch(program: Command, contextOf: (command: Command) => CommandContext): void {
  const watching = program.command('watch').description('Folders whose changes are followed while Carrel is open');
  watching
    .command('list', { isDefault: true })
    .description(contract.library.listWatchedFolders.summary)
    .action((_options, command: Command) => list(contextOf(command)));
  watching
    .command('add')
    .description(contract.library.watchFolder.summary)
    .argument('<folder>', 'the folder; it is read when Carrel is open')
    .action((folder: string, _options, command: Command) => add(contextOf(command), folder));
  const forOne = (
    name: string,
    summary: string,
    run: (context: CommandContext, folder: string) => Promise<void>,
  ): void => {
    watching
      .command(name)
      .description(summary)
      .argument('<folder>', 'path or id of a watched folder')
      .action((folder: string, _options, command: Command) => run(contextOf(command), folder));
  };
  forOne('remove', contract.library.unwatchFolder.summary, remove);
  forOne('pause', 'Stop following a folder for a while', (context, folder) => pause(context, folder, true));
  forOne('resume', 'Follow a paused folder again and catch up', (context, folder) => pause(context, folder, false));
}

async function list({ output, environment, withClient }: CommandContext): Promise<void> {
  await withClient(async ({ client }) => {
    const folders = await client.library.listWatchedFolders({});
    if (output.isJson) return output.json({ folders });
    if (folders.length === 0) return output.line('No folder is watched. Add one with "carrel watch add".');
    for (const folder of folders) present({ output, environment }, folder);
  });
}

async function add(context: CommandContext, folder: string): Promise<void> {
  const { environment, globals } = context;
  const input = parseInput(contract.library.watchFolder.input, {
    path: resolve(environment.cwd, folder),
    ...(globals.collection === undefined ? {} : { collection: globals.collection }),
  });
  await context.withClient(async ({ client }) => show(context, (await client.library.watchFolder(input)).folder));
}

async function remove(context: CommandContext, named: string): Promise<void> {
  await context.withClient(async (opened) => {
    const folder = await find(context, opened, named);
    await opened.client.library.unwatchFolder({ id: folder.id });
    if (context.output.isJson) context.output.json({ id: folder.id, path: folder.path });
    else context.output.line(`${plainLine(folder.path)} is no longer followed. Its sources stay.`);
  });
}

async function pause(context: CommandContext, named: string, paused: boolean): Promise<void> {
  await context.withClient(async (opened) => {
    const { id } = await find(context, opened, named);
    show(context, await opened.client.library.pauseWatchedFolder({ id, paused }));
  });
}

async function find({ environment }: CommandContext, { client }: OpenedClient, named: string): Promise<WatchedFolder> {
  const folders = await client.library.listWatchedFolders({});
  const path = resolve(environment.cwd, named);
  const found = folders.find((folder) => folder.id === named || folder.path === path);
  if (found !== undefined) return found;
  throw new Failure('not-found', `${path} is not watched. "carrel watch list" shows what is.`, {
    reason: 'library/unknown-watched-folder',
  });
}

function show(context: CommandContext, folder: WatchedFolder): void {
  if (context.output.isJson) context.output.json(folder);
  else present(context, folder);
}

function present({ output, environment }: Pick<CommandContext, 'output' | 'environment'>, folder: WatchedFolder): void {
  const path = shortPath(folder.path, environment.cwd, environment.home);
  const state = output.style(folder.state === 'trouble' ? 'yellow' : 'dim', folder.state);
  output.line(`${path}  ${plainLine(folder.collection)}  ${state}`);
  if (folder.problem !== undefined) output.line(`  ${plainLine(folder.problem)}`);
}
