import { resolve } from 'node:path';
import type { Command } from 'commander';
import { contract } from '../../../../src-contract/index.ts';
import type { MemoryNeed, ModelFile, ModelProgress } from '../../../../src-contract/models.ts';
import type { StreamCall } from '../../../../src-contract/procedure.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { formatBytes, plainLine } from '../terminal-text.ts';

type ContextOf = (command: Command) => CommandContext;

/** `carrel models …`: what models there are, what they take, and how they come and go. */
export function declareModels(program: Command, contextOf: ContextOf): void {
  const models = program.command('models').description('Models on this computer: look, add, fetch, try, remove');
  models
    .command('list', { isDefault: true })
    .description(contract.models.installed.summary)
    .action((_options, command: Command) => list(contextOf(command)));
  models
    .command('info')
    .description(contract.models.inspect.summary)
    .argument('<model>', 'name in the models folder, or path of a file')
    .action((model: string, _options, command: Command) => info(contextOf(command), model));
  models
    .command('import')
    .description(contract.models.import.summary)
    .argument('<file>', 'GGUF file, or folder with an ONNX model')
    .option('--link', 'leave the file where it is, and link it')
    .action((file: string, options: { link?: boolean }, command: Command) =>
      importModel(contextOf(command), file, options.link ?? false),
    );
  models
    .command('remove')
    .description(contract.models.remove.summary)
    .argument('<name>', 'name in the models folder')
    .action((id: string, _options, command: Command) => change(contextOf(command), 'remove', id));
  models
    .command('restore')
    .description(contract.models.restore.summary)
    .argument('<name>', 'name it had in the models folder')
    .action((id: string, _options, command: Command) => change(contextOf(command), 'restore', id));
  models
    .command('test')
    .description(contract.models.test.summary)
    .argument('<name>', 'name in the models folder')
    .action((id: string, _options, command: Command) => test(contextOf(command), id));
  declareFetching(models, contextOf);
}

function declareFetching(models: Command, contextOf: ContextOf): void {
  models
    .command('catalogue')
    .description(contract.models.catalogue.summary)
    .action((_options, command: Command) => catalogue(contextOf(command)));
  models
    .command('download')
    .description(contract.models.download.summary)
    .argument('<from>', 'id of the catalogue, or an address (https)')
    .option('--name <file>', 'name in the models folder')
    .option('--sha256 <hash>', 'what the file must be')
    .action((from: string, options: { name?: string; sha256?: string }, command: Command) =>
      download(contextOf(command), from, options),
    );
  models
    .command('discard')
    .description(contract.models.discard.summary)
    .argument('<name>', 'name of the file that was fetched')
    .action((fileName: string, _options, command: Command) => discard(contextOf(command), fileName));
}

async function list({ output, environment, withClient }: CommandContext): Promise<void> {
  await withClient(async ({ client }) => {
    const found = await client.models.installed({}, { signal: environment.signal });
    if (output.isJson) return output.json(found);
    if (found.models.length === 0) output.line(`There are no models in ${plainLine(found.folder)}.`);
    for (const model of found.models) output.line(lineOf(model));
    for (const { fileName, doneBytes, totalBytes } of found.downloads) {
      const of = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
      output.line(plainLine(`${fileName}  not finished: ${formatBytes(doneBytes)}${of}`));
    }
    if (found.removed.length > 0) output.line(plainLine(`Can be brought back: ${found.removed.join(', ')}`));
  });
}

async function info({ output, environment, withClient }: CommandContext, model: string): Promise<void> {
  const isPath = /[/\\]/.test(model);
  await withClient(async ({ client }) => {
    const found = await client.models.inspect({ model: isPath ? resolve(environment.cwd, model) : model });
    if (output.isJson) return output.json(found);
    output.line(output.style('bold', plainLine(found.name)));
    output.table(factsOf(found).map(([name, value]) => [name, plainLine(value)]));
  });
}

function factsOf(model: ModelFile): readonly (readonly [string, string])[] {
  const { memory } = model;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['file', model.path],
    ['kind', `${model.kind}, ${model.format.toUpperCase()}`],
    ['size', formatBytes(model.sizeBytes)],
    ['architecture', model.architecture],
    ['parameters', model.parameters?.toLocaleString('en')],
    ['quantisation', model.quantisation],
    ['context', model.contextTokens === undefined ? undefined : `${model.contextTokens} tokens`],
    ['layers', model.layers],
    [
      'heads',
      model.heads === undefined ? undefined : `${model.heads}, ${model.kvHeads ?? model.heads} of keys and values`,
    ],
    ['chat template', model.hasChatTemplate === true ? 'yes' : undefined],
    ['memory', memory === undefined ? undefined : memoryLine(memory)],
    ['runs', model.step],
    ['problem', model.problem],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
}

