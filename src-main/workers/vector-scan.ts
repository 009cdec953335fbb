/** Entry of the thread that scans most of the vectors of large collections. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ScanMessage, ScanSettings } from '../adapters/vector/scan-messages.ts';
import { createScanSession } from '../adapters/vector/scan-session.ts';
import { guardThread } from '../platform/network-guard.ts';

guardThread('search');

const answer = createScanSession(workerData as ScanSettings);

parentPort?.on('message', (message: ScanMessage) => {
  const reply = answer(message);
  if (reply !== undefined) parentPort?.postMessage(reply);
});
