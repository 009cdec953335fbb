import { Failure } from '../../../src-contract/failure.ts';
import type { UploadInbox } from './ports.ts';
import { refuse } from './problem.ts';

/** A name longer than any file system takes is a mistake or an attack. */
const MAX_NAME_LENGTH = 1024;

/** Streams the body of a request into the inbox; answers 201 with `{ upload }`. */
export async function receiveUpload(uploads: UploadInbox, request: Request, maxUploadBytes: number): Promise<Response> {
  const name = new URL(request.url).searchParams.get('name') ?? '';
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH) {
    return refuse(422, 'invalid-input', 'host/upload-name', 'An upload needs the name of the file: /uploads?name=…');
  }
  if (request.headers.get('content-type')?.split(';')[0]?.trim() !== 'application/octet-stream') {
    return refuse(415, 'invalid-input', 'host/media-type', 'Send the bytes of the file as application/octet-stream');
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxUploadBytes) return tooLarge(maxUploadBytes);
  if (request.body === null) return created(await uploads.receive(name, noBytes(), request.signal));
  try {
    return created(await uploads.receive(name, limited(request.body, maxUploadBytes), request.signal));
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.reason === 'host/upload-too-large') return tooLarge(maxUploadBytes);
    throw thrown;
  }
}

function created(upload: string): Response {
  return Response.json({ upload }, { status: 201, headers: { 'cache-control': 'no-store' } });
}

function tooLarge(maxUploadBytes: number): Response {
  const megabytes = Math.floor(maxUploadBytes / 2 ** 20);
  return refuse(
    413,
    'exhausted',
    'host/upload-too-large',
    `The file is larger than ${megabytes} MB; add it from its folder`,
  );
}

async function* noBytes(): AsyncGenerator<Uint8Array, void, void> {}

/** Counts what really comes; announced sizes are not trusted. */
async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      received += value.byteLength;
      if (received > maxBytes) {
        throw new Failure('exhausted', 'The upload is larger than allowed', { reason: 'host/upload-too-large' });
      }
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the sender may be gone already
  }
}