function memoryLine({ totalBytes, weightsBytes, cacheBytes, contextTokens, ...rest }: MemoryNeed): string {
  const parts =
    contextTokens === 0
      ? ''
      : ` (weights ${formatBytes(weightsBytes)}, ${contextTokens} tokens ${formatBytes(cacheBytes)})`;
  return `about ${formatBytes(totalBytes)}${parts} of ${formatBytes(rest.availableBytes)} free: ${verdictOf(rest)}`;
}

function verdictOf({ verdict, fittingContextTokens }: Pick<MemoryNeed, 'verdict' | 'fittingContextTokens'>): string {
  if (verdict === 'fits') return 'fits';
  if (verdict === 'tight') return 'tight; close other programs first';
  return fittingContextTokens === undefined
    ? 'does not fit; choose a smaller model'
    : `does not fit; set answer.contextTokens to ${fittingContextTokens} or less, or choose a smaller model`;
}

function lineOf(model: ModelFile): string {
  const facts = [model.kind, model.quantisation, formatBytes(model.sizeBytes)].filter((fact) => fact !== undefined);
  const state = model.problem ?? (model.memory === undefined ? '' : verdictOf(model.memory));
  return plainLine(`${model.id}  ${facts.join(', ')}  ${state}${model.isChosen ? '  chosen' : ''}`);
}

async function importModel(context: CommandContext, file: string, link: boolean): Promise<void> {
  const { environment, output } = context;
  const input = parseInput(contract.models.import.input, { path: resolve(environment.cwd, file), link });
  await context.withClient(async ({ client }) => {
    const model = await follow(context, 'Adding', client.models.import(input, { signal: environment.signal }));
    if (output.isJson) return output.json({ type: 'result', ...model });
    output.line(`Added ${lineOf(model)}`);
  });
}

async function download(
  context: CommandContext,
  from: string,
  options: { name?: string; sha256?: string },
): Promise<void> {
  const { environment, output } = context;
  const { name: fileName, sha256 } = options;
  const input = parseInput(contract.models.download.input, {
    from,
    ...(fileName === undefined ? {} : { fileName }),
    ...(sha256 === undefined ? {} : { sha256 }),
  });
  await context.withClient(async ({ client }) => {
    const fetched = await follow(context, 'Fetching', client.models.download(input, { signal: environment.signal }));
    if (output.isJson) return output.json({ type: 'result', ...fetched });
    output.line(`Fetched ${lineOf(fetched.model)}`);
    output.line(
      fetched.isVerified
        ? 'Its SHA-256 is the one that was given.'
        : `Not verified, for no SHA-256 was known before. It is ${fetched.sha256}.`,
    );
  });
}

async function follow<O>({ output }: CommandContext, name: string, call: StreamCall<ModelProgress, O>): Promise<O> {
  const progress = output.startProgress(name);
  try {
    for await (const { doneBytes, totalBytes } of call) {
      if (output.isJson) output.json({ type: 'progress', doneBytes, totalBytes });
      else progress.show(Math.round(doneBytes / 1e6), Math.round((totalBytes ?? doneBytes) / 1e6), 'MB');
    }
    return await call.result;
  } finally {
    progress.end();
  }
}

async function change({ output, withClient }: CommandContext, how: 'remove' | 'restore', id: string): Promise<void> {
  await withClient(async ({ client }) => {
    await client.models[how]({ id });
    if (output.isJson) output.json({ [how]: id });
    else if (how === 'restore') output.line(plainLine(`${id} is back.`));
    else output.line(plainLine(`${id} is removed. For a day it can be brought back: carrel models restore "${id}"`));
  });
}

async function test({ output, environment, withClient }: CommandContext, id: string): Promise<void> {
  await withClient(async ({ client }) => {
    const trial = await client.models.test({ id }, { signal: environment.signal });
    if (output.isJson) return output.json(trial);
    output.line(plainLine(trial.text));
    const speed = `first word after ${Math.round(trial.firstTokenMs)} ms, ${trial.tokensPerSecond.toFixed(1)} tokens per second`;
    output.line(output.style('dim', plainLine(`${speed}${trial.step === 'usual' ? '' : `, ${trial.step}`}`)));
  });
}

async function catalogue({ output, withClient }: CommandContext): Promise<void> {
  await withClient(async ({ client }) => {
    const models = await client.models.catalogue({});
    if (output.isJson) return output.json({ models });
    output.table(
      models.map(({ id, name, kind, sizeBytes, licence, sha256 }) => {
        const facts = [kind, formatBytes(sizeBytes), licence, ...(sha256 === undefined ? [] : ['checked by SHA-256'])];
        return [id, plainLine(`${name}  ${facts.join(', ')}`)];
      }),
    );
    output.line('Nothing is fetched until you say so: carrel models download <id>');
  });
}

async function discard({ output, withClient }: CommandContext, fileName: string): Promise<void> {
  await withClient(async ({ client }) => {
    await client.models.discard({ fileName });
    if (output.isJson) output.json({ discarded: fileName });
    else output.line(plainLine(`What was fetched of ${fileName} is gone.`));
  });
}
