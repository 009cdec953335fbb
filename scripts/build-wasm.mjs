// Compiles the AssemblyScript of the engine into resources/wasm. Takes under two seconds; skips what is up to date.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outputFolder = join(root, 'resources', 'wasm');
const modules = [{ source: 'src-main/engine/vector/assembly/vector-scan.ts', output: 'vector-scan.wasm' }];
const FLAGS = [
  ...['--enable', 'simd', '--enable', 'threads', '-O3', '--noAssert', '--converge', '--runtime', 'stub'],
  // Two threads scan the same rows: the host makes the memory, as large as the rows need.
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];

const started = performance.now();
const force = process.argv.includes('--force');
mkdirSync(outputFolder, { recursive: true });
for (const { source, output } of modules) {
  const target = join(outputFolder, output);
  if (!force && isNewer(target, [join(root, source), fileURLToPath(import.meta.url)])) continue;
  const { binary, messages, failed } = await compileOne(source);
  if (failed || !WebAssembly.validate(binary)) {
    console.error(messages || `AssemblyScript produced an invalid module from ${source}.`);
    process.exit(1);
  }
  // Renamed into place, so that two builds at once never leave half a module.
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, binary);
  renameSync(temporary, target);
  console.log(`${output}: ${binary.length} bytes in ${Math.round(performance.now() - started)} ms`);
}

async function compileOne(source) {
  // Imported only when something must be compiled: it takes longer to load than all the rest.
  const { main: compile } = await import('assemblyscript/asc');
  let binary = new Uint8Array();
  const { error, stderr } = await compile([source, '--baseDir', root, '--outFile', 'module.wasm', ...FLAGS], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(base, name), 'utf8');
      } catch {
        return null; // The compiler probes for names that need not exist.
      }
    },
    writeFile: (_name, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  return { binary, messages: stderr.toString(), failed: error !== null };
}

function isNewer(target, sources) {
  const built = statSync(target, { throwIfNoEntry: false });
  return built !== undefined && sources.every((source) => statSync(source).mtimeMs < built.mtimeMs);
}
