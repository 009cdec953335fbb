import type { Scope } from '../../../src-contract/passage.ts';

/** How long a scope counts as active. A guess: a sitting. */
const ACTIVE_MS = 3_600_000;
/** Scopes that are remembered at most. */
const MOST = 1_000;

/** The different scopes questions had lately. */
export interface ActiveScopes {
  seen(scope: Scope): void;
  count(): number;
}

export function createActiveScopes(now: () => Date): ActiveScopes {
  const lastByScope = new Map<string, number>();

  function forgetOld(): void {
    const since = now().getTime() - ACTIVE_MS;
    for (const [scope, last] of lastByScope) {
      if (last >= since && lastByScope.size <= MOST) break; // oldest first
      lastByScope.delete(scope);
    }
  }

  return {
    seen(scope) {
      const key = JSON.stringify(scope);
      lastByScope.delete(key);
      lastByScope.set(key, now().getTime());
      forgetOld();
    },
    count() {
      forgetOld();
      return lastByScope.size;
    },
  };
}
