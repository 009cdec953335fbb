import { judge, type Measurement, quantiles, timed } from '../measure.ts';
import type { Setting } from '../setting.ts';

const BATCH = 1000;

/** Passages embedded a second on one thread. No peer: nothing else reads this model. */
export async function benchEmbedding({ corpus, embedder }: Setting, size: number): Promise<Measurement> {
  const rates: number[] = [];
  const passages = corpus.passages(size);
  embedder.embed(passages.slice(0, BATCH));
  for (let start = 0; start < passages.length; start += BATCH) {
    const batch = passages.slice(start, start + BATCH);
    const { seconds } = await timed(() => embedder.embed(batch));
    // Slowness, so that the 95th percentile is the slow end of a rate too.
    rates.push(seconds / batch.length);
  }
  const { p50, p95 } = quantiles(rates);
  return judge(
    {
      name: 'static embedding',
      unit: 'passages/s',
      better: 'higher',
      ours: { p50: Math.round(1 / p50), p95: Math.round(1 / p95) },
      peers: {},
      notes: [`batches of ${BATCH}; p95 is the slow end`],
    },
    null,
  );
}
