import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EgressEntry } from '../../../../src-contract/egress.ts';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { counted, plainLine } from '../terminal-text.ts';

interface EgressOptions {
  readonly export?: string;
  readonly verify?: string;
  readonly limit: string;
}

const WHY_NOT_KEPT = {
  'no-keychain': 'There is no keychain here, so',
  'keychain-failed': 'The keychain could not be used, so',
} as const;

/** `carrel egress`: what tried to reach the network. */
export function declareEgress(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('egress')
    .description(contract.egress.list.summary)
    .option('--export <file>', 'write the ledger as a signed document')
    .option('--verify <file>', 'say whether an exported ledger is as it was signed')
    .option('--limit <n>', 'entries to show, latest first', '100')
    .action((options: EgressOptions, command: Command) => egress(contextOf(command), options));
}

async function egress(context: CommandContext, options: EgressOptions): Promise<void> {
  if (options.verify !== undefined) return verify(context, options.verify);
  if (options.export !== undefined) return writeExport(context, options.export);
  const { output, withClient } = context;
  await withClient(async ({ client }) => {
    const ledger = await client.egress.list({ limit: Number(options.limit) });
    if (output.isJson) return output.json(ledger);
    output.line(
      `${counted(ledger.denied, 'attempt')} to reach the network refused, ${ledger.allowed} made that somebody asked for.`,
    );
    if (ledger.brokenAt !== undefined) {
      output.line(`Entry ${ledger.brokenAt} is not as it was written: the ledger was changed.`);
    }
    for (const entry of ledger.entries) output.line(lineOf(entry));
  });
}

function lineOf({ at, outcome, host, port, by, channel, purpose, method, status }: EgressEntry): string {
  const where = port === undefined ? host : `${host}:${port}`;
  const what = [method, status, purpose].filter((part) => part !== undefined).join(' ');
  return plainLine(`${at}  ${outcome.padEnd(7)}  ${where}  ${channel} by ${by}${what === '' ? '' : `  ${what}`}`);
}

async function writeExport({ environment, output, withClient }: CommandContext, file: string): Promise<void> {
  await withClient(async ({ client }) => {
    const { text, key, notKept } = await client.egress.export({});
    const path = resolve(environment.cwd, file);
    await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
      throw new Failure('refused', `The ledger cannot be written to ${path}: ${String(cause)}. Name a new file.`, {
        reason: 'egress/export',
        cause,
      });
    });
    if (output.isJson) return output.json({ path, key, ...(notKept === undefined ? {} : { notKept }) });
    output.line(`Written to ${path}, signed with key ${key}.`);
    if (notKept !== undefined) output.line(`${WHY_NOT_KEPT[notKept]} this key ends with the program.`);
  });
}

const OTHER_KEY = 'It is not the key that this library keeps; an export made without the keychain has another.';

async function verify({ environment, output, withClient }: CommandContext, file: string): Promise<void> {
  const path = resolve(environment.cwd, file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('not-found', `${path} cannot be read: ${String(cause)}.`, { reason: 'egress/verify', cause });
  });
  await withClient(async ({ client }) => {
    const verdict = await client.egress.verify({ text });
    if (output.isJson) output.json(verdict);
    if (!verdict.isGenuine) {
      throw new Failure('corrupt', `${path}: ${verdict.problem ?? 'not genuine'}`, { reason: 'egress/forged' });
    }
    const { entries, denied, allowed, signedAt, key, isOurs } = verdict;
    if (!output.isJson) {
      output.line(
        `As it was signed at ${signedAt} with key ${key}: ${counted(entries, 'entry', 'entries')}, ${denied} refused, ${allowed} made.`,
      );
      if (isOurs !== undefined) output.line(isOurs ? 'The key is that of this library.' : OTHER_KEY);
    }
  });
}
