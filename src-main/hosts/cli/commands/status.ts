import type { Job } from '../../../../src-contract/job.ts';
import type { Collection } from '../../../../src-contract/library.ts';
import type { SystemStatus } from '../../../../src-contract/system.ts';
import { type CommandContext, findCollection } from '../command-context.ts';
import { counted, formatBytes, formatSeconds, plainLine, shortPath } from '../terminal-text.ts';

/** `carrel status`: the library, its collections, what runs. */
export async function status(context: CommandContext): Promise<void> {
  const { environment, output, globals } = context;
  await context.withClient(async (opened) => {
    const { client, attached } = opened;
    const now = await client.system.status({}, { signal: environment.signal });
    const collections =
      globals.collection === undefined
        ? await client.library.listCollections({})
        : [await findCollection(opened, globals.collection)];
    if (output.isJson)
      output.json({ ...now, ...(globals.collection === undefined ? {} : { collection: collections[0] }) });
    else print(context, now, collections, attached);
  });
}

function print(
  context: CommandContext,
  now: SystemStatus,
  collections: readonly Collection[],
  attached: boolean,
): void {
  const { output, environment } = context;
  const { state, reasons } = now.readiness;
  const colour = state === 'ready' ? 'green' : state === 'degraded' ? 'yellow' : 'red';
  output.line(output.style('bold', `Carrel ${now.version}`));
  output.table([
    [
      'Library',
      `${shortPath(now.library.path, environment.cwd, environment.home)}${attached ? ' (open in another Carrel)' : ''}`,
    ],
    ['State', [output.style(colour, state), ...reasons.map(({ message }) => plainLine(message))].join(' · ')],
    [
      'Holds',
      `${counted(now.sources, 'source')} · ${counted(now.chunks, 'passage')} · index ${formatBytes(now.indexBytes)}`,
    ],
    ['Embedding', `${now.embedder.name}, ${now.embedder.dimensions} dimensions`],
    ['Answers', `${plainLine(now.generator.name)}${now.generator.loaded ? '' : ' (not loaded)'}`],
    ...(now.reranker === 'off' ? [] : [['Reranking', plainLine(now.reranker)] as [string, string]]),
    ...now.jobs.filter(isUnderWay).map((job): [string, string] => ['Job', jobLine(job)]),
  ]);
  if (collections.length === 0) return;
  output.line();
  output.line(output.style('bold', 'Collections'));
  output.table(
    collections.map(({ name, sources, chunks, sizeBytes }) => [
      plainLine(name),
      `${counted(sources, 'source')} · ${counted(chunks, 'passage')} · ${formatBytes(sizeBytes)}`,
    ]),
  );
}

const isUnderWay = ({ state }: Job): boolean => state === 'queued' || state === 'running' || state === 'paused';

function jobLine(job: Job): string {
  const left = job.secondsLeft === undefined ? '' : ` · ${formatSeconds(job.secondsLeft)} left`;
  return `${plainLine(job.collection)} ${job.state}: ${job.filesDone} of ${counted(job.filesTotal, 'file')}${left}`;
}
