import { once } from 'node:events';
import { createServer, type Http2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'; // as Amazon's client speaks
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remoteBackendSchema } from '../../../src-contract/remote.ts';
import type { NewEgress } from '../../services/egress/ports.ts';
import { numbered } from '../../testing/passages.ts';
import { createRemoteModels } from './remote-models.ts';

/** A message of the event stream encoding of Amazon (application/vnd.amazon.eventstream). */
function event(type: string, payload: unknown): Buffer {
  const header = (name: string, value: string): Buffer => {
    const bytes = Buffer.alloc(4 + name.length + value.length);
    bytes.writeUInt8(name.length, 0);
    bytes.write(name, 1);
    bytes.writeUInt8(7, 1 + name.length); // a string
    bytes.writeUInt16BE(value.length, 2 + name.length);
    bytes.write(value, 4 + name.length);
    return bytes;
  };
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', 'application/json'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + body.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const sum = (bytes: Buffer): Buffer => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(crc32(bytes) >>> 0, 0);
    return four;
  };
  const untilSum = Buffer.concat([prelude, sum(prelude), headers, body]);
  return Buffer.concat([untilSum, sum(untilSum)]);
}

let server: Http2Server;
let url = '';
const seen: { path: string; authorization: string; body: unknown }[] = [];
const recorded: NewEgress[] = [];
let key = 'bedrock-api-key';

async function answer(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of request) text += String(piece);
  const path = decodeURIComponent(request.url ?? '');
  seen.push({ path, authorization: request.headers.authorization ?? '', body: JSON.parse(text) });
  if (path.includes('denied')) {
    response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' });
    response.end('{"message":"no access to this model"}');
  } else if (path.endsWith('/converse-stream')) {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(event('messageStart', { role: 'assistant' }));
    for (const words of ['It is due ', 'on 14 October [1].']) {
      response.write(event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: words } }));
    }
    response.write(event('messageStop', { stopReason: 'end_turn' }));
    response.end(
      event('metadata', { usage: { inputTokens: 9, outputTokens: 6, totalTokens: 15 }, metrics: { latencyMs: 1 } }),
    );
  } else {
    const texts = (JSON.parse(text) as { texts?: string[] }).texts;
    const vector = [3, 4];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(texts === undefined ? { embedding: vector } : { embeddings: texts.map(() => vector) }));
  }
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const models = createRemoteModels({
  secrets: { get: async () => key },
  secretName: (name) => name,
  hostOf: () => '127.0.0.1',
  record: (attempt) => recorded.push(attempt),
});
const backend = () =>
  remoteBackendSchema.parse({ name: 'aws', kind: 'bedrock', url, region: 'eu-central-1', models: { chat: 'x' } });
const never = new AbortController().signal;
const request = {
  question: 'When?',
  standalone: 'When?',
  instructions: undefined,
  passages: numbered(['The lab is due on 14 October.']),
  history: [],
  temperature: 0.2,
  maxTokens: 50,
  contextTokens: 4096,
};

it('writes with Converse, by an API key', async () => {
  const stream = models.generator(backend(), 'anthropic.small').generate(request, never);
  let text = '';
  let step = await stream.next();
  for (; step.done !== true; step = await stream.next()) text += step.value;
  expect([text, step.value]).toEqual(['It is due on 14 October [1].', { limits: [], tokensIn: 9, tokensOut: 6 }]);
  const [{ path, authorization, body }] = seen.splice(0) as [(typeof seen)[number]];
  expect(path).toBe('/model/anthropic.small/converse-stream');
  expect(authorization).toBe('Bearer bedrock-api-key');
  expect(body).toMatchObject({ inferenceConfig: { temperature: 0.2, maxTokens: 50 }, messages: [{ role: 'user' }] });
  expect(recorded.splice(0)).toMatchObject([{ channel: 'request', outcome: 'done', purpose: 'remote backend aws' }]);
});

it('signs with a pair of keys where it was given one', async () => {
  key = 'AKIAIOSFODNN7EXAMPLE:not-a-real-secret';
  await models.try({ ...backend(), models: { chat: 'anthropic.small' } }, 'chat', never);
  const [{ authorization }] = seen.splice(0) as [(typeof seen)[number]];
  expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/bedrock\//);
  expect(authorization).not.toContain('not-a-real-secret');
  key = 'bedrock-api-key';
});

it.each(['amazon.titan-embed-text-v2:0', 'cohere.embed-multilingual-v3'])('embeds with %s', async (model) => {
  const embedder = await models.openEmbedder(backend(), model);
  expect(embedder.dimensions).toBe(2);
  const rows = await embedder.embed(['one', 'two', '']);
  expect([...rows].map((value) => Math.round(value * 10))).toEqual([6, 8, 6, 8, 6, 8]);
  seen.length = 0;
});

it('says why it was refused', async () => {
  const stream = models.generator(backend(), 'denied').generate(request, never);
  await expect(stream.next()).rejects.toMatchObject({
    code: 'refused',
    reason: 'remote/key',
    message: expect.stringContaining('no access to this model'),
  });
  expect(recorded.at(-1)).toMatchObject({ outcome: 'failed' });
});
