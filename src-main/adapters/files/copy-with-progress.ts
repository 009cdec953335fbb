import { open } from 'node:fs/promises';
import { Failure } from '../../../src-contract/failure.ts';
import { fileFailure } from './file-failure.ts';

/** Read at once; between two the copy can be stopped. Guess, unmeasured. */
const CHUNK_BYTES = 4 << 20;

/**
 * Copies a file to a new one and yields how many bytes are done, at least once; the copy is on the disk at the end.
 *
 * @throws Failure `cancelled`, `exhausted` when the disk is full, and others of the file system
 */
export async function* copyWithProgress(
  from: string,
  to: string,
  signal: AbortSignal,
): AsyncGenerator<number, void, void> {
  try {
    await using source = await open(from, 'r');
    await using target = await open(to, 'wx');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let done = 0;
    for (;;) {
      if (signal.aborted) throw new Failure('cancelled', 'Adding the model was stopped', { reason: 'models/stopped' });
      const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      for (let written = 0; written < bytesRead; ) {
        written += (await target.write(chunk, written, bytesRead - written)).bytesWritten;
      }
      done += bytesRead;
      yield done;
    }
    await target.sync();
    yield done;
  } catch (thrown) {
    throw fileFailure('copy', from, thrown);
  }
}
