import { resolve } from 'node:path';
import type { BackupSummary } from '../../../../src-contract/backup.ts';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { StreamCall } from '../../../../src-contract/procedure.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, formatBytes, formatSeconds, plainLine, shortPath } from '../terminal-text.ts';

interface StageProgress {
  readonly type: 'progress';
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** `carrel backup [file]` */
export async function backup(context: CommandContext, file: string | undefined, overwrite: boolean): Promise<void> {
  const { environment, output } = context;
  if (file !== undefined) assertPath(file, 'The file to write');
  const path = file === undefined ? {} : { file: resolve(environment.cwd, file) };
  const input = parseInput(contract.backup.create.input, { ...path, overwrite });
  await context.withClient(async ({ client }) => {
    const summary = await showStages(
      context,
      'Backing up',
      client.backup.create(input, { signal: environment.signal }),
    );
    if (output.isJson) return;
    output.line(
      `Backed up and verified: ${output.style('bold', shortPath(summary.file, environment.cwd, environment.home))}`,
    );
    output.line(contents(summary));
  });
}

/** `carrel backup --list` */
export async function listBackups(context: CommandContext): Promise<void> {
  const { environment, output } = context;
  const list = await context.withClient(({ client }) => client.backup.list({}, { signal: environment.signal }));
  if (output.isJson) {
    output.json(list);
    return;
  }
  const { folder, backups, schedule } = list;
  if (backups.length === 0)
    output.line(`There is no backup in ${shortPath(folder, environment.cwd, environment.home)}.`);
  output.table(
    backups.map(({ file, kind, createdAt, sizeBytes }) => [
      `${createdAt.slice(0, 16).replace('T', ' ')}  ${kind}  ${formatBytes(sizeBytes)}`,
      shortPath(file, environment.cwd, environment.home),
    ]),
  );
  const due =
    schedule.dueAt === undefined ? '' : `, the next is due ${schedule.dueAt.slice(0, 16).replace('T', ' ')} UTC`;
  const every = schedule.every === 'off' ? 'Scheduled backups are off' : `One is written ${schedule.every}${due}`;
  output.line(output.style('dim', `${every}. ${schedule.keep} scheduled ones are kept.`));
  if (schedule.failure !== undefined)
    output.line(output.style('yellow', `The latest failed: ${plainLine(schedule.failure)}`));
}

/** `carrel restore <file> --into <folder>` */
export async function restore(context: CommandContext, file: string, into: string | undefined): Promise<void> {
  const { environment, output, globals } = context;
  assertPath(file, 'The backup to restore');
  const folder = into ?? globals.library;
  if (folder === undefined) {
    throw new Failure('invalid-input', 'Say where to restore: --into <a new or empty folder>', {
      reason: 'cli/no-folder',
    });
  }
  assertPath(folder, 'The folder to restore into');
  const input = parseInput(contract.backup.restore.input, {
    file: resolve(environment.cwd, file),
    into: resolve(environment.cwd, folder),
  });
  await context.withClient(
    async ({ client }) => {
      const summary = await showStages(
        context,
        'Restoring',
        client.backup.restore(input, { signal: environment.signal }),
      );
      if (output.isJson) return;
      const place = shortPath(summary.library, environment.cwd, environment.home);
      output.line(`Restored and verified: ${output.style('bold', place)}`);
      output.line(contents(summary));
      output.line(output.style('dim', `Open it with: carrel status --library "${place}"`));
    },
    { needsLibrary: false },
  );
}

/** Shows a stream of stages; its result is the `done` line. */
async function showStages<O extends object>(
  { output }: CommandContext,
  name: string,
  call: StreamCall<StageProgress, O>,
): Promise<O> {
  const progress = output.startProgress(name);
  try {
    for await (const event of call) {
      if (output.isJson) output.json(event);
      else progress.show(event.done, event.total, event.stage);
    }
  } finally {
    progress.end();
  }
  const result = await call.result;
  if (output.isJson) output.json({ type: 'done', ...result });
  return result;
}

function contents(summary: BackupSummary): string {
  return [
    formatBytes(summary.sizeBytes),
    counted(summary.collections, 'collection'),
    counted(summary.sources, 'source'),
    counted(summary.chunks, 'passage'),
    counted(summary.conversations, 'conversation'),
    formatSeconds(summary.seconds),
  ].join(' · ');
}

function assertPath(path: string, what: string): void {
  if (path.trim() !== '' && !path.includes('\0')) return;
  throw new Failure('invalid-input', `${what} is empty; give its path`, { reason: 'cli/empty-path' });
}
