export { createEgressService, type EgressService } from './egress-service.ts';
export type { LedgerFile, NewEgress, SigningKey } from './ports.ts';
