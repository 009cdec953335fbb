/** Writes a chat model with random weights for measuring: `node scripts/make-gguf.ts 15m|0.5b FILE`. */
import { statSync } from 'node:fs';
import { RANDOM_SHAPES, writeRandomGguf } from '../src-main/testing/random-gguf.ts';

const [size, file] = process.argv.slice(2);
const shape = Object.entries(RANDOM_SHAPES).find(([name]) => name === size)?.[1];
if (shape === undefined || file === undefined) {
  console.error(`Usage: node scripts/make-gguf.ts ${Object.keys(RANDOM_SHAPES).join('|')} FILE`);
  process.exitCode = 2;
} else {
  const parameters = writeRandomGguf(file, shape);
  console.log(`${file}: ${parameters} parameters, ${statSync(file).size} bytes`);
}
