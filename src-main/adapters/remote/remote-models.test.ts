import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src-contract/failure.ts';
import { type RemoteBackend, remoteBackendSchema } from '../../../src-contract/remote.ts';
import type { NewEgress } from '../../services/egress/ports.ts';
import { embedderConforms } from '../../testing/embedder-conformance.ts';
import { type OpenAiServer, startOpenAiServer } from '../../testing/openai-server.ts';
import { numbered } from '../../testing/passages.ts';
import { createRemoteModels } from './remote-models.ts';

let server: OpenAiServer;
const recorded: NewEgress[] = [];
let key: string | undefined = 'sk-test';
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startOpenAiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  recorded.length = 0;
  server.seen.length = 0;
  key = 'sk-test';
});

const models = createRemoteModels({
  secrets: { get: async () => key },
  secretName: (name) => name,
  hostOf: ({ url }) => new URL(url).hostname,
  record: (attempt) => recorded.push(attempt),
});

const backend = (): RemoteBackend =>
  remoteBackendSchema.parse({ name: 'lab', kind: 'openai', url: server.url, models: { chat: 'ok' } });

const request = () => ({
  question: 'When is the lab due?',
  standalone: 'When is the lab due?',
  instructions: undefined,
  passages: numbered(['The second lab is due on 14 October.'], 'markdown'),
  history: [{ role: 'user' as const, text: 'Hello' }],
  temperature: 0.2,
  maxTokens: 100,
  contextTokens: 4096,
});

async function write(model: string, signal = never) {
  const stream = models.generator(backend(), model).generate(request(), signal);
  let text = '';
  for (;;) {
    const step = await stream.next();
    if (step.done === true) return { text, written: step.value };
    text += step.value;
  }
}

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (thrown: unknown) => (thrown instanceof Failure ? thrown.reason : thrown),
  );

describe('a chat model of another computer', () => {
  it.each(['ok', 'odd-cuts'])('writes as a stream (%s)', async (model) => {
    expect(await write(model)).toEqual({
      text: 'It is due on 14 October [1]. Später – 稍后.',
      written: { limits: [], tokensIn: 7, tokensOut: 5 },
    });
  });

  it('is sent the rules, the history and the quoted passages, with the key, and the ledger hears of it', async () => {
    await write('ok');
    const [seen] = server.seen;
    expect(seen).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer sk-test' });
    const messages = seen?.body.messages as { role: string; content: string }[];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
    expect(messages.at(-1)?.content).toContain('The second lab is due on 14 October.');
    expect(recorded).toEqual([
      {
        by: 'main',
        channel: 'request',
        host: '127.0.0.1',
        port: Number(new URL(server.url).port),
        purpose: 'remote backend lab',
        method: 'POST',
        bytesSent: expect.any(Number),
        outcome: 'done',
        status: 200,
      },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('sk-test');
  });

  it.each([
    ['401', 'remote/key'],
    ['403', 'remote/key'],
    ['404', 'remote/model'],
    ['429', 'remote/limit'],
    ['500', 'remote/failed'],
    ['503', 'remote/failed'],
    ['redirect', 'remote/unreachable'],
    ['garbage', 'remote/answer'],
    ['cut', 'remote/answer'],
    ['bad-event', 'remote/answer'],
    ['error-event', 'remote/answer'],
    ['unfinished', 'remote/answer'],
  ])('that answers %s is %s', async (model, reason) => {
    expect(await reasonOf(write(model))).toBe(reason);
  });

  it('says what the server said, and never the key', async () => {
    key = 'sk-wrong';
    const failure = await write('ok').catch((thrown: unknown) => thrown as Failure);
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('no such key') });
    expect(JSON.stringify(failure)).not.toContain('sk-wrong');
  });

  it('that cannot be reached is unavailable', async () => {
    const gone = { ...backend(), url: 'http://127.0.0.1:9/v1' };
    const stream = models.generator(gone, 'ok').generate(request(), never);
    expect(await reasonOf(stream.next())).toBe('remote/unreachable');
    expect(recorded).toMatchObject([{ outcome: 'failed', host: '127.0.0.1' }]);
  });

  it('stops at once when the answer is stopped, before the first word and after', async () => {
    for (const model of ['hang', 'endless']) {
      const stop = new AbortController();
      const writing = write(model, stop.signal).catch((thrown: unknown) => thrown);
      await expect.poll(() => server.seen.length).toBe(1);
      stop.abort();
      expect(await writing).toBe(stop.signal.reason);
      await server.seen[0]?.left;
      server.seen.length = 0;
    }
  });

  it('rewrites a question from the turns, and is left after the first line', async () => {
    const generator = models.generator(backend(), 'endless-line');
    const history = [{ role: 'user' as const, text: 'When is the second lab due?' }];
    const asked = { question: 'And the third?', history, withinMs: 300 };
    expect(await generator.rewrite?.(asked, never)).toMatch(/^When is the third lab due\?\n/);
    const [sent] = server.seen;
    expect(JSON.stringify(sent?.body)).toContain('When is the second lab due?');
    expect(sent?.body).toMatchObject({ temperature: 0, stream: true });
    await sent?.left;
    expect(recorded).toMatchObject([{ outcome: 'done', host: '127.0.0.1' }]);
  });

  it('is left when a rewrite takes too long', async () => {
    const stop = new AbortController();
    const asked = { question: 'And the third?', history: [], withinMs: 300 };
    const late = models.generator(backend(), 'endless').rewrite?.(asked, stop.signal);
    await expect.poll(() => server.seen.length).toBe(1);
    stop.abort();
    await expect(late).rejects.toThrow();
    await server.seen[0]?.left;
  });

  it('is left when nobody reads on', async () => {
    for await (const _piece of models.generator(backend(), 'endless').generate(request(), never)) break;
    await server.seen[0]?.left;
  });
});

