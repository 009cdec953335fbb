/** Resamples; the usual number for 95 % (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", 13.3). */
const RESAMPLES = 1000;
const TAIL = 0.025;

/**
 * A 95 % interval of the mean by the percentile bootstrap; the same values give the same interval (Efron and Tibshirani 1993).
 *
 * `draw` gives numbers from 0 to below 1. Linear in values × 1,000.
 */
export function bootstrapInterval(values: readonly number[], draw: () => number): [low: number, high: number] {
  if (values.length === 0) return [0, 0];
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let at = 0; at < values.length; at += 1) sum += values[Math.floor(draw() * values.length)] ?? 0;
    return sum / values.length;
  }).sort();
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? 0;
  return [at(TAIL), at(1 - TAIL)];
}

/** Numbers from 0 to below 1 that look random and follow from the seed: mulberry32 (Ettinger 2017, public domain). */
export function seededDraws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
