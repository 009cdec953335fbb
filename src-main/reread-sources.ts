import type { SourceId } from '../src-contract/ids.ts';
import { jobIdSchema } from '../src-contract/ids.ts';
import type { LibraryService } from './services/library/index.ts';

/** Reads sources again and waits until what they say now can be found; the job goes on when the waiting ends. */
export async function rereadSources(
  library: Pick<LibraryService, 'handlers'>,
  ids: readonly SourceId[],
  signal: AbortSignal,
): Promise<void> {
  const context = { signal, caller: 'cli' } as const;
  const { job } = await library.handlers.reindexSources({ ids: [...ids] }, context);
  for await (const _event of library.handlers.followJob({ id: jobIdSchema.parse(job) }, context)) {
    if (signal.aborted) return;
  }
}
