import { resolve } from 'node:path';
import { Failure } from '../../../../src-contract/failure.ts';
import type { JobId } from '../../../../src-contract/ids.ts';
import type { CarrelClient } from '../../../../src-contract/index.ts';
import { contract } from '../../../../src-contract/index.ts';
import type { Job, JobEvent, JobSummary } from '../../../../src-contract/job.ts';
import type { CommandContext } from '../command-context.ts';
import { parseInput } from '../contract-options.ts';
import type { Progress } from '../output.ts';
import { counted, formatBytes, formatCount, formatSeconds, plainLine, shortPath } from '../terminal-text.ts';
import { preview, reportLeftOut } from './preview.ts';

/** How long a cancelled job may take to end before we leave it to end alone. Guess, unmeasured. */
const CANCEL_MS = 10_000;

/** Statuses of files that are searchable and need no word. */
const FINE: ReadonlySet<string> = new Set(['ok']);

export interface IngestOptions {
  readonly dryRun?: boolean;
  readonly watch?: boolean;
}

/** `carrel ingest <paths...>`: adds files and folders and follows the work to its end. */
export async function ingest(
  context: CommandContext,
  paths: readonly string[],
  { dryRun = false, watch }: IngestOptions = {},
): Promise<void> {
  const { environment, output, globals } = context;
  if (paths.some((path) => path.trim() === '')) {
    throw new Failure('invalid-input', 'A path to ingest is empty; name files or folders', {
      reason: 'cli/empty-path',
    });
  }
  if (dryRun) return preview(context, paths);
  const input = parseInput(contract.library.addSources.input, {
    paths: paths.map((path) => resolve(environment.cwd, path)),
    ...(globals.collection === undefined ? {} : { collection: globals.collection }),
    ...(watch === undefined ? {} : { watch }),
  });
  await context.withClient(async ({ client }) => {
    const { signal } = environment;
    const { job } = await client.library.addSources(input, { signal });
    const progress = output.startProgress('Reading');
    const summary = await followJob(context, { client, job }, progress).finally(() => progress.end());
    if (summary.state === 'cancelled' || signal.aborted) throw cancelled(summary);
    if (summary.state === 'failed') throw await failed(client, job);
    if (output.isJson) output.json({ type: 'done', ...summary });
    else report(context, summary, input.collection, await findJob(client, job));
  });
}

interface FollowedJob {
  readonly client: CarrelClient;
  readonly job: JobId;
  readonly onEvent?: (event: JobEvent) => void;
}

/**
 * Shows what happens until the job ends. The first Ctrl-C cancels the job and waits for its end: what was acknowledged
 * stays, and is shown.
 */
export async function followJob(
  { environment, output }: CommandContext,
  { client, job: id, onEvent }: FollowedJob,
  progress: Progress,
): Promise<JobSummary> {
  const leave = new AbortController();
  let deadline: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    deadline = setTimeout(() => leave.abort(), CANCEL_MS);
    client.library.cancelJob({ id }).catch(() => leave.abort()); // it ended by itself, or nobody is there to ask
  };
  environment.signal.addEventListener('abort', cancel, { once: true });
  if (environment.signal.aborted) cancel();
  try {
    const call = client.library.followJob({ id }, { signal: leave.signal });
    for await (const event of call) {
      onEvent?.(event);
      if (output.isJson) output.json(event);
      else if (event.type === 'progress') {
        const { done, total } = event.questions ?? event.pages ?? { done: event.filesDone, total: event.filesTotal };
        progress.show(done, total, noteOf(event, environment));
      }
    }
    return await call.result;
  } finally {
    clearTimeout(deadline);
    environment.signal.removeEventListener('abort', cancel);
  }
}

function noteOf(event: Extract<JobEvent, { type: 'progress' }>, { cwd, home }: CommandContext['environment']): string {
  const left = event.secondsLeft === undefined ? [] : [`${formatSeconds(event.secondsLeft)} left`];
  const current = event.current === undefined ? [] : [shortPath(event.current, cwd, home)];
  if (event.questions !== undefined) return 'weighing the model by questions';
  const pace = event.pages === undefined ? [`${event.filesPerSecond.toFixed(1)} files/s`] : ['pages'];
  return [...pace, ...left, ...current].join(' · ');
}

function report({ environment, output }: CommandContext, summary: JobSummary, collection: string, job?: Job): void {
  const read = Object.values(summary.counts).reduce((sum, count) => sum + count, 0);
  const parts = [counted(read, 'file'), formatBytes(summary.bytes), formatSeconds(summary.seconds)];
  if (summary.renamed > 0) parts.push(`${formatCount(summary.renamed)} renamed`);
  if (summary.removed > 0) parts.push(`${formatCount(summary.removed)} gone`);
  if (summary.unchanged > 0) parts.push(`${formatCount(summary.unchanged)} unchanged`);
  output.line(`${output.style('bold', `Read into ${plainLine(job?.collection ?? collection)}`)}  ${parts.join(' · ')}`);
  const empty = summary.empty ?? 0;
  output.table(
    Object.entries(summary.counts).map(([status, count]) => [
      output.style(FINE.has(status) ? 'green' : 'yellow', status),
      empty > 0 && status === 'no-text'
        ? `${formatCount(count)}, ${formatCount(empty)} of them empty`
        : formatCount(count),
    ]),
    '  ',
  );
  for (const failure of job?.failures ?? []) {
    output.line();
    output.line(`${output.style('yellow', failure.status)}  ${counted(failure.count, 'file')}. ${failure.advice}`);
    for (const path of failure.examples) output.line(`  ${shortPath(path, environment.cwd, environment.home)}`);
    if (failure.count > failure.examples.length)
      output.line(`  and ${formatCount(failure.count - failure.examples.length)} more`);
  }
  reportLeftOut({ environment, output }, summary.leftOut, false);
}

/** A job as it is now, while it is listed. */
export async function findJob(client: CarrelClient, id: JobId): Promise<Job | undefined> {
  return (await client.library.listJobs({})).find((job) => job.id === id);
}

export function cancelled(summary: JobSummary): Failure {
  const kept = Object.values(summary.counts).reduce((sum, count) => sum + count, 0);
  return new Failure('cancelled', `Stopped. What was read stays in the library: ${counted(kept, 'file')}`, {
    reason: 'library/job-cancelled',
    details: { counts: summary.counts },
  });
}

export async function failed(client: CarrelClient, id: JobId): Promise<Failure> {
  const error = (await findJob(client, id))?.error ?? 'the reason was not recorded';
  return new Failure(
    'unavailable',
    `The documents could not all be read: ${error.replace(/\.$/, '')}. Run the command again to go on`,
    {
      reason: 'library/job-failed',
    },
  );
}
