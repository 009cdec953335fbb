import { describe, expect, it } from 'vitest';
import { createFakeEmbedder } from '../../testing/fake-embedder.ts';
import { anUnderstoodQuery } from '../../testing/passages.ts';
import { createSearchCaches } from './search-caches.ts';
import { createTimedCache } from './timed-cache.ts';

const never = new AbortController().signal;
const answer = (text: string) => ({
  results: [],
  timings: {},
  mode: 'hybrid' as const,
  searched: 1,
  query: anUnderstoodQuery(text),
});

function someCaches() {
  let now = 0;
  const caches = createSearchCaches(() => now);
  return { caches, pass: (ms: number) => (now += ms) };
}

describe('searches', () => {
  it('are made once while they are known, and anew when they are old', async () => {
    const { caches, pass } = someCaches();
    let made = 0;
    const search = () =>
      caches.search('key', never, async () => {
        made += 1;
        return answer(`${made}`);
      });
    await search();
    pass(299_999);
    expect((await search()).query.text).toBe('1');
    pass(1);
    expect((await search()).query.text).toBe('2');
    expect(caches.counts().results).toEqual({ hits: 1, misses: 2, entries: 1 });
  });

  it('that are equal and under way are joined; who cancels leaves alone', async () => {
    const { caches } = someCaches();
    const gate = Promise.withResolvers<void>();
    const stop = new AbortController();
    let made = 0;
    const search = (signal: AbortSignal) =>
      caches.search('key', signal, async () => {
        made += 1;
        await gate.promise;
        return answer('one');
      });
    const leaving = search(stop.signal);
    const staying = search(never);
    stop.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    gate.resolve();
    expect((await staying).query.text).toBe('one');
    expect([made, caches.counts().joined]).toEqual([1, 1]);
  });

  it('are cancelled when nobody waits for them, and the next one begins anew', async () => {
    const { caches } = someCaches();
    const stops = [new AbortController(), new AbortController()];
    let inner: AbortSignal | undefined;
    const waiting = stops.map(({ signal }) =>
      caches.search('key', signal, (either) => {
        inner = either;
        return new Promise(() => undefined);
      }),
    );
    for (const stop of stops) stop.abort();
    for (const each of await Promise.allSettled(waiting)) expect(each.status).toBe('rejected');
    expect(inner?.aborted).toBe(true);
    expect((await caches.search('key', never, async () => answer('anew'))).query.text).toBe('anew');
  });

  it('that fail are not remembered', async () => {
    const { caches } = someCaches();
    await expect(caches.search('key', never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect((await caches.search('key', never, async () => answer('well'))).query.text).toBe('well');
  });
});

it('embeds a query once', async () => {
  const { caches } = someCaches();
  const embedder = createFakeEmbedder();
  const first = await caches.embedQuery(embedder, 'salmon', new AbortController().signal);
  expect(await caches.embedQuery(embedder, 'salmon', new AbortController().signal)).toBe(first);
  expect(caches.counts().embeddings).toEqual({ hits: 1, misses: 1, entries: 1 });
});

describe('a timed cache', () => {
  it('forgets what was not asked for longest', () => {
    const cache = createTimedCache<number>({ entries: 2, lifetimeMs: 10, now: () => 0 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it('keeps no more than may be weighed', () => {
    const cache = createTimedCache<number>({
      entries: 9,
      lifetimeMs: 10,
      now: () => 0,
      weigh: { of: Number, most: 5 },
    });
    cache.set('a', 3);
    cache.set('b', 3);
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 3]);
    cache.set('huge', 9);
    expect(cache.counts().entries).toBe(0);
  });
});
