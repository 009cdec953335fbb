/** Builds everything into `out/`, `resources/wasm/`, `resources/grammars/` and `resources/ocr/`: the WASM scan, grammars, recognition data, main with its workers, preload and page. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedNode } from './packaged-node.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = packagedNode(root);

for (const args of [
  [join(root, 'scripts', 'build-wasm.mjs')],
  [join(root, 'scripts', 'build-grammars.mjs')],
  [join(root, 'scripts', 'build-ocr.mjs')],
  [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
]) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
