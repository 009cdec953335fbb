/** Lets through `perSecond` events a second on average and up to `burst` at once. */
export interface RateLimit {
  /** Takes one; false when there is none left now. */
  take(): boolean;
}

/** A token bucket. */
export function createRateLimit(perSecond: number, burst: number, now: () => number = Date.now): RateLimit {
  let tokens = burst;
  let filledAt = now();
  return {
    take() {
      const at = now();
      tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
