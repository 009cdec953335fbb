import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { anIndexableChunk } from '../../testing/passages.ts';
import { aTemporaryFolder } from '../../testing/test-library.ts';
import { createSegmentWriter } from './segment-writer.ts';

const IDLE_MS = 20;

it('ends its thread when no segment is open, and starts another for the next', async () => {
  await using folder = await aTemporaryFolder();
  const writer = createSegmentWriter(locateApp(import.meta.url).worker('index-build'), IDLE_MS);
  const started = once(process, 'worker');
  const first = writer.begin(1);
  const second = writer.begin(1);
  await second.add([anIndexableChunk(1), anIndexableChunk(2)]);
  second.discard();
  await wait(5 * IDLE_MS); // the first is open, though nothing was added to it
  await first.add([anIndexableChunk(1)]);
  await wait(5 * IDLE_MS);
  expect(await first.finish({ folder: folder.path, name: 'one' })).toMatchObject({ chunks: 1 });

  const [thread] = (await started) as [Worker];
  await once(thread, 'exit');
  const third = writer.begin(1);
  await third.add([anIndexableChunk(3)]);
  expect(await third.finish({ folder: folder.path, name: 'three' })).toMatchObject({ chunks: 1 });
  await writer.close();
});
