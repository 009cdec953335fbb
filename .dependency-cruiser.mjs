const law = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** The laws of the house (docs/ARCHITECTURE.md). `src-main/testing/layers.system.test.ts` proves that each of them bites. */
export default {
  forbidden: [
    law(
      'contract-is-a-leaf',
      'The contract is the vocabulary every process shares; it leans on zod and nothing else.',
      { path: '^src-contract/', pathNot: '[.]test[.]ts$' },
      { pathNot: '^src-contract/|node_modules/zod/' },
    ),
    law(
      'ui-speaks-contract',
      'Page and preload reach the host through the contract, never by import.',
      { path: '^src-(renderer|preload)/', pathNot: '[.]test[.]tsx?$' },
      { path: '^src-main/' },
    ),
    law(
      'ui-halves-stay-apart',
      'Preload and page run in different worlds; a shared import would be bundled twice.',
      { path: '^src-(renderer|preload)/' },
      { path: '^src-(renderer|preload)/', pathNot: '^src-$1/' },
    ),
    law(
      'main-never-imports-ui',
      'Main must start without a window: the command line does.',
      { path: '^src-main/' },
      { path: '^src-(renderer|preload)/' },
    ),
    law(
      'electron-stays-in-shell',
      'Services, hosts and engine run under plain Node for the command line and the tests.',
      { path: '^src-main/', pathNot: '^src-main/shell/' },
      { path: '(^|node_modules/)electron(/|$)' },
    ),
    law(
      'engine-is-pure',
      'Ranking and metrics are functions of their arguments: no disk, process, network or clock.',
      { path: '^src-main/engine/', pathNot: '[.]test[.]ts$' },
      { path: '^src-main/(?!engine/)|^(node:)?(fs|child_process|net|http|https|worker_threads|process|os)(/|$)' },
    ),
    law(
      'adapters-know-no-policy',
      'An adapter implements a port that a service declared; of services it may import port files only.',
      { path: '^src-main/adapters/', pathNot: '[.]test[.]ts$' },
      { path: '^src-main/(services|hosts|shell)/', pathNot: '^src-main/services/[^/]+/ports[.]ts$' },
    ),
    law(
      'services-know-no-edges',
      'A service is handed its adapters; it does not fetch them, and it cannot tell who called.',
      { path: '^src-main/services/', pathNot: '[.]test[.]ts$' },
      { path: '^src-main/(adapters|hosts|shell)/' },
    ),
    law(
      'services-meet-at-index',
      'Neighbouring services see index.ts and ports.ts; the rest is private.',
      { path: '^src-main/services/([^/]+)/' },
      { path: '^src-main/services/([^/]+)/', pathNot: '^src-main/services/($1/|[^/]+/(index|ports)[.]ts$)' },
    ),
    law(
      'hosts-are-thin',
      'A host translates a wire into service calls; engine and adapters are below it.',
      { path: '^src-main/hosts/', pathNot: '[.]test[.]ts$' },
      { path: '^src-main/(engine|adapters|shell)/' },
    ),
    law(
      'platform-is-the-floor',
      'Logging, paths and lifetimes may not depend on what is built upon them.',
      { path: '^src-main/platform/', pathNot: '[.]test[.]ts$' },
      { path: '^src-main/(?!platform/)' },
    ),
    law('no-cycles', 'A cycle means two modules are one.', {}, { circular: true }),
    law(
      'no-test-in-production',
      'Move the shared piece out of the test.',
      { path: '^src-', pathNot: '[.]test[.]tsx?$|^src-main/testing/|^src-renderer/testing/' },
      { path: '[.]test[.]tsx?$|^e2e/|^src-main/testing/|^src-renderer/testing/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'engine/vector/assembly' },
  },
};
