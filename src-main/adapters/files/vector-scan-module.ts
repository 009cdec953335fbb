import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../src-contract/failure.ts';

/** Compiles the vector scan that ships in `resources`. @throws Failure `corrupt` when it is missing or damaged */
export async function loadVectorScanModule(resources: string): Promise<WebAssembly.Module> {
  const file = join(resources, 'wasm', 'vector-scan.wasm');
  try {
    return await WebAssembly.compile(await readFile(file));
  } catch (cause) {
    throw new Failure('corrupt', `Could not load the vector search from ${file}. Install Carrel again.`, {
      reason: 'index/vector-scan-module',
      cause,
    });
  }
}
