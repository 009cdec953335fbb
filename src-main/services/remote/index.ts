export { hostOf } from './check-address.ts';
export type { RemoteProbe, RemotesFile, SecretStore } from './ports.ts';
export { createRemoteHealth, type RemoteHealth } from './remote-health.ts';
export { createRemoteService, type RemoteService, secretName } from './remote-service.ts';
