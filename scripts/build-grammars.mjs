// Copies the tree-sitter grammars, the library that runs them and their licences into resources/grammars.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'resources', 'grammars');

/** Package to the modules it brings; PHP without HTML around it and TSX are grammars of their own. */
const MODULES = {
  'web-tree-sitter': ['web-tree-sitter'],
  'tree-sitter-bash': ['tree-sitter-bash'],
  'tree-sitter-c': ['tree-sitter-c'],
  'tree-sitter-c-sharp': ['tree-sitter-c_sharp'],
  'tree-sitter-cpp': ['tree-sitter-cpp'],
  'tree-sitter-css': ['tree-sitter-css'],
  'tree-sitter-go': ['tree-sitter-go'],
  'tree-sitter-haskell': ['tree-sitter-haskell'],
  'tree-sitter-html': ['tree-sitter-html'],
  'tree-sitter-java': ['tree-sitter-java'],
  'tree-sitter-javascript': ['tree-sitter-javascript'],
  'tree-sitter-json': ['tree-sitter-json'],
  'tree-sitter-php': ['tree-sitter-php'],
  'tree-sitter-python': ['tree-sitter-python'],
  'tree-sitter-ruby': ['tree-sitter-ruby'],
  'tree-sitter-rust': ['tree-sitter-rust'],
  'tree-sitter-scala': ['tree-sitter-scala'],
  'tree-sitter-typescript': ['tree-sitter-typescript', 'tree-sitter-tsx'],
};

mkdirSync(output, { recursive: true });
let copied = 0;
const licences = [];
for (const [name, modules] of Object.entries(MODULES)) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  licences.push(`${name} ${version} (${license})\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`);
  for (const module of modules) copied += copyIfNewer(join(folder, `${module}.wasm`), join(output, `${module}.wasm`));
}
writeInPlace(join(output, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
if (copied > 0) console.log(`grammars: ${copied} modules copied`);

function copyIfNewer(source, target) {
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(source).mtimeMs) return 0;
  // Renamed into place, so that two builds at once never leave half a module.
  const temporary = `${target}.${process.pid}`;
  copyFileSync(source, temporary);
  renameSync(temporary, target);
  return 1;
}

function writeInPlace(target, text) {
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, target);
}
