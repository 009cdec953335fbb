import type { ScanHits, ScanMemory, ScanRequest } from '../../engine/vector/scan-kernel.ts';

/** What the scan thread starts with. */
export interface ScanSettings {
  /** resources/wasm/vector-scan.wasm, compiled. */
  readonly wasm: WebAssembly.Module;
}

/** `attach` gives a segment a number, under which `scan` names it until `detach`. */
export type ScanMessage =
  | { readonly type: 'attach'; readonly segment: number; readonly memory: ScanMemory }
  | { readonly type: 'detach'; readonly segment: number }
  | { readonly type: 'scan'; readonly id: number; readonly segments: readonly number[]; readonly request: ScanRequest };

/** The hits of each segment, in the order asked for. */
export interface ScanReply {
  readonly id: number;
  readonly hits: readonly ScanHits[];
}
