import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
  /** Settles when the caller has gone before the end of the answer. */
  readonly left: Promise<void>;
}

/** A server that speaks the OpenAI API as well or as badly as the name of the model asked for says. */
export interface OpenAiServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

const KEY = 'sk-test';
const WORDS = ['It is due ', 'on 14 October ', '[1]', '. ', 'Später – 稍后.'];

/** Starts it on loopback. Every path wants the key `sk-test`. */
export async function startOpenAiServer(): Promise<OpenAiServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => void answer(request, response, seen));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, seen: SeenRequest[]): Promise<void> {
  let text = '';
  for await (const piece of request) text += String(piece);
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  const left = new Promise<void>((resolve) => response.once('close', () => response.writableEnded || resolve()));
  const path = request.url ?? '';
  seen.push({ path, authorization: request.headers.authorization, body, left });
  if (request.headers.authorization !== `Bearer ${KEY}`) return fail(response, 401, 'no such key');
  const model = String(body.model);
  if (/^\d{3}$/.test(model)) return fail(response, Number(model), `told to answer ${model}`);
  if (model === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
  if (model === 'garbage') return void response.end('<html>not an API</html>');
  if (model === 'hang') return; // until the caller goes
  if (path.endsWith('/chat/completions')) return chat(response, model);
  if (path.endsWith('/embeddings')) return embeddings(response, body);
  if (path.endsWith('/rerank') && model !== 'only-score') return rerank(response, body, 'results', 'relevance_score');
  if (path.endsWith('/score')) return rerank(response, body, 'data', 'score');
  fail(response, 404, 'no such path');
}

function fail(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
}

async function chat(response: ServerResponse, model: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = WORDS.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 5 } })}\n\n`;
  if (model === 'cut') return void response.write(events[0], () => response.destroy());
  if (model === 'bad-event') return void response.end(`${events[0]}data: {"choices": 3}\n\n`);
  if (model === 'error-event') return void response.end(`data: {"error": {"message": "out of memory"}}\n\n`);
  if (model === 'unfinished') return void response.end(events.join(''));
  if (model === 'endless-line') {
    const delta = { content: '\n When is the third lab due?\nNote:' };
    response.write(`data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`);
    return; // until the caller goes
  }
  if (model === 'endless') {
    response.write(events[0]);
    return; // until the caller goes
  }
  const whole = Buffer.from(`: a comment\n\n${events.join('')}${usage}data: [DONE]\n\n`);
  if (model !== 'odd-cuts') return void response.end(whole);
  // In pieces of 1 to 7 bytes, in the middle of characters and lines.
  for (let at = 0, size = 1; at < whole.length; at += size, size = (size % 7) + 1) {
    response.write(whole.subarray(at, at + size));
    await new Promise((resume) => setImmediate(resume));
  }
  response.end();
}

/** A vector of 64 numbers from a text's words, so that like texts are near. */
function vectorOf(text: string): number[] {
  const vector = new Array<number>(64).fill(0.01);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const [at = 0] = createHash('sha256').update(word).digest();
    vector[at % 64] = (vector[at % 64] ?? 0) + 1;
  }
  return vector;
}

function embeddings(response: ServerResponse, body: Record<string, unknown>): void {
  const input = body.input as string[];
  if (input.some((text) => text === '')) {
    fail(response, 400, 'empty input');
    return;
  }
  const data = input.map((text, index) => ({ index, embedding: vectorOf(text) })).reverse(); // any order is allowed
  if (body.model === 'too-few') data.pop();
  response.end(JSON.stringify({ data }));
}

function rerank(response: ServerResponse, body: Record<string, unknown>, list: string, name: string): void {
  const query = String(body.query ?? body.text_1)
    .toLowerCase()
    .split(' ');
  const texts = (body.documents ?? body.text_2) as string[];
  const scores = texts.map((text, index) => {
    const share = query.filter((word) => text.toLowerCase().includes(word)).length / query.length;
    return { index, [name]: body.model === 'logits' ? share * 10 - 5 : share };
  });
  if (body.model === 'too-few') scores.pop();
  response.end(JSON.stringify({ [list]: scores.reverse() }));
}
