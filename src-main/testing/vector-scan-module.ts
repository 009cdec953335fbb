import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateApp } from '../platform/app-paths.ts';

/** The compiled WASM scan for tests; compiles its AssemblyScript first where that has not been done. */
export function loadVectorScanModule(): WebAssembly.Module {
  const { root, resources } = locateApp(import.meta.url);
  execFileSync(process.execPath, [join(root, 'scripts', 'build-wasm.mjs')]);
  return new WebAssembly.Module(readFileSync(join(resources, 'wasm', 'vector-scan.wasm')));
}
