import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The Node among the project's packages, newer than the machine's may be; where there is none, the one that runs this. */
export function packagedNode(root) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : process.execPath;
}
