import { create } from 'zustand';

/**
 * `opening`: first attempt. `open`: calls pass. `reconnecting`: the line broke, it is tried again by itself.
 * `refused`: the host does not know this page's key; only opening Carrel's own link again helps.
 */
export type ConnectionState = 'opening' | 'open' | 'reconnecting' | 'refused';

interface Connection {
  readonly state: ConnectionState;
  /** Tries now instead of at the end of the wait. */
  readonly retryNow: () => void;
}

/** The line to the host, shown in the status bar. */
export const useConnection = create<Connection>(() => ({ state: 'opening', retryNow: () => {} }));