describe('an embedding model of another computer', () => {
  embedderConforms(() => models.openEmbedder(backend(), 'ok'), { sameness: 0.9999 });

  it('names the server and the model in its contract', async () => {
    const { contract } = await models.openEmbedder(backend(), 'ok');
    const other = await models.openEmbedder(backend(), 'another');
    expect(contract.model).toMatch(/^remote:lab@[0-9a-f]{12}$/);
    expect(other.contract.weights).not.toBe(contract.weights);
  });

  it('whose answer does not fit is refused', async () => {
    expect(await reasonOf(models.openEmbedder(backend(), 'too-few'))).toBe('remote/answer');
    expect(await reasonOf(models.openEmbedder(backend(), 'garbage'))).toBe('remote/answer');
  });
});

describe('a reranker of another computer', () => {
  const texts = ['the weather', 'sort a list of items', 'a list'];

  it.each(['ok', 'only-score', 'logits'])('scores in the order of the texts, 0 to 1 (%s)', async (model) => {
    const scores = await models.reranker(backend(), model).score('sort a list', texts, never);
    expect([...scores].every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(scores[1]).toBeGreaterThan(scores[2] ?? 1);
    expect(scores[2]).toBeGreaterThan(scores[0] ?? 1);
  });

  it('that leaves one out is refused', async () => {
    expect(await reasonOf(models.reranker(backend(), 'too-few').score('a', texts, never))).toBe('remote/answer');
  });
});

describe('a trial', () => {
  it('sends one word for a purpose, and fails as the real thing would', async () => {
    const all = { ...backend(), models: { chat: 'ok', embedding: 'ok', rerank: '503' } };
    for (const purpose of ['chat', 'embedding'] as const)
      expect(await reasonOf(models.try(all, purpose, never))).toBe('done');
    expect(await reasonOf(models.try(all, 'rerank', never))).toBe('remote/failed');
  });
});
