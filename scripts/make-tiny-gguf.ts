/** Writes the tiny random chat model of the tests: `node scripts/make-tiny-gguf.ts FILE`. */
import { writeFileSync } from 'node:fs';
import { buildTinyGguf } from '../src-main/testing/tiny-gguf.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('Usage: node scripts/make-tiny-gguf.ts FILE');
  process.exitCode = 2;
} else {
  const bytes = buildTinyGguf();
  writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes`);
}
