import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { ShownRemote } from '../../../../src-contract/remote.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { plainLine } from '../terminal-text.ts';

interface AddOptions {
  readonly kind: string;
  readonly url?: string;
  readonly region?: string;
  readonly chat?: string;
  readonly embedding?: string;
  readonly rerank?: string;
  readonly context?: string;
  readonly keyStdin?: boolean;
  readonly allowPlain?: boolean;
}

/** `carrel remote …`: models on other computers, off until one is chosen. */
export function declareRemote(program: Command, contextOf: (command: Command) => CommandContext): void {
  const remote = program.command('remote').description('Models on other computers; off until you choose one');
  remote
    .command('list', { isDefault: true })
    .description(contract.remote.list.summary)
    .action((_options, command: Command) => list(contextOf(command)));
  remote
    .command('add')
    .description(contract.remote.add.summary)
    .argument('<name>', 'how settings call it, as remote:<name>')
    .option('--kind <kind>', 'openai or bedrock', 'openai')
    .option('--url <url>', 'base address with the version, such as https://host/v1')
    .option('--region <region>', 'of Amazon Bedrock')
    .option('--chat <model>', 'model that writes answers')
    .option('--embedding <model>', 'model that embeds')
    .option('--rerank <model>', 'model that reads passages again')
    .option('--context <tokens>', 'context of the chat model')
    .option('--key-stdin', 'read the key from standard input; it is kept in the keychain of the system')
    .option('--allow-plain', 'take an address without encryption in a private network')
    .action((name: string, options: AddOptions, command: Command) => add(contextOf(command), name, options));
  remote
    .command('test')
    .description(contract.remote.test.summary)
    .argument('<name>', 'name of the backend')
    .action((name: string, _options, command: Command) => test(contextOf(command), name));
  remote
    .command('remove')
    .description(contract.remote.remove.summary)
    .argument('<name>', 'name of the backend')
    .action((name: string, _options, command: Command) => remove(contextOf(command), name));
}

async function list({ output, withClient }: CommandContext): Promise<void> {
  await withClient(async ({ client }) => {
    const found = await client.remote.list({});
    if (output.isJson) return output.json(found);
    if (found.backends.length === 0)
      return output.line('No remote backend was added: nothing can leave this computer.');
    for (const backend of found.backends) output.line(lineOf(backend));
    output.line('Choose one with answer.generator, embedding.model or search.reranker set to remote:<name>.');
  });
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<void> {
  const { output, environment } = context;
  const { chat, embedding, rerank, region } = options;
  const key = options.keyStdin === true ? await readKey() : undefined;
  const input = parseInput(contract.remote.add.input, {
    name,
    kind: options.kind,
    url: options.url ?? '',
    ...(region === undefined ? {} : { region }),
    models: {
      ...(chat === undefined ? {} : { chat }),
      ...(embedding === undefined ? {} : { embedding }),
      ...(rerank === undefined ? {} : { rerank }),
    },
    ...(options.context === undefined ? {} : { contextTokens: Number(options.context) }),
    ...(key === undefined ? {} : { key }),
    allowPlain: options.allowPlain ?? false,
  });
  await context.withClient(async ({ client }) => {
    const added = await client.remote.add(input, { signal: environment.signal });
    if (output.isJson) output.json(added);
    else output.line(lineOf(added));
  });
}

async function test({ output, environment, withClient }: CommandContext, name: string): Promise<void> {
  await withClient(async ({ client }) => {
    const { results } = await client.remote.test({ name }, { signal: environment.signal });
    if (output.isJson) output.json({ results });
    else {
      for (const { purpose, model, isUsable, milliseconds, message } of results) {
        output.line(
          plainLine(`${purpose} ${model}: ${isUsable ? `${Math.round(milliseconds)} ms` : (message ?? 'no')}`),
        );
      }
    }
    const broken = results.find(({ isUsable }) => !isUsable);
    if (broken !== undefined) {
      throw new Failure('unavailable', broken.message ?? 'The backend cannot be used.', { reason: 'remote/test' });
    }
  });
}

async function remove({ output, withClient }: CommandContext, name: string): Promise<void> {
  await withClient(async ({ client }) => {
    await client.remote.remove({ name });
    if (output.isJson) output.json({ removed: name });
    else output.line(`${name} and its key are removed.`);
  });
}

function lineOf({ name, kind, host, models, key }: ShownRemote): string {
  const has = Object.entries(models).map(([purpose, model]) => `${purpose} ${model}`);
  const kept = { kept: 'key in the keychain', 'until-exit': 'key until the program ends', none: 'no key' }[key];
  return plainLine(`${name}  ${kind} ${host}  ${has.join(', ')}  ${kept}`);
}

/** From standard input, because arguments and variables can be read by other programs. */
async function readKey(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  const [line = ''] = text.split('\n');
  return line.trim();
}
