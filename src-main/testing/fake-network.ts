import type { CarrelHandlers } from '../../src-contract/index.ts';

/** A ledger without entries. */
export function fakeEgress(): CarrelHandlers['egress'] {
  return {
    list: async () => ({ denied: 0, allowed: 0, kept: 0, entries: [] }),
    export: async () => ({
      fileName: 'carrel-network.json',
      mediaType: 'application/json',
      text: '{}',
      key: '0123456789abcdef',
    }),
    verify: async () => ({
      isGenuine: false,
      problem: 'This is no exported ledger.',
      entries: 0,
      denied: 0,
      allowed: 0,
    }),
  };
}

/** One backend, which answers. */
export function fakeRemote(): CarrelHandlers['remote'] {
  const backend = {
    name: 'lab',
    kind: 'openai' as const,
    url: 'https://lab.example/v1',
    models: { chat: 'small' },
    contextTokens: 32_000,
    host: 'lab.example',
    key: 'kept' as const,
  };
  return {
    list: async () => ({ backends: [backend], keychain: true }),
    add: async ({ key: _key, allowPlain: _allowPlain, ...added }) => ({ ...backend, ...added }),
    remove: async () => ({}),
    test: async () => ({ results: [{ purpose: 'chat', model: 'small', isUsable: true, milliseconds: 12 }] }),
  };
}
