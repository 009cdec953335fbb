import type { Command } from 'commander';
import { Failure } from '../../../../src-contract/failure.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import { counted, formatSeconds, plainLine } from '../terminal-text.ts';
import { findJob, followJob } from './ingest.ts';

interface ReindexOptions {
  readonly model?: string;
  readonly read?: boolean;
}

/** Declares `carrel reindex`: makes indexes anew and follows the work to its end. */
export function declareReindex(program: Command, contextOf: (command: Command) => CommandContext): void {
  program
    .command('reindex')
    .description(contract.library.reindex.summary)
    .option('--model <name>', 'becomes the setting embedding.model: "carrel-static", or a name in the models folder')
    .option('--read', 'then read the originals again, so that passages are cut anew')
    .action((options: ReindexOptions, command: Command) => reindex(contextOf(command), options));
}

async function reindex(context: CommandContext, { model, read = false }: ReindexOptions): Promise<void> {
  const { environment, output, globals } = context;
  const input = parseInput(contract.library.reindex.input, {
    read,
    ...(globals.collection === undefined ? {} : { collection: globals.collection }),
    ...(model === undefined ? {} : { model }),
  });
  await context.withClient(async ({ client }) => {
    const { jobs } = await client.library.reindex(input, { signal: environment.signal });
    if (jobs.length === 0 && !output.isJson) output.line('There is nothing to index.');
    for (const id of jobs) {
      const progress = output.startProgress('Indexing');
      const summary = await followJob(context, { client, job: id }, progress).finally(() => progress.end());
      const job = await findJob(client, id);
      const name = plainLine(job?.collection ?? '');
      if (summary.state === 'cancelled' || environment.signal.aborted) throw stopped(name);
      if (summary.state === 'failed') throw failed(name, job?.error);
      if (output.isJson) output.json({ type: 'done', job: id, collection: job?.collection, ...summary });
      else if (job?.kind === 'rebuild') {
        const made = job.filesTotal === 0 ? '' : ` · ${counted(job.filesTotal, 'new vector')}`;
        output.line(`${output.style('bold', `Indexed ${name} anew`)}  ${formatSeconds(summary.seconds)}${made}`);
      } else output.line(`${output.style('bold', `Read ${name} again`)}  ${formatSeconds(summary.seconds)}`);
    }
  });
}

function stopped(collection: string): Failure {
  return new Failure('cancelled', `Stopped. The index of ${collection} is the one before; run it again to go on`, {
    reason: 'library/job-cancelled',
  });
}

function failed(collection: string, error = 'The reason was not recorded'): Failure {
  return new Failure('unavailable', `The index of ${collection} was not made anew: ${error}`, {
    reason: 'library/job-failed',
  });
}
