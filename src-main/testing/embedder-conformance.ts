import { expect, test } from 'vitest';
import { probeProblem } from '../services/search/embedding-contract.ts';
import type { Embedder } from '../services/search/ports.ts';

/** What every embedder must do, whatever makes its vectors. */
export function embedderConforms(
  open: () => Promise<Embedder>,
  /** How alike a text's vectors are by itself and in a batch: weights of 8 bits are scaled by batch. */
  { sameness = 0.9999 }: { readonly sameness?: number } = {},
): void {
  const texts = ['How do I sort a list?', 'sort a list of items', 'the weather in Lisbon is mild'];
  const cosine = (one: Float32Array, other: Float32Array): number =>
    one.reduce((sum, value, at) => sum + value * other[at]!, 0);
  const rowsOf = async (embedder: Embedder, all: readonly string[]): Promise<Float32Array[]> => {
    const rows = await embedder.embed(all);
    const { dimensions } = embedder;
    expect(rows).toHaveLength(all.length * dimensions);
    return all.map((_, at) => rows.subarray(at * dimensions, (at + 1) * dimensions));
  };

  test('its vectors are as its contract says', async () => {
    const embedder = await open();
    const { contract } = embedder;
    expect([contract.model, contract.dimensions]).toEqual([embedder.name, embedder.dimensions]);
    expect(contract.weights).toMatch(/^[0-9a-f]{64}$/);
    for (const row of await rowsOf(embedder, texts)) expect(probeProblem(embedder, row)).toBeUndefined();
    expect(probeProblem(embedder, await embedder.embedQuery(texts[0]!))).toBeUndefined();
  });

  test('like texts are nearer than others, in any order and batch', async () => {
    const embedder = await open();
    const [sort, items, weather] = await rowsOf(embedder, texts);
    expect(cosine(sort!, items!)).toBeGreaterThan(cosine(sort!, weather!));
    const many = [...Array.from({ length: 17 }, (_, at) => `${texts[at % 3]} ${'and '.repeat(at)}`), ...texts];
    const again = (await rowsOf(embedder, many)).slice(-3);
    for (const [at, row] of again.entries()) {
      expect(cosine(row, [sort!, items!, weather!][at]!)).toBeGreaterThan(sameness);
    }
  });

  test('a text longer than its context is cut, an empty one harms nothing, none gives none', async () => {
    const embedder = await open();
    const [long, , sort] = await rowsOf(embedder, ['sort a list of items '.repeat(3000), '', texts[0]!]);
    expect(probeProblem(embedder, long!)).toBeUndefined();
    expect(probeProblem(embedder, sort!)).toBeUndefined();
    expect(await embedder.embed([])).toHaveLength(0);
  });
}
