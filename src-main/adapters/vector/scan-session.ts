import { createScanKernel, type ScanKernel } from '../../engine/vector/scan-kernel.ts';
import type { ScanMessage, ScanReply, ScanSettings } from './scan-messages.ts';

/** The lane of this thread; the thread that owns the segments has lane 0. */
const LANE = 1;

/** The scan thread's side: opens segments as they are attached, and answers scans in the order they come. */
export function createScanSession({ wasm }: ScanSettings): (message: ScanMessage) => ScanReply | undefined {
  const kernels = new Map<number, ScanKernel>();
  return (message) => {
    switch (message.type) {
      case 'attach':
        kernels.set(message.segment, createScanKernel(wasm, message.memory, LANE));
        return undefined;
      case 'detach':
        kernels.delete(message.segment);
        return undefined;
      case 'scan':
        return { id: message.id, hits: message.segments.map((segment) => kernels.get(segment)!.scan(message.request)) };
    }
  };
}
