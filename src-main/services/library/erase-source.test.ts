import { expect, vi } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import type { SourceId } from '../../../src-contract/ids.ts';
import { silentLog } from '../../platform/log.ts';
import { libraryTest } from '../../testing/library-test.ts';
import { addAndFollow, type TestLibrary } from '../../testing/test-library.ts';

const TITLE = 'note';

async function aNote(library: TestLibrary): Promise<SourceId> {
  await addAndFollow(library, { texts: [{ title: TITLE, text: 'The word is heap.' }] });
  await vi.waitFor(() => expect(library.service.jobs().every(({ state }) => state === 'done')).toBe(true));
  return (await library.deps.store.listAcknowledged())[0]?.id as SourceId;
}

/** An erasure that stands still before it takes anything, until it is let go. */
async function aHeldErasure(library: TestLibrary, id: SourceId) {
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const erasing = library.service.eraseSource(id, TITLE, () => {
    begun.resolve();
    return gate.promise;
  });
  await begun.promise;
  return { erasing, letGo: gate.resolve };
}

const rebuilds = (library: TestLibrary): number =>
  library.service.jobs().filter(({ kind }) => kind === 'rebuild').length;

libraryTest('a source that is asked for twice at once is erased once', async (library) => {
  const id = await aNote(library);
  const before = vi.fn(async () => {});
  const { erasing, letGo } = await aHeldErasure(library, id);
  const look = vi.spyOn(library.deps.store, 'findSources');
  const again = library.service.eraseSource(id, TITLE, before);
  again.catch(() => undefined); // expected below
  expect(await look.mock.results[0]?.value).toHaveLength(1); // it is still there
  letGo();
  expect(await erasing).toMatchObject({ ids: [id], passages: 1 });
  await expect(again).rejects.toMatchObject({ code: 'not-found' });
  expect(before).not.toHaveBeenCalled();
  expect(rebuilds(library)).toBe(1);
});

libraryTest('what waits for its turn is given up when the library closes, and what has it ends', async (library) => {
  const id = await aNote(library);
  const { erasing, letGo } = await aHeldErasure(library, id);
  const look = vi.spyOn(library.deps.store, 'findSources');
  const before = vi.fn(async () => {});
  const waiting = library.service.eraseSource(id, TITLE, before);
  const repairing = library.service.repair(new AbortController().signal);
  const givenUp = Promise.allSettled([waiting, repairing]);
  await look.mock.results[0]?.value;
  const closing = library.service.close();
  const reason = { code: 'cancelled', message: 'The library is closing' };
  expect(await givenUp).toMatchObject([{ reason }, { reason }]);
  expect(before).not.toHaveBeenCalled();
  letGo();
  expect(await erasing).toMatchObject({ ids: [id] });
  await closing;
  await expect(library.service.repair(new AbortController().signal)).rejects.toMatchObject(reason);
});

const warnings: string[] = [];
libraryTest(
  'a source goes, and its erasure ends, also where the index cannot be written to',
  async (library) => {
    const id = await aNote(library);
    library.index.failure = new Failure('conflict', 'Another model made the index.');
    const onChange = vi.fn();
    library.service.onChange(onChange);
    const { job, passages } = await library.service.eraseSource(id, TITLE, async () => {});
    expect([typeof job, passages]).toEqual(['string', 1]);
    expect(onChange).toHaveBeenCalled();
    expect(await library.deps.store.listAcknowledged()).toEqual([]);
    expect(warnings).toEqual(['The index forgets an erased source only when it is made anew']);
  },
  { log: { ...silentLog, warn: (message) => void warnings.push(message) } },
);
