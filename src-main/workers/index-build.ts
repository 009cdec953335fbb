/** Entry of the thread that builds index segments, so that the main thread stays free. */
import { parentPort } from 'node:worker_threads';
import type { IndexBuildRequest } from '../adapters/files/index-build-messages.ts';
import { createIndexBuildSession } from '../adapters/files/index-build-session.ts';
import { lowerThreadPriority } from '../platform/lower-priority.ts';
import { guardThread } from '../platform/network-guard.ts';

guardThread('index');
lowerThreadPriority();

const answer = createIndexBuildSession();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: IndexBuildRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
