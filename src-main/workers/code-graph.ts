/** Entry of the thread that builds and holds code graphs, so that the main thread stays free. */
import { parentPort } from 'node:worker_threads';
import type { GraphRequest } from '../adapters/graph/graph-messages.ts';
import { createGraphSession } from '../adapters/graph/graph-session.ts';
import { guardThread } from '../platform/network-guard.ts';

guardThread('code map');

const answer = createGraphSession();
parentPort?.on('message', (request: GraphRequest) => parentPort?.postMessage(answer(request)));
