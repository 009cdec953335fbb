import { sentence } from '../../src-contract/host-message.ts';
/** Entry of the child process that draws pages and reads them. It may be killed at any moment. */
import type { OcrReply, OcrRequest } from '../adapters/ocr/ocr-messages.ts';
import { createOcrSession } from '../adapters/ocr/ocr-session.ts';
import { openParentPort } from '../platform/parent-port.ts';

/** How often the memory of the whole process is looked at; canvas and WebAssembly are no part of V8's heap. A guess. */
const MEMORY_CHECK_MS = 100;

const port = openParentPort();
const answer = createOcrSession();
let current: OcrRequest | undefined;

const reply = (message: OcrReply): void => port.send(message);

port.onMessage((raw) => {
  const request = raw as OcrRequest;
  current = request;
  reply({ kind: 'begun', id: request.id });
  void answer(request).then((message) => {
    current = undefined;
    reply(message);
  });
});

setInterval(() => {
  if (current === undefined || process.memoryUsage.rss() <= current.memoryMb * 1024 * 1024) return;
  const reason = sentence('ocr-memory', { limit: current.memoryMb });
  reply({ kind: 'refused', id: current.id, status: 'too-large', reason });
  current = undefined;
  setImmediate(() => process.exit(1));
}, MEMORY_CHECK_MS);
