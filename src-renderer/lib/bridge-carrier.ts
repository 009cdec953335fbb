import type { FrameCarrier } from '../../src-contract/frame.ts';
import type { CarrelBridge } from './bridge.ts';

/** Frames over the preload bridge. The window closes with its host, so there is no closing to report. */
export function bridgeCarrier(bridge: CarrelBridge): FrameCarrier {
  return {
    send: (frame) => bridge.send(frame),
    onFrame: (listener) => void bridge.onFrame(listener),
    onClose: () => {},
  };
}
