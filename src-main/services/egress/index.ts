export { createEgressService, type EgressService, type NewEgress } from './egress-service.ts';
export type { LedgerFile, SigningKey } from './ports.ts';
