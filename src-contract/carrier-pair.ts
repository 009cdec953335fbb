import { Failure } from './failure.ts';
import type { FrameCarrier } from './frame.ts';

/** One end of a connection inside this process. */
export interface PairedCarrier extends FrameCarrier {
  /** Closes both ends; frames under way are lost, as on any other carrier. */
  close(): void;
}

/** Connects a caller and a host in one process: the command line to its own services, and tests. */
export function createCarrierPair(): readonly [PairedCarrier, PairedCarrier] {
  let isOpen = true;
  const closeListeners: (() => void)[] = [];
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };

  function createEnd(own: Listeners, other: Listeners): PairedCarrier {
    return {
      send(frame) {
        if (!isOpen) throw new Failure('unavailable', 'The connection is closed', { reason: 'wire/closed' });
        // Never in the sender's own turn: a reply inside `send` would arrive before the caller knows its call's id.
        queueMicrotask(() => {
          if (isOpen) for (const listener of other) listener(frame);
        });
      },
      onFrame: (listener) => void own.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
      close,
    };
  }
  const first: Listeners = [];
  const second: Listeners = [];
  return [createEnd(first, second), createEnd(second, first)];
}

type Listeners = ((frame: unknown) => void)[];
