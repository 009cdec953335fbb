import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where the installed program keeps its own files. */
export interface AppPaths {
  readonly root: string;
  readonly version: string;
  readonly resources: string;
  readonly models: string;
  readonly renderer: string;
  /** URL of a worker or child entry in `src-main/workers` (from source) or `out/main/workers` (built). */
  worker(name: string): URL;
}

/**
 * Finds the program's files from the URL of an entry module (`main.ts`, `cli.ts`, or their built forms).
 *
 * Works from source (Node 24 runs the TypeScript as it is) and from `out/main`.
 */
export function locateApp(entryUrl: string): AppPaths {
  const entry = fileURLToPath(entryUrl);
  let root = dirname(entry);
  while (!isRoot(root)) {
    const parent = dirname(root);
    if (parent === root) throw new Error(`No package.json of Carrel above ${entry}`);
    root = parent;
  }
  const fromSource = entry.endsWith('.ts');
  const workers = join(root, fromSource ? 'src-main' : join('out', 'main'), 'workers');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    root,
    version,
    resources: join(root, 'resources'),
    models: join(root, 'models'),
    renderer: join(root, 'out', 'renderer'),
    worker: (name) => pathToFileURL(join(workers, `${name}${fromSource ? '.ts' : '.js'}`)),
  };
}

function isRoot(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string };
  return manifest.name === 'carrel';
}
