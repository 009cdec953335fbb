import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Failure } from '../../src-contract/failure.ts';
import type { UploadId } from '../../src-contract/ids.ts';
import type { Original } from '../hosts/content/ports.ts';
import type { Dispatcher } from '../hosts/dispatcher.ts';
import { createLoopbackHost, type LoopbackHost, type LoopbackHostOptions } from '../hosts/loopback/loopback-host.ts';

/** What was uploaded to a test host, by name. */
export type ReceivedUploads = Map<string, Buffer>;

/** A loopback host on a random port, with uploads and originals in memory. */
export function openTestHost(
  options: { dispatcher: Dispatcher } & Partial<LoopbackHostOptions> & {
      received?: ReceivedUploads;
      originalById?: ReadonlyMap<string, Original>;
    },
): Promise<LoopbackHost> {
  const { received = new Map(), originalById = new Map(), ...rest } = options;
  return createLoopbackHost({
    assets: '/nowhere',
    uploads: {
      receive: async (name, bytes) => {
        received.set(name, await buffer(Readable.from(bytes)));
        return `u${received.size}` as UploadId;
      },
    },
    originals: {
      openOriginal: async (id) => {
        const original = originalById.get(id);
        if (original === undefined) throw new Failure('not-found', `There is no source ${id}`);
        return original;
      },
    },
    readiness: async () => ({ state: 'ready', reasons: [] }),
    metrics: async () => ({ text: 'carrel_test 1\n', contentType: 'text/plain; version=0.0.4' }),
    version: '0.1.0',
    key: 'owner-key-of-the-test',
    ...rest,
  });
}
