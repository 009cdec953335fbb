import { connect } from '../../src-contract/connect.ts';
import { Failure } from '../../src-contract/failure.ts';
import { type CarrelClient, contract } from '../../src-contract/index.ts';
import { createReconnectingCarrier, type LinkState } from '../../src-contract/reconnecting-carrier.ts';
import { openWebSocketLink } from '../../src-contract/socket-link.ts';
import { findBridge } from './bridge.ts';
import { bridgeCarrier } from './bridge-carrier.ts';
import { type ConnectionState, useConnection } from './connection-store.ts';
import { takeTabKey } from './tab-key.ts';

let current: CarrelClient | undefined;

/** The client that reaches the host. */
export function carrel(): CarrelClient {
  if (current === undefined) throw new Failure('unavailable', 'Carrel is not connected to its library yet.');
  return current;
}

/** Puts a client in place, at the start and in tests. */
export function installClient(client: CarrelClient): void {
  current = client;
}

/** Connects the page: through the bridge in the desktop app, else by WebSocket to where the page came from. */
export function openClient(): void {
  const bridge = findBridge();
  if (bridge !== undefined) {
    installClient(connect(bridgeCarrier(bridge), contract));
    useConnection.setState({ state: 'open' });
    return;
  }
  const key = takeTabKey();
  if (key === undefined) {
    useConnection.setState({ state: 'refused' });
    return;
  }
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`;
  const carrier = createReconnectingCarrier({ open: openWebSocketLink(() => new WebSocket(address)), key });
  installClient(connect(carrier, contract));
  carrier.onState((state) => useConnection.setState({ state: shown(state) }));
  useConnection.setState({ retryNow: () => carrier.retryNow() });
  addEventListener('online', () => carrier.retryNow());
}

function shown(state: LinkState): ConnectionState {
  if (state === 'open' || state === 'refused') return state;
  return useConnection.getState().state === 'opening' && state === 'connecting' ? 'opening' : 'reconnecting';
}
