import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import type { Source, SourceStatus } from '../../../src-contract/source.ts';
import { carrel } from '../../lib/client.ts';
import { keepJobQuiet } from '../../lib/quiet-jobs.ts';
import { showUndo } from '../../lib/show-undo.ts';
import { openSource, targetOfSource } from '../source/source-store.ts';
import { forgetSelected, showLibraryOverlay } from './library-store.ts';
import { refreshSources } from './source-list-store.ts';

/** Whether something of the source can be read and searched. */
export const isReadable = (status: SourceStatus): boolean => status === 'ok' || status === 'partial';

/** Whether a password would open it: PDF; other encrypted formats Carrel cannot open at all. */
export const takesPassword = ({ status, kind }: Pick<Source, 'status' | 'kind'>): boolean =>
  status === 'password' && kind === 'pdf';

/** The pictures that text recognition reads, by their names. */
const PICTURE = /\.(?:png|jpe?g|webp|bmp)$/iu;

/** Whether text recognition may find text where there is none. */
export const takesOcr = ({ status, kind, path }: Pick<Source, 'status' | 'kind' | 'path'>): boolean =>
  (status === 'no-text' && (kind === 'pdf' || PICTURE.test(path))) || (status === 'partial' && kind === 'pdf');

/** What Enter and a click do: show the text where there is one, else say why there is none. */
export function openRow(source: Source): void {
  if (takesPassword(source)) showLibraryOverlay({ kind: 'password', source });
  else if (isReadable(source.status) && source.kind !== 'archive') openSource([targetOfSource(source)], 0);
  else showLibraryOverlay({ kind: 'details', id: source.id });
}

/** Reads sources again, whether or not they changed. */
export async function reindex(ids: readonly SourceId[]): Promise<void> {
  if (ids.length > 0) await carrel().library.reindexSources({ ids: [...ids] });
}

/** Removes sources and offers to take that back; files on the disk stay. */
export async function removeSources(
  ids: readonly SourceId[],
  words: { readonly removed: string; readonly undo: string },
): Promise<void> {
  if (ids.length === 0) return;
  await carrel().library.deleteSources({ ids: [...ids] });
  forgetSelected(ids);
  refreshSources();
  showUndo(words.removed, words.undo, async () => {
    await carrel().library.restoreSources({ ids: [...ids] });
    refreshSources();
  });
}

/** What came of a password: it opened the source, it was wrong, or it was right and the source fails for another reason. */
export type UnlockResult = 'open' | 'wrong' | 'failed';

/**
 * Reads a protected source with its password and waits for the end of that.
 *
 * @throws Failure what the host says; `cancelled` when `signal` is aborted (the reading goes on)
 */
export async function unlock(id: SourceId, password: string, signal: AbortSignal): Promise<UnlockResult> {
  const { job } = await carrel().library.unlockSource({ id, password }, { signal });
  keepJobQuiet(job);
  let outcome: SourceStatus | undefined;
  const stream = carrel().library.followJob({ id: job }, { signal });
  for await (const event of stream) if (event.type === 'source' && event.id === id) outcome = event.status;
  const { state } = await stream.result;
  if (outcome === undefined) {
    throw new Failure('unavailable', `The source was not read: its job is ${state}. Try again.`, {
      reason: 'library/not-unlocked',
    });
  }
  if (isReadable(outcome)) return 'open';
  return outcome === 'password' ? 'wrong' : 'failed';
}
