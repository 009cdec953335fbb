import type { CarrelHandlers } from '../../src-contract/index.ts';

/** A ledger without entries. */
export function fakeEgress(): CarrelHandlers['egress'] {
  return {
    list: async () => ({ denied: 0, allowed: 0, kept: 0, entries: [] }),
    export: async () => ({ fileName: 'carrel-network.json', mediaType: 'application/json', text: '{}' }),
    verify: async () => ({
      isGenuine: false,
      problem: 'This is no exported ledger.',
      entries: 0,
      denied: 0,
      allowed: 0,
    }),
  };
}
