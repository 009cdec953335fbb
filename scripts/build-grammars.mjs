// Puts the tree-sitter grammars, the library that runs them and their licences into resources/grammars; the lexers of
// some grammars are changed on the way so that V8 compiles them quickly.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatherBranches } from './gather-branches.mjs';

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
const changedAt = Math.max(
  ...['build-grammars.mjs', 'gather-branches.mjs'].map((name) => statSync(join(root, 'scripts', name)).mtimeMs),
);
let built = 0;
const licences = [];
for (const [name, modules] of Object.entries(MODULES)) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  licences.push(`${name} ${version} (${license})\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`);
  for (const module of modules) built += buildIfNewer(join(folder, `${module}.wasm`), join(output, `${module}.wasm`));
}
writeInPlace(join(output, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
if (built > 0) console.log(`grammars: ${built} modules built`);

function buildIfNewer(source, target) {
  if (existsSync(target) && statSync(target).mtimeMs >= Math.max(statSync(source).mtimeMs, changedAt)) return 0;
  const module = readFileSync(source);
  writeInPlace(target, gatherBranches(module) ?? module);
  return 1;
}

// Renamed into place, so that two builds at once never leave half a module.
function writeInPlace(target, content) {
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, target);
}
