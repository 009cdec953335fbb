import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../testing/virtual-clock.ts';
import { batchText } from './batch-text.ts';

async function* pieces(texts: readonly string[], result = 'end'): AsyncGenerator<string, string, void> {
  yield* texts;
  return result;
}

async function collect(source: AsyncGenerator<string, string, void>): Promise<{ out: string[]; result: string }> {
  const out: string[] = [];
  for (;;) {
    const step = await source.next();
    if (step.done === true) return { out, result: step.value };
    out.push(step.value);
  }
}

describe('batching', () => {
  it('passes all text on in order, and what the source returns', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1 })), async (texts) => {
        const { out, result } = await collect(batchText(pieces(texts), 30, virtualClock()));
        expect(out.join('')).toBe(texts.join(''));
        expect(result).toBe('end');
      }),
    );
  });

  it('joins what comes within the interval, after the first piece', async () => {
    const still = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
    const { out } = await collect(batchText(pieces(['a', 'b', 'c', 'd']), 30, still));
    expect(out).toEqual(['a', 'bcd']);
  });

  it('does not hold text back while the source is silent', async () => {
    async function* stalls(): AsyncGenerator<string, string, void> {
      yield 'a';
      yield 'b';
      return await new Promise<string>(() => {});
    }
    const batches = batchText(stalls(), 30, virtualClock());
    expect((await batches.next()).value).toBe('a');
    expect((await batches.next()).value).toBe('b');
    await batches.return('');
  });

  it('gives what was written before it fails', async () => {
    async function* fails(): AsyncGenerator<string, string, void> {
      yield 'a';
      yield 'b';
      throw new Error('broken');
    }
    const out: string[] = [];
    const run = async (): Promise<void> => {
      for await (const text of batchText(fails(), 30, virtualClock())) out.push(text);
    };
    await expect(run()).rejects.toThrow('broken');
    expect(out.join('')).toBe('ab');
  });
});
