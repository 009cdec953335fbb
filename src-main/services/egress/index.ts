export { createEgressService, type EgressService } from './egress-service.ts';
export { createKeptSigningKey } from './kept-signing-key.ts';
export type { KeySafe, LedgerFile, NewEgress } from './ports.ts';
