import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The programs that trials run again and again, bundled: from TypeScript, starting one took half of its time. */
export interface BuiltPrograms {
  /** Path of the program that the crash trials kill. */
  readonly session: string;
  /** URL of a module for `--import`. */
  readonly crashAt: string;
  /** URL of the thread that builds indexes. */
  readonly indexWorker: string;
  /** For the environment of a program: its compiled code is kept between runs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Bundles the programs into a folder of this process below `out`, where Node finds the database; gone when `work` ends. */
export async function withBuiltPrograms<T>(work: (built: BuiltPrograms) => Promise<T>): Promise<T> {
  const folder = join(ROOT, 'out', `torture-${process.pid}-${performance.now().toFixed(0)}`);
  await mkdir(folder, { recursive: true });
  try {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      ssr: { noExternal: true, external: ['@duckdb/node-bindings'] },
      build: {
        ssr: true,
        target: 'node24',
        minify: false,
        outDir: folder,
        rolldownOptions: {
          input: {
            session: join(ROOT, 'e2e/torture/session.ts'),
            'crash-at': join(ROOT, 'e2e/torture/crash-at.ts'),
            'index-build': join(ROOT, 'src-main/workers/index-build.ts'),
          },
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    });
    const url = (name: string) => pathToFileURL(join(folder, `${name}.js`)).href;
    return await work({
      session: join(folder, 'session.js'),
      crashAt: url('crash-at'),
      indexWorker: url('index-build'),
      environment: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
